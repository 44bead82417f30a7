"""Probing: checks made to learn how the register answers, while nobody is at the gate.

Every rule is a pure function over the recent checks of one account, gate or organisation. A finding slows answers down
and is shown to people; it never changes a verdict.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import comb
from types import MappingProxyType
from uuid import UUID

from aigis.core.matching.similarity import similarity
from aigis.core.person.names import tokens
from aigis.core.person.person import Person


class ProbingRule(StrEnum):
    """The patterns of probing."""

    NAME_VARIANTS = "name_variants"
    BIRTH_DATES = "birth_dates"
    DOCUMENT_NUMBERS = "document_numbers"
    NO_ARRIVAL = "no_arrival"
    SAME_PERSON = "same_person"
    QUOTA = "quota"
    DECOY = "decoy"


class QuotaScope(StrEnum):
    """Whose checks of an hour are counted together; a guard and a key are both an account."""

    ACCOUNT = "account"
    GATE = "gate"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class ProbingLimits:
    """From where on checks are probing."""

    window: timedelta = timedelta(hours=2)
    recent: int = 50  # checks of an account that are compared with one another
    variants: int = 5  # different spellings or dates, none of which arrived
    similar_names: int = 650  # thousandths; with the same birth date
    documents: int = 8  # different numbers of one series, none of which arrived
    series: int = 5  # last characters in which numbers of a series differ
    same_names: int = 900  # thousandths; with different birth dates
    chance: float = 1e-6  # so few arrivals come by chance so seldom
    share_least: float = 0.5  # where fewer arrivals are reported, their absence says nothing
    share_most: float = 0.95  # nobody reports every arrival
    share_checks: int = 100  # so many checks tell the share of a gate
    arrives_after: timedelta = timedelta(minutes=2)
    accounts: int = 4  # that ask about one person
    gates: int = 2
    asked_within: timedelta = timedelta(hours=24)
    quota_times: int = 3  # of the busiest hour of the last weeks
    quota_days: int = 28
    continued: int = 15  # further checks by which a pattern goes on


LIMITS = ProbingLimits()
LEAST_QUOTA: Mapping[QuotaScope, int] = MappingProxyType(
    {QuotaScope.ACCOUNT: 90, QuotaScope.GATE: 180, QuotaScope.ORGANISATION: 400}
)


@dataclass(frozen=True, slots=True)
class ProbedCheck:
    """A check as far as the rules need it; `name` holds the sorted tokens, `birth` the date or the number's part."""

    check: UUID
    account: str
    at: datetime
    name: str = field(repr=False)
    birth: str = field(repr=False)
    arrived: bool = False
    at_gate: bool = True
    document: str = field(default="", repr=False)  # issuing state and number


@dataclass(frozen=True, slots=True)
class ProbingPattern:
    """Checks that follow a rule, oldest first, with the figures that say so."""

    rule: ProbingRule
    probes: tuple[ProbedCheck, ...]
    facts: Mapping[str, int]


def name_of(person: Person) -> str:
    """Returns the tokens of the main name in order, as the rules compare them."""
    return " ".join(sorted(tokens(person.names[0].full))) if person.names else ""


def birth_of(person: Person) -> str:
    """Returns the birth date; without one the part of the national number that holds it."""
    if person.birth is not None:
        return str(person.birth)
    return person.national_numbers[0][:6] if person.national_numbers else ""


def document_of(person: Person) -> str:
    """Returns issuing state and number of the first document."""
    return f"{person.documents[0].state} {person.documents[0].number}" if person.documents else ""


def find_patterns(
    probes: Sequence[ProbedCheck], *, arrival_share: float | None, at: datetime
) -> Iterator[ProbingPattern]:
    """Applies every rule about one account to its recent checks, oldest first."""
    recent = [probe for probe in probes if at - probe.at <= LIMITS.window][-LIMITS.recent :]
    absent = [probe for probe in recent if not probe.arrived]
    yield from _sequences(_VARIANTS, absent)
    yield from _sequences(_DATES, absent)
    yield from _sequences(_DOCUMENTS, absent)
    yield from _missing_arrivals(recent, arrival_share, at=at)


def _by_birth(probe: ProbedCheck) -> str:
    return probe.birth


def _by_initial(probe: ProbedCheck) -> str:
    return probe.name[:1]


def _by_series(probe: ProbedCheck) -> str:
    """Returns what documents of one series share: state, length and all but the last characters."""
    series = probe.document[: -LIMITS.series]
    return f"{series}{len(probe.document)}" if len(series) > len("BEL ") else ""


def _has_similar_name(probe: ProbedCheck, other: ProbedCheck) -> bool:
    if not probe.name or not other.name:
        return not probe.name and not other.name
    return similarity(probe.name, other.name) >= LIMITS.similar_names


def _has_same_name(probe: ProbedCheck, other: ProbedCheck) -> bool:
    return bool(probe.birth and other.birth) and similarity(probe.name, other.name) >= LIMITS.same_names


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What stays nearly the same in a sequence, and what differs from check to check."""

    rule: ProbingRule
    group: Callable[[ProbedCheck], str]
    belongs: Callable[[ProbedCheck, ProbedCheck], bool]
    differing: Callable[[ProbedCheck], str]
    least: int = LIMITS.variants


_VARIANTS = _Sequence(
    ProbingRule.NAME_VARIANTS, _by_birth, _has_similar_name, lambda probe: probe.name or str(probe.check)
)
_DATES = _Sequence(ProbingRule.BIRTH_DATES, _by_initial, _has_same_name, lambda probe: probe.birth)
_DOCUMENTS = _Sequence(
    ProbingRule.DOCUMENT_NUMBERS, _by_series, lambda probe, other: True, lambda probe: probe.document, LIMITS.documents
)


def _sequences(sequence: _Sequence, probes: Sequence[ProbedCheck]) -> Iterator[ProbingPattern]:
    """Yields the largest set of checks that vary one person, if enough of them differ."""
    groups: dict[str, list[ProbedCheck]] = defaultdict(list)
    for probe in probes:
        if sequence.group(probe):
            groups[sequence.group(probe)].append(probe)
    best: list[ProbedCheck] = []
    for members in groups.values():
        for pivot in members if len(members) >= sequence.least else ():
            near = _distinct([probe for probe in members if sequence.belongs(pivot, probe)], sequence.differing)
            best = max(best, near, key=len)
    if len(best) >= sequence.least:
        yield ProbingPattern(sequence.rule, tuple(best), {"checks": len(best)})


def _distinct(probes: Iterable[ProbedCheck], differing: Callable[[ProbedCheck], str]) -> list[ProbedCheck]:
    """Keeps the first check of each value that differs."""
    by_value: dict[str, ProbedCheck] = {}
    for probe in probes:
        by_value.setdefault(differing(probe), probe)
    return list(by_value.values())


def _missing_arrivals(probes: Sequence[ProbedCheck], share: float | None, *, at: datetime) -> Iterator[ProbingPattern]:
    """Yields the checks at a gate of which far fewer arrived than the gate reports otherwise."""
    if share is None or share < LIMITS.share_least:
        return
    due = [probe for probe in probes if probe.at_gate and (probe.arrived or at - probe.at >= LIMITS.arrives_after)]
    arrived = sum(probe.arrived for probe in due)
    if chance_of_so_few(len(due), arrived, share=min(share, LIMITS.share_most)) < LIMITS.chance:
        absent = tuple(probe for probe in due if not probe.arrived)
        facts = {"checks": len(due), "arrived": arrived, "share": round(100 * share)}
        yield ProbingPattern(ProbingRule.NO_ARRIVAL, absent, facts)


def chance_of_so_few(checks: int, arrived: int, *, share: float) -> float:
    """Returns the chance that at most `arrived` of `checks` arrive, each with the chance `share`."""
    return sum(comb(checks, count) * share**count * (1 - share) ** (checks - count) for count in range(arrived + 1))


def quota_of(busiest_hour: int, *, scope: QuotaScope) -> int:
    """Returns how many checks an hour are usual at most, from the busiest hour of the scope's own traffic.

    Without any traffic nothing is unusual: 0, which no number of checks exceeds.
    """
    if not busiest_hour:
        return 0
    return max(LEAST_QUOTA[scope], LIMITS.quota_times * busiest_hour)


class RestraintLevel:
    """How far an account's answers are restrained: not, slowed twice, and at last withheld."""

    NONE = 0
    SLOWED = 1
    SLOWED_MORE = 2
    WITHHELD = 3


SECONDS_HELD: Mapping[int, int] = MappingProxyType(
    {RestraintLevel.NONE: 0, RestraintLevel.SLOWED: 2, RestraintLevel.SLOWED_MORE: 8}
)
RESTRAINED_FOR: Mapping[int, timedelta] = MappingProxyType(
    {
        RestraintLevel.SLOWED: timedelta(hours=2),
        RestraintLevel.SLOWED_MORE: timedelta(hours=8),
        RestraintLevel.WITHHELD: timedelta(hours=24),
    }
)
# Only a sequence or a decoy proves intent; a busy hour or missing reports slow down at most.
_WITHHOLDING = frozenset(
    {ProbingRule.NAME_VARIANTS, ProbingRule.BIRTH_DATES, ProbingRule.DOCUMENT_NUMBERS, ProbingRule.DECOY}
)
_LONGEST_OF: Mapping[ProbingRule, int] = MappingProxyType(
    {ProbingRule.SAME_PERSON: RestraintLevel.NONE, ProbingRule.QUOTA: RestraintLevel.SLOWED}
)


def next_level(present: int, rule: ProbingRule) -> int:
    """Returns the level after one more finding, or after a pattern went on."""
    if rule in _LONGEST_OF:
        return max(present, _LONGEST_OF[rule])
    most = RestraintLevel.WITHHELD if rule in _WITHHOLDING else RestraintLevel.SLOWED_MORE
    step = 2 if rule is ProbingRule.DECOY else 1
    return max(present, min(present + step, most))
