"""Faults at every step of the sealer, and an observer who remembers every signature that ever left the house.

A step fails *before* it is done, or *after* it was done, though it is reported as failed. Then a new process goes on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from aigis import wiring
from aigis.adapters import signer as signer_module
from aigis.adapters.signer import FileSigner
from aigis.apps.audit import checkpoint_signing, leaves, queries, rotation, sealer, tiles
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.models import Checkpoint, Entry, Leaf, LogState
from aigis.apps.audit.verification import verify_live
from aigis.core.audit.event_names import Event
from aigis.core.errors import LogRefuses
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.policy import Policy
from aigis.core.tlog.tree import root_from_tiles

# Every step of one seal in its order, from an entry taken out of the queue to its checkpoint published.
STEPS: dict[str, tuple[Any, str]] = {
    "keys compared with the record": (rotation, "record_keys"),
    "entries taken": (leaves, "take"),
    "leaves recomputed": (leaves, "_leaves"),
    "leaves stored": (leaves, "_store"),
    "tiles stored": (tiles, "store"),
    "state swapped": (leaves, "swap"),
    "checkpoint stored": (leaves, "add"),
    "commit": (sealer, "extend"),
    "proof made": (checkpoint_signing, "consistency_proof"),
    "signer's state stored": (signer_module, "write_state"),
    "signature made": (FileSigner, "sign"),
    "signature stored": (checkpoint_signing, "sign"),
    "successor looked for": (rotation, "succeed"),
}
CASES = [(step, when) for step in STEPS for when in ("before", "after")]


class Fault(Exception):
    """What went wrong, on purpose."""


def raise_fault() -> None:
    raise Fault


@contextmanager
def failing(step: str, when: str, *, do: Callable[[], None] = raise_fault) -> Iterator[None]:
    """Has a step go wrong once: by default with an exception; `do` may end the process instead."""
    owner, name = STEPS[step]
    real, due = getattr(owner, name), [True]

    def broken(*args: Any, **kwargs: Any) -> Any:
        if not due:
            return real(*args, **kwargs)
        due.clear()
        if when == "before":
            do()
        found = real(*args, **kwargs)
        do()
        return found

    setattr(owner, name, broken)
    try:
        yield
    finally:
        setattr(owner, name, real)


@dataclass
class Observer:
    """Somebody outside, with every signed checkpoint there ever was, published or not."""

    notes: list[str] = field(default_factory=list)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Remembers what the signer gives out, even where nobody gets to store it."""
        real = FileSigner.sign

        def seen(signer: FileSigner, *args: Any, **kwargs: Any) -> str:
            note = real(signer, *args, **kwargs)
            self.notes.append(note)
            return note

        FileSigner.sign = seen  # type: ignore[method-assign,assignment]
        try:
            yield
        finally:
            FileSigner.sign = real  # type: ignore[method-assign]

    def contradictions(self) -> list[str]:
        """The checkpoints that were signed and are not in the history of the log as it is stored now."""
        wrong = []
        for log in LogState.objects.order_by("id"):
            policy = Policy(logs=tuple(VerifierKey.parse(vkey) for vkey in wiring.signer(log.origin).vkeys))
            read = tiles.reader(log.id)
            for note in {one for one in self.notes if one.startswith(f"{log.origin}\n")}:
                said = policy.open(note).checkpoint
                try:
                    if said.size > log.size or root_from_tiles(size=said.size, read=read) != said.root:
                        wrong.append(note)
                except LogRefuses:
                    wrong.append(note)
        return wrong


def write(count: int, *, at: datetime) -> None:
    with transaction.atomic():
        append([EntryDraft(Event.LOG_READ, SYSTEM, at, {"what": f"{place}"}) for place in range(count)])


def restart() -> None:
    """What a new process finds: nothing remembered."""
    wiring.signer.cache_clear()
    queries.clear_caches()


def go_on(*, at: datetime) -> None:
    """What the next process does: it starts, and seals until nothing waits."""
    restart()
    sealer.open_log(at=at)
    while sealer.seal(at=at):
        pass


def require_whole(observer: Observer) -> None:
    """What must hold after whatever went wrong: everything sealed once, everything signed still true."""
    assert list(verify_live())[-1] == Leaf.objects.count() == Entry.objects.count()
    assert observer.contradictions() == []
    published = queries.published()
    assert published is not None and published.size == Leaf.objects.count()
    assert Checkpoint.objects.order_by("-size")[0].note is not None


def survive(step: str, when: str, *, at: datetime, do: Callable[[], None] = raise_fault) -> Observer:
    """Seals, has a step go wrong in the middle, goes on in a new process a moment later, and seals more."""
    observer = Observer()
    with observer.watching():
        write(3, at=at)
        go_on(at=at)
        write(2, at=at)
        with failing(step, when, do=do):
            try:
                sealer.seal(at=at)
            except Fault:
                pass
            else:
                raise AssertionError(f"nothing went wrong {when} '{step}'")
        go_on(at=at + timedelta(milliseconds=250))
        write(260, at=at)
        go_on(at=at + timedelta(seconds=1))
    return observer
