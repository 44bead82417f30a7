"""The rules of probing: what is found, within how many checks, and what honest work never sets off."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from aigis.core.checks.probe_patterns import (
    LIMITS,
    ProbedCheck,
    ProbingPattern,
    ProbingRule,
    QuotaScope,
    RestraintLevel,
    birth_of,
    chance_of_so_few,
    document_of,
    find_patterns,
    name_of,
    next_level,
    quota_of,
)
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from aigis_demo.population import people

START = datetime(2026, 11, 2, 6, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_checks = iter(range(1, 1 << 40))
SPELLINGS = (
    "Vandenbroucke Vandenbroecke Vandenbrouke Van-den-Broucke Vandenbrouque Vandenbruck Vandebroucke Vandenbrouckes "
    "Vanderbroucke Vandenbrocke Vanbroucke Vandenbroeck"
).split()


def probe(person: Person, at: datetime, *, arrived: bool = False) -> ProbedCheck:
    return ProbedCheck(
        UUID(int=next(_checks)), "user:1", at, name_of(person), birth_of(person), arrived, document=document_of(person)
    )


def zoltan(family: str = "Vandenbroucke", birth: BirthDate | None = None) -> Person:
    return Person((Name(family, "Zoltan"),), birth or BirthDate(1981, 4, 3))


def variants() -> Iterator[Person]:
    return (zoltan(family) for family in SPELLINGS * 3)


def birth_dates() -> Iterator[Person]:
    return (zoltan(birth=BirthDate(1981, month, day)) for month in range(1, 13) for day in (3, 4, 5))


def document_numbers() -> Iterator[Person]:
    """Numbers one after the other, each with another name."""
    numbers = (f"592{7_000_001 + step}" for step in range(60))
    return (
        Person(person.names, person.birth, documents=(Document("BEL", f"{number}{int(number) % 97:02d}"),))
        for person, number in zip(people(60, 815), numbers, strict=True)
    )


def strangers() -> Iterator[Person]:
    return iter(people(60, 4711))


def found_after(persons: Iterable[Person], *, share: float | None, every: timedelta) -> tuple[int, ProbingPattern]:
    """The number of probes after which something is found, where the second and the ninth are reported as arrived."""
    probes: list[ProbedCheck] = []
    for number, person in enumerate(persons, start=1):
        at = START + number * every
        probes.append(probe(person, at, arrived=number in (2, 9)))
        for pattern in find_patterns(probes, arrival_share=share, at=at):
            return number, pattern
    pytest.fail("nothing was found")


@pytest.mark.parametrize(
    ("persons", "rule", "share"),
    [
        (variants(), ProbingRule.NAME_VARIANTS, None),
        (birth_dates(), ProbingRule.BIRTH_DATES, None),
        (document_numbers(), ProbingRule.DOCUMENT_NUMBERS, None),
        (strangers(), ProbingRule.NO_ARRIVAL, 0.9),
    ],
)
def test_a_prober_who_reports_two_arrivals_falsely_is_found_within_thirty_probes(
    persons: Iterator[Person], rule: ProbingRule, share: float | None
) -> None:
    number, pattern = found_after(persons, share=share, every=20 * SECOND)
    assert number <= 30 and pattern.rule is rule


def test_a_guard_who_types_a_name_four_times_is_not_found() -> None:
    probes = [probe(person, START + step * MINUTE) for step, person in zip(range(4), variants(), strict=False)]
    assert list(find_patterns(probes, arrival_share=0.9, at=START + 5 * MINUTE)) == []


def test_the_same_person_checked_again_and_again_is_no_sequence() -> None:
    probes = [probe(zoltan(), START + step * MINUTE) for step in range(40)]
    assert list(find_patterns(probes, arrival_share=None, at=START + 40 * MINUTE)) == []


def test_a_crew_whose_documents_were_issued_together_is_no_walk() -> None:
    persons = [person for _, person in zip(range(7), document_numbers(), strict=False)]
    probes = [probe(person, START + step * MINUTE) for step, person in enumerate(persons * 3)]
    assert list(find_patterns(probes, arrival_share=None, at=START + 30 * MINUTE)) == []


def test_where_arrivals_are_hardly_reported_their_absence_says_nothing() -> None:
    probes = [probe(person, START + step * MINUTE) for step, person in zip(range(50), strangers(), strict=False)]
    for share in (None, 0.2, 0.49):
        assert list(find_patterns(probes, arrival_share=share, at=START + 60 * MINUTE)) == []


def test_the_chance_of_few_arrivals_is_that_of_the_binomial_distribution() -> None:
    assert chance_of_so_few(2, 0, share=0.5) == pytest.approx(0.25)
    assert chance_of_so_few(3, 1, share=0.5) == pytest.approx(0.5)
    assert chance_of_so_few(20, 20, share=0.9) == pytest.approx(1)


REPORTED, MISTYPED = 0.92, 0.15
SHARE = REPORTED / (1 + MISTYPED)  # as the gate's own earlier traffic has it


def honest_day(chance: random.Random) -> Iterator[ProbingPattern]:
    """A day of a guard at a gate: typing errors corrected, nine in ten entries reported, some minutes late."""
    probes: list[ProbedCheck] = []
    at, due = START, []
    for person in people(220, chance.randint(1, 1 << 30)):
        at += timedelta(seconds=chance.expovariate(1 / 130))
        for _ in range(chance.choice((1, 2)) if chance.random() < MISTYPED / 1.5 else 0):
            name = person.names[0]
            wrong = Name(name.family[:-1] + chance.choice("aeiou"), name.given)
            probes.append(probe(Person((wrong,), person.birth), at))
            at += 15 * SECOND
        probes.append(probe(person, at))
        due.append((at + timedelta(seconds=chance.uniform(5, 100)), len(probes) - 1, chance.random() < REPORTED))
        for when, position, reported in due:
            if when <= at and reported:
                seen = probes[position]
                probes[position] = ProbedCheck(seen.check, seen.account, seen.at, seen.name, seen.birth, arrived=True)
        due = [item for item in due if item[0] > at]
        yield from find_patterns(probes[-LIMITS.recent :], arrival_share=SHARE, at=at)


def test_honest_guards_of_a_week_raise_less_than_one_false_alarm_a_day() -> None:
    chance = random.Random(7)
    # Three guards a day; what goes on is one alarm.
    alarms = [{pattern.rule for pattern in honest_day(chance)} for _ in range(21)]
    assert sum(map(len, alarms)) < 7


def test_a_quota_is_three_times_the_own_busiest_hour_and_never_too_low() -> None:
    assert quota_of(1, scope=QuotaScope.ACCOUNT) == 90
    assert quota_of(0, scope=QuotaScope.ACCOUNT) == 0
    assert quota_of(200, scope=QuotaScope.ACCOUNT) == 600


@pytest.mark.parametrize("rule", list(ProbingRule))
def test_an_account_is_slowed_down_before_its_answers_are_withheld(rule: ProbingRule) -> None:
    first = next_level(RestraintLevel.NONE, rule)
    assert first < RestraintLevel.WITHHELD


def test_only_a_sequence_or_a_decoy_withholds_answers() -> None:
    def highest(rule: ProbingRule) -> int:
        level = RestraintLevel.NONE
        for _ in range(10):
            level = next_level(level, rule)
        return level

    withheld = {rule for rule in ProbingRule if highest(rule) == RestraintLevel.WITHHELD}
    sequences = {ProbingRule.NAME_VARIANTS, ProbingRule.BIRTH_DATES, ProbingRule.DOCUMENT_NUMBERS}
    assert withheld == sequences | {ProbingRule.DECOY}
    assert highest(ProbingRule.QUOTA) == RestraintLevel.SLOWED


def test_a_finding_never_lowers_a_restraint() -> None:
    for level in (RestraintLevel.NONE, RestraintLevel.SLOWED, RestraintLevel.SLOWED_MORE, RestraintLevel.WITHHELD):
        assert all(next_level(level, rule) >= level for rule in ProbingRule)
