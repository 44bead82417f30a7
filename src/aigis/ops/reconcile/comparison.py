"""The rules: what the sealed entries say against what stands in the tables; pure, with the instant passed in."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

from aigis.core.crypto.canonical_json import canonical
from aigis.ops.reconcile.expected_state import ExpectedState, SealedAlert
from aigis.ops.reconcile.sealed_log import SealedEntry
from aigis.ops.reconcile.simple_matcher import Details, SubjectIndex, is_test_identity

# A row that nobody sealed may wait for the sealer so long, a notice for its first attempt.
GRACE = timedelta(seconds=60)
# Sources of checks that are made again: whoever stays denied was told of when that began.
_DRILL = "drill"  # the source of a check of a test identity
_TOLD_BEFORE = frozenset({"announced", "look_back", "roster"})
# Bits in thousandths that a threshold may have: what two organisations may agree on.
THRESHOLD_LIMITS = (2_000, 12_000)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something the system does that the log does not say, or the other way round; `kind` is stable."""

    kind: str
    about: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.kind} {self.about}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a ban as the table has it."""

    ban: str
    number: int
    standing: str
    start: datetime
    end: datetime | None
    register_version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StoredBan:
    """A ban as the table has it; the gates ask by `ends_at` and `subject`."""

    ban: str
    version: int
    standing: str
    subject: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeskAlertRow:
    """An alert's place at a desk, with the hashes that chain the desk's messages."""

    alert: str
    desk: str
    organisation: int
    number: int
    previous: str
    hash: str
    drill: bool
    gate: str
    raised_at: datetime
    acknowledged: bool
    closed: bool

    def recomputed_hash(self) -> str:
        """Returns SHA-256 of the message's canonical JSON, as docs/ALERTS.md describes it."""
        message = {
            "alert": self.alert,
            "desk": self.desk,
            "drill": self.drill,
            "gate": self.gate,
            "number": self.number,
            "previous": self.previous,
            "raised_at": self.raised_at.astimezone(UTC).isoformat(),
        }
        return sha256(canonical(message)).hexdigest()


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice of an alert, with how many attempts were begun and how many succeeded."""

    alert: str
    state: str
    posted_at: datetime
    attempts: int
    successes: int


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check as the table has it."""

    check: str
    verdict: str
    checked_at: datetime


@dataclass(slots=True)
class Tables:
    """What stands in the tables now."""

    versions: Sequence[VersionRow] = ()
    bans: Sequence[StoredBan] = ()
    persons: Mapping[str, Details | None] = field(default_factory=dict)
    thresholds: Mapping[int, tuple[int, int, datetime]] = field(default_factory=dict)
    alerts: Mapping[str, datetime] = field(default_factory=dict)
    desk_alerts: Sequence[DeskAlertRow] = ()
    steps: AbstractSet[tuple[str, str, str]] = frozenset()
    desk_counters: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    notices: Sequence[NoticeRow] = ()


def compare_bans(state: ExpectedState, tables: Tables, *, at: datetime) -> Iterator[Difference]:
    """Yields where bans, their versions or their subjects are not what was sealed."""
    rows = {(row.ban, row.number): row for row in tables.versions}
    for reference, sealed in state.bans.items():
        for number, version in sealed.versions.items():
            row = rows.get((reference, number))
            if row is None:
                yield Difference("ban.version_missing", reference, f"Version {number} was sealed, but its row is gone.")
            elif (row.standing, row.start, row.end) != (version.standing, version.start, version.end):
                yield Difference("ban.version_altered", reference, f"Version {number} is not what was sealed.")
    for (reference, number), row in rows.items():
        known = reference in state.bans and number in state.bans[reference].versions
        if not known and row.register_version not in state.moves and row.recorded_at < at - GRACE:
            yield Difference("ban.version_invented", reference, f"Version {number} was never sealed.")
    present = {row.ban: row for row in tables.bans}
    for reference in state.bans:
        yield from _compare_ban(reference, state, present.get(reference), rows, at=at)


def _compare_ban(
    reference: str,
    state: ExpectedState,
    row: StoredBan | None,
    versions: Mapping[tuple[str, int], VersionRow],
    *,
    at: datetime,
) -> Iterator[Difference]:
    sealed = state.bans[reference]
    if row is None:
        yield Difference("ban.missing", reference, "It was sealed, but its row is gone.")
        return
    newest = versions.get((reference, row.version))
    if row.version < max(sealed.versions) or newest is None or row.standing != newest.standing:
        yield Difference("ban.altered", reference, "Its row does not follow its last version.")
    if sealed.subject and row.subject != sealed.subject:
        yield Difference("ban.moved", reference, "It is about another subject than was sealed.")
    if sealed.in_force(at) and row.ends_at is not None and row.ends_at <= at:
        yield Difference("ban.ended", reference, "It is in force by what was sealed, but its row says that it ended.")


def compare_persons(state: ExpectedState, tables: Tables) -> Iterator[Difference]:
    """Yields subjects whose stored identity is not the one that was sealed."""
    for subject, sealed in state.persons.items():
        if subject not in tables.persons:
            yield Difference("subject.missing", subject, "It was sealed, but its row is gone.")
        elif tables.persons[subject] is None:
            yield Difference("subject.unreadable", subject, "Its stored identity does not open.")
        elif tables.persons[subject] != sealed:
            yield Difference("subject.altered", subject, "Its stored identity is not the one that was sealed.")


def compare_thresholds(state: ExpectedState, tables: Tables, *, at: datetime) -> Iterator[Difference]:
    """Yields thresholds that two organisations never agreed on."""
    for number, (possible, certain, decided_at) in tables.thresholds.items():
        sealed = state.thresholds.get(number)
        if sealed is None:
            if decided_at < at - GRACE or not _lawful(possible, certain):
                yield Difference("threshold.invented", str(number), "These thresholds were never sealed.")
        elif sealed != (possible, certain):
            yield Difference("threshold.altered", str(number), "These thresholds are not what was sealed.")
    for number in state.thresholds.keys() - tables.thresholds.keys():
        yield Difference("threshold.missing", str(number), "These thresholds were sealed, but their row is gone.")


def _lawful(possible: int, certain: int) -> bool:
    least, most = THRESHOLD_LIMITS
    return least <= possible < certain <= most


def compare_alerts(
    state: ExpectedState, tables: Tables, *, at: datetime, wait: timedelta = timedelta(minutes=5)
) -> Iterator[Difference]:
    """Yields alerts that lost their row, a desk, a notice or its delivery, or that nobody has answered or escalated.

    `wait`: after so long without an acknowledgement an alert is escalated.
    """
    at_desks: dict[str, list[DeskAlertRow]] = {}
    for row in tables.desk_alerts:
        at_desks.setdefault(row.alert, []).append(row)
    notices: dict[str, list[NoticeRow]] = {}
    for notice in tables.notices:
        notices.setdefault(notice.alert, []).append(notice)
    for reference, alert in state.alerts.items():
        if reference not in tables.alerts:
            yield Difference("alert.missing", reference, "It was sealed, but its row is gone.")
        yield from _compare_desks(alert, at_desks.get(reference, []), state)
        yield from _compare_notices(alert, notices.get(reference, []), at=at)
        if alert.escalates and alert.at < at - wait - 2 * GRACE:
            yield from _compare_answers(alert, at_desks.get(reference, []), state)
    for reference, raised_at in tables.alerts.items():
        if reference not in state.alerts and raised_at < at - GRACE:
            yield Difference("alert.invented", reference, "It was never sealed.")
    for reference, desk, step in sorted(tables.steps - state.steps):
        yield Difference("alert.step_unsealed", reference, f"Desk {desk} has a step '{step}' without an entry.")
    yield from _compare_chains(tables)


def _compare_desks(alert: SealedAlert, rows: Sequence[DeskAlertRow], state: ExpectedState) -> Iterator[Difference]:
    present = {(row.desk, row.number) for row in rows}
    for desk, number in alert.desks:
        if (desk, number) not in present:
            yield Difference("alert.place_missing", alert.alert, f"Desk {desk} has no number {number} for it.")
    if rows and not alert.drill and len({row.organisation for row in rows}) < 2:
        yield Difference("alert.one_organisation", alert.alert, "It stands at the desks of one organisation alone.")
    for row in rows:
        if row.acknowledged and (alert.alert, row.desk, "acknowledged") not in state.steps:
            sentence = f"At desk {row.desk} it is acknowledged without an entry."
            yield Difference("alert.acknowledged_unsealed", alert.alert, sentence)
        if row.closed and (alert.alert, row.desk, "closed") not in state.steps:
            yield Difference("alert.closed_unsealed", alert.alert, f"At desk {row.desk} it is closed without an entry.")


def _compare_answers(alert: SealedAlert, rows: Sequence[DeskAlertRow], state: ExpectedState) -> Iterator[Difference]:
    for row in rows:
        if not any((alert.alert, row.desk, step) in state.steps for step in ("acknowledged", "escalated", "closed")):
            sentence = f"Desk {row.desk} has not acknowledged it, and nobody was told further."
            yield Difference("alert.not_escalated", alert.alert, sentence)


def _compare_notices(alert: SealedAlert, rows: Sequence[NoticeRow], *, at: datetime) -> Iterator[Difference]:
    if not rows:
        yield Difference("alert.untold", alert.alert, "No notice of it was ever written.")
    for row in rows:
        if row.state == "delivered" and not row.successes:
            yield Difference("notice.not_delivered", alert.alert, "A notice says delivered, but no attempt succeeded.")
        if row.state == "waiting" and not row.attempts and row.posted_at < at - GRACE:
            yield Difference(
                "notice.not_attempted", alert.alert, "Nobody tried to deliver a notice: does a worker run?"
            )


def _compare_chains(tables: Tables) -> Iterator[Difference]:
    by_desk: dict[str, list[DeskAlertRow]] = {}
    for row in tables.desk_alerts:
        by_desk.setdefault(row.desk, []).append(row)
    for desk, (last_number, last_hash) in tables.desk_counters.items():
        rows = by_desk.get(desk, [])
        if [row.number for row in rows] != list(range(1, last_number + 1)):
            yield Difference("desk.gap", desk, f"Its alerts are not numbered 1 to {last_number} without a gap.")
        broken = any(after.previous != before.hash for before, after in pairwise(rows))
        altered = any(row.recomputed_hash() != row.hash for row in rows)
        if broken or altered or (rows and rows[-1].hash != last_hash):
            yield Difference("desk.chain", desk, "The hashes of its messages do not make one chain.")


def compare_checks(
    entries: Sequence[SealedEntry], rows: Mapping[str, CheckRow], state: ExpectedState, index: SubjectIndex
) -> Iterator[Difference]:
    """Yields sealed checks whose row differs, whose hit told nobody, or that were clear for somebody banned."""
    for entry in entries:
        core = entry.core
        reference, verdict = str(core["check"]), core["verdict"]
        row = rows.get(reference)
        if row is None:
            yield Difference("check.missing", reference, "It was sealed, but its row is gone.")
        elif (row.verdict, row.checked_at) != (verdict, entry.at):
            yield Difference("check.altered", reference, "Its verdict or its time is not what was sealed.")
        if verdict == "denied" and core["source"] not in _TOLD_BEFORE and reference not in _told(core, state):
            yield Difference("check.untold", reference, "It was denied, but no alert was sealed for it.")
        if core["source"] == _DRILL and entry.subject is not None and not is_test_identity(entry.subject["person"]):
            yield Difference("check.false_drill", reference, "It was taken for a drill, but is no test identity.")
        if verdict == "clear" and core["reason"] == "no_match" and entry.subject is not None:
            yield from _wrong_green(entry, entry.subject["person"], state, index)


def _told(core: Mapping[str, Any], state: ExpectedState) -> AbstractSet[str]:
    return state.drilled_checks if core["source"] == _DRILL else state.alerted_checks


def _wrong_green(
    entry: SealedEntry, person: Details, state: ExpectedState, index: SubjectIndex
) -> Iterator[Difference]:
    core: Mapping[str, Any] = entry.core
    for subject in index.find(person):
        for reference, ban in state.bans.items():
            if ban.subject == subject and ban.in_force(entry.at, register_version=core["register_version"]):
                yield Difference(
                    "check.wrong_clear", str(core["check"]), f"It was clear, though ban {reference} was in force."
                )
