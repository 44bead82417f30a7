"""Programs with one fault each, of a kind that loses or doubles something under kills."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

SITE = Path(__file__).resolve().parent / "site"

Edit = tuple[str, str]  # a text that stands once in the module's source, and what replaces it


@dataclass(frozen=True, slots=True)
class Variant:
    """A module with edits that put a fault in.

    `only` names the parts whose kills bring it to light; `seen` has the figures of which at least one is not 0 then.
    """

    name: str
    module: str
    edits: tuple[Edit, ...]
    only: str
    seen: frozenset[str]

    def environment(self) -> dict[str, str]:
        """Returns our environment in which every Python process runs the program with the fault."""
        path = os.pathsep.join([str(SITE), *filter(None, [os.environ.get("PYTHONPATH")])])
        fault = json.dumps({"module": self.module, "edits": self.edits})
        return {**os.environ, "PYTHONPATH": path, "SABOTAGED_MODULE": fault}


_RAISE = "    raise_alerts([alert for item in made for alert in item.alerts()], at=at)\n"
_DRAFTED = "[alert for item in made for alert in item.alerts()]"
_PAUSE = "__import__('time').sleep(0.05)"  # as long as a busy machine takes between the two

VARIANTS = (
    Variant(
        "commits are confirmed before they are on disk",
        "aigis.ops.postgres",
        (
            (
                '"full_page_writes": "on", "synchronous_commit": "on"}',
                '"full_page_writes": "on", "synchronous_commit": "off"}',
            ),
        ),
        "postgresql",
        frozenset({"lost", "unlogged", "undelivered"}),
    ),
    Variant(
        "a notice is marked delivered before it is sent",
        "aigis.apps.notices.delivery",
        (
            ("        delivered, answer = _send(claimed)\n", "        delivered, answer = True, ''\n"),
            ("    DELIVERY_ATTEMPTS.labels(", "    _send(claimed)\n    DELIVERY_ATTEMPTS.labels("),
        ),
        "worker deliveries",
        frozenset({"undelivered"}),
    ),
    Variant(
        "alerts are raised after the commit of the check",
        "aigis.apps.checks.actions",
        (
            (
                _RAISE,
                f"    drafts_of_alerts = {_DRAFTED}\n"
                "    raise_later = transaction.atomic(raise_alerts)\n"
                f"    transaction.on_commit(lambda: ({_PAUSE}, raise_later(drafts_of_alerts, at=at)))\n",
            ),
        ),
        "web,postgresql",
        frozenset({"undelivered"}),
    ),
    Variant(
        "alerts are raised in a second transaction",
        "aigis.apps.checks.actions",
        (
            (_RAISE, f"    _LATER.append(({_DRAFTED}, at))\n"),
            ("PART = 50\n", "PART = 50\n_LATER = []\n"),
            (
                "    answered = [faults[id(query)] if",
                f"    {_PAUSE}\n"
                "    while _LATER:\n"
                "        late, asked_at = _LATER.pop()\n"
                "        transaction.atomic(raise_alerts)(late, at=asked_at)\n"
                "    answered = [faults[id(query)] if",
            ),
        ),
        "web,postgresql",
        frozenset({"undelivered"}),
    ),
    Variant(
        "a request key is not kept",
        "aigis.apps.checks.actions",
        (("        key = query.request_key.text if query.request_key else None\n", "        key = None\n"),),
        "postgresql",
        frozenset({"doubled"}),
    ),
    Variant(
        "a check does not ask for the register's version",
        "aigis.apps.register.in_memory.current",
        (("    if view is not None and view.at == present:\n", "    if view is not None:\n"),),
        "reconciler",
        frozenset({"wrong"}),
    ),
    Variant(
        "a failed delivery is swallowed",
        "aigis.apps.notices.delivery",
        (("        return False, str(failed)\n", "        return True, str(failed)\n"),),
        "worker deliveries",
        frozenset({"undelivered"}),
    ),
    Variant(
        "an entry is not sealed",
        "aigis.apps.audit.leaves",
        (
            (
                'See the runbook.")\n    return rows\n',
                'See the runbook.")\n    return rows[:-1] if len(rows) > 1 else rows\n',
            ),
        ),
        "sealer",
        frozenset({"unlogged"}),
    ),
    Variant(
        "nobody takes over what a killed worker held",
        "aigis.apps.notices.recipients",
        (
            (" AND (n.leased_until IS NULL OR n.leased_until <= %(at)s)\n", " AND n.leased_until IS NULL\n"),
            (
                "    return rows.filter(Q(leased_until=None) | Q(leased_until__lte=at))\n",
                "    return rows.filter(Q(leased_until=None))\n",
            ),
        ),
        "worker deliveries",
        frozenset({"undelivered"}),
    ),
    Variant(
        "a check is answered before it is written",
        "aigis.apps.checks.actions",
        (
            (
                "    _write(made, at=at)\n    answered |=",
                "    __import__('threading').Thread(target=_late, args=(made, at)).start()\n    answered |=",
            ),
            (
                "PART = 50\n",
                "PART = 50\n\n\ndef _late(made, at):\n"
                f"    {_PAUSE}\n"
                "    try:\n"
                "        transaction.atomic(_write)(made, at=at)\n"
                "    finally:\n"
                "        from django.db import connections\n"
                "        connections.close_all()\n",
            ),
        ),
        "postgresql",
        frozenset({"lost", "unlogged", "undelivered"}),
    ),
)


def read_source(module: str) -> str:
    """Returns the source of a module of ours."""
    for folder in map(Path, sys.path):
        path = folder.joinpath(*module.split(".")).with_suffix(".py")
        if path.is_file():
            return path.read_text()
    raise LookupError(module)
