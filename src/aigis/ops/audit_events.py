"""Writes `docs/AUDIT-EVENTS.md` from the catalogue: `python -m aigis.ops.audit_events > docs/AUDIT-EVENTS.md`."""

from aigis.core.events import CATALOGUE, EventKind

_HEAD = """# Audit events

Every event the log may hold, in the order of its number. Numbers are final: they stand in the leaves of the tree. Each
entry has three parts with their own commitments: *core* (also `event` and `at`), *actor* (`kind`, `id`, `role`,
`organisation`, the same for all) and *subject* (about whom, and what was disclosed), which can be erased alone.

What Directive (EU) 2016/680, article 25, asks of a log stands in every entry: *when* is `at`, *who* is the actor with
role and organisation, *what* is the event, *to whom* something was disclosed is the actor again, and about *whom* is
`subject`. *Why* is `purpose` for a check, purpose and `case` for a look-up, `reason` or `reference` for a change or an
audit; where nobody chooses to look, the event itself is the reason. *Which register* answered is `register_version`, or
`known_at` for a moment. Refusals are events too: `access.refused`, `query.refused`, `proposal.refused`.

This page is generated from `core/events.py`; a test compares the two.

| number | event | what happened | core | subject |
|---:|---|---|---|---|
"""


def page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(_row(kind) for kind in sorted(CATALOGUE.values(), key=lambda kind: kind.number))


def _row(kind: EventKind) -> str:
    return f"| {kind.number} | `{kind.code}` | {kind.sentence} | {_fields(kind.core)} | {_fields(kind.subject)} |\n"


def _fields(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


if __name__ == "__main__":
    print(page(), end="")
