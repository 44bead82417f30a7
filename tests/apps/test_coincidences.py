"""What chance alone makes of a day: estimated, held against the truth, told when it does not fit."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import CoincidenceDay
from aigis.apps.checks.thresholds import chance_estimate
from aigis.apps.checks.thresholds import impact as threshold_impact
from aigis.apps.notices.models import Notice
from aigis.apps.people.models import Organisation
from aigis.core.access.permissions import Role
from aigis.core.checks import chance_referrals
from aigis.core.dates.brussels import day_of
from aigis.core.matching.bands import Bands
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.types import Match, Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.values import Verdict
from aigis_demo.population import people
from tests.world import BANNED, OTHER_COMPANY, OTHER_GATE, World, entries

# Few names and few days, so that a few hundred people meet by chance often enough to be counted.
NAMES = [f"{first}{last}" for first in ("Bak", "Dom", "Fer", "Gil", "Hul", "Jor", "Kas") for last in ("mans", "oven")]
DAYS = [BirthDate(1980 + year, month, 17) for year in range(8) for month in (2, 7)]


def drawn(many: int, *, seed: int) -> list[Person]:
    chance = Random(seed)
    names = [Name(chance.choice(NAMES), chance.choice(NAMES)) for _ in range(many)]
    return [Person((name,), chance.choice(DAYS)) for name in names]


def plain(person: Person) -> Person:
    return Person(person.names[:1], person.birth)


def test_the_estimate_holds_the_truth_on_people_drawn_by_chance() -> None:
    index = Index.build(((UUID(int=n), one) for n, one in enumerate(drawn(20, seed=1), 1)), version=1)
    bands, found = Bands(2_000, 12_000), Counter[int]()
    made = chance_referrals.strangers(drawn(150, seed=2), rounds=4)
    for (place, _), matches in zip(made, screen([one for _, one in made], index, bands=bands), strict=True):
        found[place] += _refers(matches)
    there = sum(map(_refers, screen(drawn(300, seed=3), index, bands=bands)))
    said = chance_referrals.expected(people=300, strangers=len(made), stranger_hits=list(found.values()))
    assert said is not None and there > 5
    assert said.holds(there) and said.mean == pytest.approx(there, rel=0.6)


def _refers(matches: tuple[Match, ...]) -> bool:
    return bool(matches) and all(match.strength is Strength.POSSIBLE for match in matches)


@pytest.fixture
def day(world: World, at: datetime) -> World:
    """A day on which both companies asked about people, one of them banned."""
    world.ban()
    asked = [plain(one) for one in people(30, 5)]
    perform([world.query(one) for one in (*asked, BANNED)], at=at)
    elsewhere = world.actor(Role.GUARD, OTHER_COMPANY)
    perform([world.query(one, gate=OTHER_GATE, actor=elsewhere) for one in asked[:10]], at=at)
    return world


def test_a_day_is_estimated_once_for_all_and_for_each_organisation(day: World, at: datetime) -> None:
    later = at + timedelta(seconds=1)
    assert chance_estimate.estimate(day_of(at), at=later) == 0
    assert chance_estimate.estimate(day_of(at), at=later) == 0
    rows = {row.organisation: row for row in CoincidenceDay.objects.all()}
    assert {None, day.organisations["quay"].pk, day.organisations[OTHER_COMPANY].pk} == rows.keys()
    whole = rows[None]
    assert (whole.people, whole.sampled, whole.denied, whole.referred) == (31, 31, 1, 0)
    assert rows[day.organisations[OTHER_COMPANY].pk].people == 10
    assert whole.strangers > 100 and whole.mean is not None and whole.low == 0
    assert len(entries("coincidence.estimated")) == 1
    assert not Notice.objects.filter(kind="coincidence").exists()


def test_nothing_that_is_kept_tells_who_was_asked_about(day: World, at: datetime) -> None:
    chance_estimate.estimate(day_of(at), at=at)
    kept: list[Any] = [str(row) for row in CoincidenceDay.objects.values()]
    assert "Vandenbroucke" not in str(kept) and "Vandenbroucke" not in str(entries("coincidence.estimated"))


def test_the_auditor_is_told_of_referrals_that_chance_does_not_explain(day: World, at: datetime) -> None:
    auditor = day.actor(Role.AUDITOR)
    like = [Person(BANNED.names, BirthDate(1981))]
    asked = [Person((*one.names, *plain(other).names), one.birth) for one in like for other in people(12, 9)]
    answers = perform([day.query(one) for one in asked], at=at)
    assert sum(getattr(answer, "verdict", None) is Verdict.REFER for answer in answers) == 12
    assert chance_estimate.estimate(day_of(at), at=at) > 0
    notice = Notice.objects.filter(kind="coincidence").first()
    assert notice is not None
    assert notice.address == Organisation.objects.get(pk=auditor.organisation).mailbox
    assert entries("coincidence.estimated")[0]["core"]["outside"]


def test_a_day_without_checks_is_a_day_of_nothing(world: World, at: datetime) -> None:
    assert chance_estimate.estimate(day_of(at), at=at) == 0
    row = CoincidenceDay.objects.get()
    assert (row.people, row.mean, row.high) == (0, None, None)


def test_yesterday_is_due_until_it_is_estimated(world: World, at: datetime) -> None:
    (due,) = chance_estimate.due_days(at=at)
    assert due == day_of(at) - timedelta(days=1)
    chance_estimate.estimate(due, at=at)
    assert chance_estimate.due_days(at=at) == []


def test_the_table_of_consequences_comes_from_the_estimated_days(day: World, at: datetime) -> None:
    chance_estimate.estimate(day_of(at), at=at)
    found = threshold_impact.foreseen(Bands(6_000, 12_000), at=at)
    assert found.days == 1
    assert found.others[0].strangers_referred <= found.present.strangers_referred
    assert {number for number, _, _ in found.by_organisation} == {
        day.organisations["quay"].pk,
        day.organisations[OTHER_COMPANY].pk,
    }
