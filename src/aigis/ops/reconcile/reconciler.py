"""One pass: the sealed log is read on from where the last one stopped, and everything is compared in one snapshot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

from aigis.core.ports import Keyring
from aigis.ops.reconcile import comparison, tables
from aigis.ops.reconcile.beats import compare_beats
from aigis.ops.reconcile.comparison import Difference
from aigis.ops.reconcile.database_guards import compare_guards
from aigis.ops.reconcile.expected_state import CODES, ExpectedState
from aigis.ops.reconcile.memory import ReconcilerMemory
from aigis.ops.reconcile.sealed_log import Altered, DataKeys, Frontier, SealedEntry, Session, read_entries
from aigis.ops.reconcile.simple_matcher import SubjectIndex
from aigis.ops.reconcile.synthetic_hit import compare_hit

_LOGS = "SELECT id, first, size, root FROM audit_logstate ORDER BY id"
_LEAVES = "SELECT data FROM audit_leaf WHERE index >= %s AND index < %s ORDER BY index"
_CHECKS = frozenset({"check.answered"})
_LOOK_BACK = 200  # leaves: an alert may be sealed a little after its check
_AT_ONCE = 1_000
_WHOLE_EVERY = 60  # passes: then the log is read from its first leaf again, so that no earlier one was rewritten


@dataclass(slots=True)
class Reconciler:
    """What is known of the log so far; a process keeps it from pass to pass."""

    keyring: Keyring
    memory: ReconcilerMemory
    alert_wait: timedelta = timedelta(minutes=5)
    state: ExpectedState = field(default_factory=ExpectedState)
    read: int = 0
    frontiers: dict[int, Frontier] = field(default_factory=dict)
    passes: int = 0
    began: datetime | None = None

    def compare(self, register_url: str, keys_url: str, *, at: datetime) -> list[Difference]:
        """Returns every difference there is now.

        Raises:
            psycopg.Error: a database does not answer; nothing can be told.
        """
        if self.passes % _WHOLE_EVERY == 0:
            self.state, self.read, self.frontiers = ExpectedState(), 0, {}
        self.passes += 1
        with psycopg.connect(register_url) as session, psycopg.connect(keys_url, autocommit=True) as key_session:
            session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            session.read_only = True
            keys = DataKeys(key_session, self.keyring)
            faults: list[Altered] = []
            differences = list(self._differences(session, keys, faults, at=at))
            return differences + [_altered(sentence) for sentence in dict.fromkeys(map(str, faults))]

    def _differences(
        self, session: Session, keys: DataKeys, faults: list[Altered], *, at: datetime
    ) -> Iterator[Difference]:
        yield from compare_guards(session)
        end = 0
        for log, first, size, root in session.execute(_LOGS).fetchall():
            yield from self._compare_tree(session, log, first=first, size=size, root=bytes(root))
            end = first + size
        yield from self._compare_memory(end)
        for entry in read_entries(session, keys, faults, first=self.read, end=end, codes=CODES):
            self.state.take(entry)
        present = tables.read_tables(session, keys)
        yield from comparison.compare_bans(self.state, present, at=at)
        yield from comparison.compare_persons(self.state, present)
        yield from comparison.compare_thresholds(self.state, present, at=at)
        yield from comparison.compare_alerts(self.state, present, at=at, wait=self.alert_wait)
        yield from compare_hit(self.memory, self.state, present, at=at)
        yield from self._compare_checks(session, keys, faults, end=end)
        yield from self._compare_desks(session)
        yield from compare_beats(session, at=at, since=self.began)
        self._remember(end)

    def _compare_tree(self, session: Session, log: int, *, first: int, size: int, root: bytes) -> Iterator[Difference]:
        frontier = self.frontiers.setdefault(log, Frontier())
        if frontier.size > size:
            yield Difference("log.went_back", str(log), f"It had {frontier.size} leaves and now says {size}.")
            return
        for (data,) in session.execute(_LEAVES, [first + frontier.size, first + size]).fetchall():
            frontier.append(bytes(data))
        if frontier.size != size or frontier.root() != root:
            yield Difference("log.root", str(log), f"Its {size} leaves do not make the root that was signed.")
        if self.memory.size == first + size and self.memory.root and self.memory.root != root.hex():
            yield Difference("log.forked", str(log), "It has another root than it had at this size.")

    def _compare_memory(self, end: int) -> Iterator[Difference]:
        if end < self.memory.size:
            sentence = f"It held {self.memory.size} entries and now holds {end}: an older database was put back."
            yield Difference("log.older", "database", sentence)

    def _compare_checks(
        self, session: Session, keys: DataKeys, faults: list[Altered], *, end: int
    ) -> Iterator[Difference]:
        index = SubjectIndex(self.state.persons)
        batch: list[SealedEntry] = []
        first = max(0, min(self.memory.checked, end) - _LOOK_BACK)
        for entry in read_entries(session, keys, faults, first=first, end=end, codes=_CHECKS):
            batch.append(entry)
            if len(batch) == _AT_ONCE:
                yield from self._compare_batch(session, batch, index)
                batch = []
        yield from self._compare_batch(session, batch, index)

    def _compare_batch(self, session: Session, batch: list[SealedEntry], index: SubjectIndex) -> Iterator[Difference]:
        rows = tables.read_checks(session, [str(entry.core["check"]) for entry in batch])
        yield from comparison.compare_checks(batch, rows, self.state, index)

    def _compare_desks(self, session: Session) -> Iterator[Difference]:
        """An address that changed without an entry of that desk since it was last seen."""
        present = tables.read_desk_addresses(session)
        for desk, digest in self.memory.desks.items():
            if self.state.desk_changes.get(desk, -1) >= self.memory.desks_at:
                continue
            if desk not in present:
                yield Difference("desk.missing", desk, "Its row is gone, and no entry says so.")
            elif present[desk] != digest:
                yield Difference("desk.address", desk, "Its address is another, and no entry says so.")
        changed = {desk for desk, index in self.state.desk_changes.items() if index >= self.memory.desks_at}
        known: Mapping[str, Any] = self.memory.desks
        self.memory.desks = {
            desk: known[desk] if desk in known and desk not in changed else digest for desk, digest in present.items()
        } | {desk: digest for desk, digest in known.items() if desk not in present and desk not in changed}

    def _remember(self, end: int) -> None:
        self.read = self.memory.checked = self.memory.desks_at = end
        if end >= self.memory.size:
            newest = self.frontiers[max(self.frontiers)] if self.frontiers else Frontier()
            self.memory.size, self.memory.root = end, newest.root().hex()


def _altered(sentence: str) -> Difference:
    """An entry that is not what was sealed, named by its reference."""
    return Difference("entry.altered", sentence.split(",")[0].removeprefix("Entry "), sentence)


PASS_EVERY = timedelta(seconds=60)
