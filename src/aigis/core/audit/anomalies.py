"""Unusual patterns: what an auditor is shown because it departs from somebody's habit or from that of colleagues.

A finding accuses nobody: it names an actor, says by how much something departs from what is usual, and lists the
entries to open. Every rule is a pure function over counted facts; the thresholds stand in one place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from math import ceil, log
from statistics import median
from uuid import UUID

from aigis.core.dates.brussels import BRUSSELS, day_of
from aigis.core.dates.public_holidays import is_day_off


class AnomalyRule(StrEnum):
    """The patterns that are looked for."""

    OFF_HOURS = "off_hours"
    VOLUME = "volume"
    MANY_READERS = "many_readers"
    OWN_NAME = "own_name"
    NO_ARRIVAL = "no_arrival"
    BEFORE_CLOSING = "before_closing"
    REFUSALS = "refusals"
    OTHER_CASES = "other_cases"


@dataclass(frozen=True, slots=True)
class AnomalyThresholds:
    """From where on something is unusual; an auditor reads these beside the findings."""

    habit_days: int = 28  # what somebody usually does is read from so many days before
    known_days: int = 8  # who worked on fewer of them has no habit to depart from
    off_hours_acts: int = 3  # so many readings on one day at hours that were never that person's
    volume_least: int = 25  # so many readings a day, at least
    volume_times: int = 4  # and so many times the greater of the own median and the colleagues'
    readers: int = 8  # so many different actors read about one person
    readers_within: timedelta = timedelta(days=7)
    run_chance: float = 0.0001  # so long a run without arrival comes by chance once in 10,000 such days of work
    run_least: int = 8  # but never fewer checks than this
    before_closing: timedelta = timedelta(minutes=60)
    refusals: int = 5  # so many refusals
    refusals_within: timedelta = timedelta(minutes=15)
    cases: int = 3  # so many case references for one person by one official


THRESHOLDS = AnomalyThresholds()
_MOST_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class Act:
    """Something that an actor did, as the log has it; `about` tells one person from another and names nobody."""

    entry: UUID
    actor: str
    organisation: int
    at: datetime
    about: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unusual: whose, by which rule, the figures that say so, and the entries to open."""

    rule: AnomalyRule
    actor: str
    at: datetime
    facts: Mapping[str, int]
    entries: tuple[UUID, ...]
    about: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """What names the finding from one look to the next: rule, actor, whom it was about and the Brussels day."""
        text = "|".join([self.rule, self.actor, self.about, day_of(self.at).isoformat()])
        return sha256(text.encode()).hexdigest()[:32]


def _found(
    rule: AnomalyRule, acts: Sequence[Act], facts: Mapping[str, int], *, actor: str = "", about: str = ""
) -> Finding:
    entries = tuple(act.entry for act in acts[:_MOST_ENTRIES])
    return Finding(rule, actor or acts[-1].actor, acts[-1].at, facts, entries, about)


def _by_actor(acts: Iterable[Act]) -> dict[str, list[Act]]:
    by_actor: dict[str, list[Act]] = defaultdict(list)
    for act in sorted(acts, key=lambda act: act.at):
        by_actor[act.actor].append(act)
    return by_actor


def _by_day(acts: Iterable[Act]) -> dict[date, list[Act]]:
    by_day: dict[date, list[Act]] = defaultdict(list)
    for act in acts:
        by_day[day_of(act.at)].append(act)
    return by_day


Hour = tuple[bool, int]  # whether the day is one off, and the hour in Brussels


@dataclass(frozen=True, slots=True)
class Habit:
    """When an actor usually works, and how much: the hours of each active day, and the readings of each."""

    hours: frozenset[Hour]
    days: tuple[int, ...]

    @property
    def is_known(self) -> bool:
        """Tells whether there are enough days to speak of a habit."""
        return len(self.days) >= THRESHOLDS.known_days

    def covers(self, at: datetime) -> bool:
        """Tells whether the actor ever worked at this hour, or the one before or after, on such a day."""
        off, hour = _hour(at)
        in_shifts = any(free for free, _ in self.hours)  # who works on days off does so by roster: the hour counts
        days = (False, True) if in_shifts else (off,)
        return any((day, (hour + step) % 24) in self.hours for day in days for step in (-1, 0, 1))


def _hour(at: datetime) -> Hour:
    local = at.astimezone(BRUSSELS)
    return is_day_off(local.date()), local.hour


def habits(acts: Iterable[Act]) -> dict[str, Habit]:
    """What each actor usually does, from earlier acts; who has none is not in it."""
    return {
        actor: Habit(frozenset(_hour(act.at) for act in own), tuple(len(day) for day in _by_day(own).values()))
        for actor, own in _by_actor(acts).items()
    }


def off_hours(acts: Iterable[Act], usual: Mapping[str, Habit]) -> Iterator[Finding]:
    """Readings at hours at which the actor, whose habit is known, never worked before."""
    for actor, own in _by_actor(acts).items():
        habit = usual.get(actor)
        if habit is None or not habit.is_known:
            continue
        for day in _by_day(act for act in own if not habit.covers(act.at)).values():
            if len(day) >= THRESHOLDS.off_hours_acts:
                yield _found(AnomalyRule.OFF_HOURS, day, {"acts": len(day), "days": len(habit.days)})


def volume(acts: Iterable[Act], usual: Mapping[str, Habit], peers: Mapping[str, str]) -> Iterator[Finding]:
    """Days with many times the readings that are usual for the actor and for colleagues of the same group."""
    groups: dict[str, list[int]] = defaultdict(list)
    for actor, habit in usual.items():
        groups[peers.get(actor, "")].extend(habit.days)
    colleagues = {group: median(days) for group, days in groups.items() if days}
    for actor, own in _by_actor(acts).items():
        known = usual.get(actor)
        mine = median(known.days) if known and known.is_known else 0
        theirs = colleagues.get(peers.get(actor, ""), 0)
        least = max(THRESHOLDS.volume_least, THRESHOLDS.volume_times * max(mine, theirs))
        for day in _by_day(own).values():
            if len(day) >= least:
                yield _found(
                    AnomalyRule.VOLUME, day, {"acts": len(day), "own": round(mine), "colleagues": round(theirs)}
                )


def many_readers(acts: Iterable[Act]) -> Iterator[Finding]:
    """One person about whom many different people read within a few days."""
    about: dict[str, list[Act]] = defaultdict(list)
    for act in sorted(acts, key=lambda act: act.at):
        if act.about:
            about[act.about].append(act)
    for person, read in about.items():
        window = _fullest(read)
        readers = {act.actor for act in window}
        if len(readers) >= THRESHOLDS.readers:
            organisations = len({act.organisation for act in window})
            facts = {"readers": len(readers), "organisations": organisations, "acts": len(window)}
            yield _found(AnomalyRule.MANY_READERS, window, facts, actor=window[-1].actor, about=person)


def _fullest(read: Sequence[Act]) -> list[Act]:
    """The stretch of the allowed length, ending with an act, in which most different actors read."""
    best: list[Act] = []
    for last in read:
        window = [act for act in read if last.at - THRESHOLDS.readers_within <= act.at <= last.at]
        if len({act.actor for act in window}) > len({act.actor for act in best}):
            best = window
    return best


Skeletons = frozenset[str]


def own_name(
    acts: Iterable[Act], *, looked_up_names: Mapping[UUID, Skeletons], borne: Mapping[str, Skeletons]
) -> Iterator[Finding]:
    """Look-ups of somebody who bears the actor's own family name, by the skeletons of both.

    `asked` has those of the person asked about by entry, `borne` those of the actor's own name.
    """
    for actor, done in _by_actor(acts).items():
        mine = borne.get(actor, frozenset())
        same = [act for act in done if mine & looked_up_names.get(act.entry, frozenset())]
        for day in _by_day(same).values():
            yield _found(AnomalyRule.OWN_NAME, day, {"acts": len(day)})


@dataclass(frozen=True, slots=True)
class ClearRun:
    """A run of clear checks without arrival of one actor at one gate, and among how many checks it stood."""

    acts: tuple[Act, ...]
    checks: int
    gate_checks: int  # clear checks at the gate by everybody
    gate_arrived: int  # of which so many were reported as entered


def run_needed(*, checks: int, share: float) -> int | None:
    """How long a run without arrival must be to come by chance less often than the threshold; None: cannot be told.

    `share` is that of checks followed by a reported arrival. Where arrivals are hardly reported, absence says nothing.
    """
    if checks < THRESHOLDS.run_least or share < 0.5:
        return None
    missed = max(1 - min(share, 1.0), 0.02)  # nobody reports every arrival
    return max(THRESHOLDS.run_least, ceil(log(THRESHOLDS.run_chance / checks) / log(missed)))


def no_arrival(runs: Iterable[ClearRun]) -> Iterator[Finding]:
    """Checks that found nobody banned and that nobody entered after, one after another: somebody tries names out."""
    for run in runs:
        needed = run_needed(checks=run.checks, share=run.gate_arrived / max(1, run.gate_checks))
        if needed is not None and len(run.acts) >= needed:
            share = round(100 * run.gate_arrived / run.gate_checks)
            facts = {"run": len(run.acts), "checks": run.checks, "share": share}
            yield _found(AnomalyRule.NO_ARRIVAL, run.acts, facts, about=run.acts[0].about)


@dataclass(frozen=True, slots=True)
class AlertClosing:
    """An alert that a desk closed: about whom, the organisations of its desks, when it was raised and closed."""

    about: str
    organisations: frozenset[int]
    raised_at: datetime
    closed_at: datetime


def before_closing(acts: Iterable[Act], closings: Iterable[AlertClosing]) -> Iterator[Finding]:
    """Readings about a person shortly before an alert of theirs was closed, by somebody whom it was not told to."""
    about: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        if act.about:
            about[act.about].append(act)
    for closing in closings:
        since = max(closing.raised_at, closing.closed_at - THRESHOLDS.before_closing)
        outside = [act for act in about[closing.about] if act.organisation not in closing.organisations]
        for own in _by_actor(act for act in outside if since <= act.at <= closing.closed_at).values():
            minutes = int((closing.closed_at - own[-1].at) / timedelta(minutes=1))
            yield _found(AnomalyRule.BEFORE_CLOSING, own, {"acts": len(own), "minutes": minutes}, about=closing.about)


def refusals(acts: Iterable[Act]) -> Iterator[Finding]:
    """Attempts at what is not the actor's to do, one soon after another; at most one finding a day."""
    for own in _by_actor(acts).values():
        for day in _by_day(own).values():
            window = _densest(day, THRESHOLDS.refusals_within)
            if len(window) >= THRESHOLDS.refusals:
                yield _found(AnomalyRule.REFUSALS, window, {"acts": len(window), "day": len(day)})


def _densest(acts: Sequence[Act], within: timedelta) -> list[Act]:
    """The fullest stretch of a length; acts come in order."""
    best, first = (0, 0), 0
    for last, act in enumerate(acts):
        while act.at - acts[first].at > within:
            first += 1
        best = max(best, (last - first + 1, first))
    return list(acts[best[1] : best[1] + best[0]])


def other_cases(acts: Iterable[Act]) -> Iterator[Finding]:
    """The same person looked up again and again by one official, each time for another case."""
    looked: dict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in sorted(acts, key=lambda act: act.at):
        if act.about and act.case:
            looked[act.actor, act.about].append(act)
    for (actor, about), own in looked.items():
        cases = Counter(_plain(act.case) for act in own)
        if len(cases) >= THRESHOLDS.cases:
            facts = {"acts": len(own), "cases": len(cases)}
            yield _found(AnomalyRule.OTHER_CASES, own, facts, actor=actor, about=about)


def _plain(case: str) -> str:
    """A case reference without the signs that clerks write differently."""
    return "".join(sign for sign in case.casefold() if sign.isalnum())
