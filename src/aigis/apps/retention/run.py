"""One run of retention, as the command and the worker make it: resume, decide, carry out."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aigis.apps.audit import erasure as audit_erasure
from aigis.apps.audit import witnesses
from aigis.apps.audit.models import Erasure
from aigis.apps.retention import actions
from aigis.core.access.permissions import Actor
from aigis.core.errors import Conflict

SEALED_WITHIN = 30.0  # seconds: a decision is carried out only when the log holds it
_LOOK_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Done:
    """A decision that was carried out, and what went: keys, and rows by class."""

    erasure: Erasure
    gone: dict[str, int]


def run(*, actor: Actor, at: datetime, patience: float = SEALED_WITHIN) -> Iterator[Done]:
    """Carries out what was decided before and what is due now; yields each as it is done.

    Raises Conflict where the log was not sealed in time: what is decided stays decided, and the next run goes on. Also
    where the clock is far ahead of the witnesses': it would take the keys of months that are still lived in.
    """
    witnesses.require_attested_lately(at=at)
    actions.reapply(at=at)
    for begun in audit_erasure.unfinished():
        yield Done(begun, _patiently(begun, at=at, patience=patience))
    decided = actions.decide(actor=actor, at=at)
    if decided is not None:
        yield Done(decided, _patiently(decided, at=at, patience=patience))
    actions.sweep(at=at)


def _patiently(row: Erasure, *, at: datetime, patience: float) -> dict[str, int]:
    until = time.monotonic() + patience
    while True:
        try:
            return actions.carry_out(row, at=at)
        except Conflict:
            if time.monotonic() + _LOOK_EVERY > until:
                raise
            time.sleep(_LOOK_EVERY)
