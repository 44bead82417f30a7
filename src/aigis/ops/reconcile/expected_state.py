"""What must stand in the tables, folded from sealed entries: bans, identities, thresholds, alerts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aigis.ops.reconcile.sealed_log import SealedEntry

_TERM = frozenset({"register", "correct", "amend", "extend"})
_STANDING = frozenset({"suspend", "resume", "lift"})


@dataclass(frozen=True, slots=True)
class SealedVersion:
    """A version of a ban as it was sealed."""

    number: int
    event: str
    standing: str
    start: datetime
    end: datetime | None
    counts_from: datetime
    register_version: int


@dataclass(slots=True)
class SealedBan:
    """A ban as the log tells it: its versions, and the subject it bars."""

    subject: str
    versions: dict[int, SealedVersion] = field(default_factory=dict)

    def in_force(self, at: datetime, *, register_version: int | None = None) -> bool:
        """Tells whether the ban bars its subject at an instant, as far as a version of the register knew."""
        known = [
            version
            for _, version in sorted(self.versions.items())
            if register_version is None or version.register_version <= register_version
        ]
        if any(version.event == "annul" for version in known):
            return False
        terms = [version for version in known if version.event in _TERM and version.counts_from <= at]
        standings = [version for version in known if version.event in _STANDING and version.counts_from <= at]
        if not terms or (standings and standings[-1].standing != "stands"):
            return False
        return terms[-1].start <= at and (terms[-1].end is None or at < terms[-1].end)


@dataclass(frozen=True, slots=True)
class SealedAlert:
    """An alert as it was sealed: its number at each desk; one of a test identity waits for nobody's answer."""

    alert: str
    check: str
    at: datetime
    desks: tuple[tuple[str, int], ...]
    drill: bool = False
    escalates: bool = True


@dataclass(slots=True)
class ExpectedState:
    """Everything the sealed entries say that the tables must repeat."""

    bans: dict[str, SealedBan] = field(default_factory=dict)
    persons: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    thresholds: dict[int, tuple[int, int]] = field(default_factory=dict)
    alerts: dict[str, SealedAlert] = field(default_factory=dict)
    alerted_checks: set[str] = field(default_factory=set)
    drilled_checks: set[str] = field(default_factory=set)
    # What a desk did with an alert: alert, desk, and the step as `alerts_alertstep` names it.
    steps: set[tuple[str, str, str]] = field(default_factory=set)
    # Versions of the register at which bans moved with their subject or by a report of detention.
    moves: set[int] = field(default_factory=set)
    desk_changes: dict[str, int] = field(default_factory=dict)

    def take(self, entry: SealedEntry) -> None:
        """Takes the next entry of the log; kinds that say nothing of these tables are passed over."""
        handler = _HANDLERS.get(entry.code)
        if handler is not None:
            handler(self, entry)
        elif entry.code.startswith("desk.") and "desk" in entry.core:
            self.desk_changes[str(entry.core["desk"])] = entry.index


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _register(state: ExpectedState, entry: SealedEntry) -> None:
    core, subject = entry.core, str(entry.about)
    start = datetime.fromisoformat(core["start"])
    # A registration counts from its beginning: what was sealed says no other instant.
    version = SealedVersion(1, "register", "stands", start, _instant(core["end"]), start, core["register_version"])
    state.bans[core["ban"]] = SealedBan(subject, {1: version})
    if entry.subject is not None and subject not in state.persons:
        state.persons[subject] = entry.subject["person"]


def _change(state: ExpectedState, entry: SealedEntry) -> None:
    core = entry.core
    version = SealedVersion(
        core["version"],
        core["what"],
        core["standing"],
        datetime.fromisoformat(core["start"]),
        _instant(core["end"]),
        datetime.fromisoformat(core["counts_from"]),
        core["register_version"],
    )
    ban = state.bans.setdefault(core["ban"], SealedBan(str(entry.about)))
    ban.versions[version.number] = version


def _change_subject(state: ExpectedState, entry: SealedEntry) -> None:
    core, subject = entry.core, str(entry.about)
    state.moves.add(core["register_version"])
    person = entry.subject.get("person") if entry.subject is not None else None
    if core["what"] == "split":  # the new subject's reference is not sealed: the ban keeps only its person
        state.persons.pop(subject, None)
        for ban in core["bans"]:
            state.bans[ban].subject = ""
        return
    if person:
        state.persons[subject] = person
    for ban in core["bans"]:
        state.bans[ban].subject = subject


def _move(state: ExpectedState, entry: SealedEntry) -> None:
    if "register_version" in entry.core:
        state.moves.add(entry.core["register_version"])


def _threshold(state: ExpectedState, entry: SealedEntry) -> None:
    state.thresholds[entry.core["number"]] = (entry.core["possible"], entry.core["certain"])


def _alert(state: ExpectedState, entry: SealedEntry) -> None:
    core = entry.core
    desks = tuple((str(code), int(number)) for code, number in core["desks"])
    state.alerts[core["alert"]] = SealedAlert(core["alert"], core["check"], entry.at, desks)
    state.alerted_checks.add(core["check"])


def _repeat(state: ExpectedState, entry: SealedEntry) -> None:
    state.alerted_checks.add(entry.core["check"])


def _drill(state: ExpectedState, entry: SealedEntry) -> None:
    core = entry.core
    desks = ((str(core["desk"]), int(core["number"])),)
    state.alerts[core["drill"]] = SealedAlert(core["drill"], "", entry.at, desks, drill=True)


def _sandbox(state: ExpectedState, entry: SealedEntry) -> None:
    core = entry.core
    state.drilled_checks.add(core["check"])
    if core["alert"]:
        desks = tuple((str(code), int(number)) for code, number in core["desks"])
        state.alerts[core["alert"]] = SealedAlert(
            core["alert"], core["check"], entry.at, desks, drill=True, escalates=False
        )


def _step(state: ExpectedState, entry: SealedEntry) -> None:
    state.steps.add((entry.core["alert"], str(entry.core["desk"]), entry.code.removeprefix("alert.")))


_STEPS = ("acknowledged", "assigned", "handed_over", "noted", "closed", "reopened", "escalated")
_HANDLERS = {
    "ban.registered": _register,
    "ban.changed": _change,
    "subject.changed": _change_subject,
    "detention.reported": _move,
    "detention.corrected": _move,
    "threshold.approved": _threshold,
    "alert.raised": _alert,
    "alert.repeated": _repeat,
    "alert.drill": _drill,
    "alert.sandbox": _sandbox,
    **{f"alert.{step}": _step for step in _STEPS},
}
CODES = frozenset(_HANDLERS) | {"desk.added", "desk.changed"}
