"""Writes `docs/AUDIT-EVENTS.md` from the catalogue: `python -m aigis.ops.docs.audit_events > docs/AUDIT-EVENTS.md`."""

from aigis.core.audit.article_25 import DUTY, FACTS, Article25Facts, Fact, No
from aigis.core.audit.event_kind import EventKind
from aigis.core.audit.events import CATALOGUE

_HEAD = """# Audit events

Every event the log may hold, in the order of its number. Numbers are final: they stand in the leaves of the tree. Each
entry has three parts with their own commitments: *core* (also `event` and `at`), *actor* (`kind`, `id`, `role`,
`organisation`, the same for all) and *subject* (about whom, and what was disclosed), which can be erased alone.

What Directive (EU) 2016/680, article 25, asks of a log stands in every entry: *when* is `at`, *who* is the actor with
role and organisation, *what* is the event. *Why*, about *whom*, *to whom* and *which register* stand where the second
table says; no entry without these fields is written, and where an event has none of them, the table says why. Fields
that an older entry lacks were added later. Refusals are events too.

This page is generated from `core/audit/events.py`; a test compares the two.

| number | event | what happened | core | subject |
|---:|---|---|---|---|
"""


_ARTICLE = """
## Article 25, event by event

The operation is one of those the article names, a *refusal*, or *none* where the event concerns no person. `?`: not in
every entry. `core.check>check.answered:core.purpose`: in the entry of that kind which the field names. `actor.role`
under *why*: nobody types a purpose there; the look is the role's duty, and the justification follows from who looked
(recital 57). Who failed to sign in is nobody yet: `subject.username` is what they typed.

| event | operation | why | about whom | to whom | which register |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page as Markdown."""
    kinds = sorted(CATALOGUE.values(), key=lambda kind: kind.number)
    facts = [_facts(kind.code, FACTS[kind.code]) for kind in kinds]
    return "".join([_HEAD, *map(_row, kinds), _ARTICLE, *facts, _duties(kinds)])


def _row(kind: EventKind) -> str:
    return f"| {kind.number} | `{kind.code}` | {kind.sentence} | {_fields(kind.core)} | {_fields(kind.subject)} |\n"


def _facts(code: str, facts: Article25Facts) -> str:
    return f"| `{code}` | {facts.operation.value} | {' | '.join(map(_places, facts.all.values()))} |\n"


def _places(fact: Fact) -> str:
    return fact.value if isinstance(fact, No) else ", ".join(f"`{path}`" for path in fact)


def _duties(kinds: list[EventKind]) -> str:
    resting = [f"`{kind.code}`" for kind in kinds if FACTS[kind.code].why == (DUTY,)]
    return f"\n{len(resting)} events rest on the role's duty alone: {', '.join(resting)}.\n"


def _fields(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


if __name__ == "__main__":
    print(page(), end="")
