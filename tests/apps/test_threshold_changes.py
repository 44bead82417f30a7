"""Thresholds are changed by two people of two organisations, and hold at every check from the approval on."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check, ThresholdProposal, Thresholds
from aigis.apps.checks.query import Answer
from aigis.apps.checks.thresholds import current as current_thresholds
from aigis.apps.checks.thresholds import proposals as threshold_proposals
from aigis.apps.people.models import ApiClient
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.register_version import version as present_number
from aigis.apps.rosters import screening
from aigis.apps.rosters.models import Screening
from aigis.core.access.permissions import Role
from aigis.core.errors import Conflict, InvalidInput, NoAnswer, NotAllowed
from aigis.core.matching.bands import Bands
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.core.values import Verdict
from tests.world import BANNED, World, entries

STRICT = Bands(6_000, 12_000)
WIDE = Bands(2_000, 6_000)
# Same name, another day of birth: near the band, whatever the world's size.
NEAR = Person((Name("Vandenbroucke", "Zoltan"),), BirthDate(1981, 9, 21))


def proposed(world: World, at: datetime, bands: Bands = STRICT) -> UUID:
    return threshold_proposals.propose(bands, why="too many wait", actor=world.actor(Role.PROSECUTOR), at=at)


def approved(world: World, at: datetime, bands: Bands = STRICT) -> UUID:
    proposal = proposed(world, at, bands)
    threshold_proposals.approve(proposal, actor=world.actor(Role.APPROVER), at=at)
    return proposal


def verdict(world: World, at: datetime, person: Person) -> Verdict:
    (answer,) = perform([world.query(person)], at=at)
    assert isinstance(answer, Answer), answer
    return answer.verdict


def test_nothing_changes_before_the_second_person(world: World, at: datetime) -> None:
    before = present_number()
    proposed(world, at)
    assert present_number() == before and not Thresholds.objects.exists()
    assert entries("threshold.proposed")[0]["core"]["certain"] == 12_000


def test_approved_thresholds_are_a_version_of_the_register_and_hold_at_the_next_check(
    world: World, at: datetime
) -> None:
    world.ban(replace(BANNED, documents=(), national_numbers=()))
    like = Person((Name("Vandenbrouke", "Zoltan"),), BirthDate(1981, 4))
    usual = verdict(world, at, like)
    approved(world, at, STRICT)
    row = Thresholds.objects.get()
    assert (row.number, row.register_version) == (1, present_number())
    verdict(world, at, like)
    kept = sorted(Check.objects.values_list("bands_version", flat=True))
    assert kept == [0, 1]
    assert usual is Verdict.REFER
    assert sorted(entry["core"]["bands"] for entry in entries("check.answered")) == [0, 1]


def test_a_lower_band_refers_whom_the_usual_one_clears_and_back(world: World, at: datetime) -> None:
    world.ban(replace(BANNED, documents=(), national_numbers=()))
    bits = {bands: [match.bits for match in _matches(world, at, NEAR, bands)] for bands in (Bands(), WIDE)}
    assert verdict(world, at, NEAR) is (Verdict.REFER if bits[Bands()] else Verdict.CLEAR)
    approved(world, at, WIDE)
    assert verdict(world, at, NEAR) is (Verdict.REFER if bits[WIDE] else Verdict.CLEAR)


def _matches(world: World, at: datetime, person: Person, bands: Bands) -> tuple:  # type: ignore[type-arg]
    from aigis.core.matching.match import screen

    return screen([person], current_register.current(at=at).index, bands=bands)[0]


def test_certain_from_more_bits_refers_whom_the_usual_one_denies_and_identifiers_still_deny(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ban()
    by_name = Person(BANNED.names, BANNED.birth)
    monkeypatch.setattr(current_thresholds, "CERTAIN_LIMITS", (6_000, 30_000))  # the name is rarer than any limit
    found = _matches(world, at, by_name, Bands())[0]
    assert verdict(world, at, by_name) is Verdict.DENIED
    Thresholds.objects.create(
        number=9,
        possible=4_000,
        certain=round(found.bits * 1_000) + 1,
        register_version=present_number(),
        decided_at=at,
        proposal_id=proposed(world, at),
    )
    current_register.clear()
    assert verdict(world, at, by_name) is Verdict.REFER
    assert verdict(world, at, BANNED) is Verdict.DENIED


def test_thresholds_that_nobody_can_approve_clear_nobody(world: World, at: datetime) -> None:
    world.ban()
    Thresholds.objects.create(
        number=9,
        possible=60_000,
        certain=90_000,
        register_version=present_number(),
        decided_at=at,
        proposal_id=proposed(world, at),
    )
    current_register.clear()
    with pytest.raises(NoAnswer, match="thresholds 9 are above their limits"):
        perform([world.query(Person(BANNED.names, BANNED.birth))], at=at)


# The second person.


@pytest.mark.parametrize("role", [Role.PROSECUTOR, Role.REGISTRAR, Role.AUDITOR])
def test_only_an_approver_decides(world: World, at: datetime, role: Role) -> None:
    with pytest.raises(NotAllowed):
        threshold_proposals.approve(proposed(world, at), actor=world.actor(role), at=at)
    assert entries("threshold.refused")[0]["core"]["code"] == "not_allowed"
    assert not Thresholds.objects.exists()


def test_the_same_person_with_two_accounts_cannot_approve(world: World, at: datetime) -> None:
    proposal = proposed(world, at)
    approver, _ = world.client(Role.APPROVER)
    proposer, _ = world.client(Role.PROSECUTOR)
    ApiClient.objects.filter(pk=approver.pk).update(person_code=proposer.person_code)
    with pytest.raises(NotAllowed):
        threshold_proposals.approve(proposal, actor=world.actor(Role.APPROVER), at=at)


def test_somebody_of_the_same_organisation_cannot_approve(world: World, at: datetime) -> None:
    proposal = proposed(world, at)
    with pytest.raises(NotAllowed):
        threshold_proposals.approve(proposal, actor=world.actor(Role.APPROVER, "prosecutor"), at=at)


def test_it_is_decided_once_and_lapses(world: World, at: datetime) -> None:
    proposal = approved(world, at)
    with pytest.raises(Conflict):
        threshold_proposals.approve(proposal, actor=world.actor(Role.APPROVER), at=at)
    late = proposed(world, at, Bands())
    with pytest.raises(Conflict):
        threshold_proposals.approve(late, actor=world.actor(Role.APPROVER), at=at + timedelta(days=15))
    assert Thresholds.objects.count() == 1


def test_one_proposal_waits_at_a_time_and_may_be_withdrawn(world: World, at: datetime) -> None:
    proposal = proposed(world, at)
    with pytest.raises(Conflict):
        proposed(world, at, WIDE)
    threshold_proposals.reject(proposal, note="too early", actor=world.actor(Role.PROSECUTOR), at=at)
    assert ThresholdProposal.objects.get().state == "rejected"
    proposed(world, at, WIDE)


def test_what_is_in_use_or_outside_the_limits_is_not_proposed(world: World, at: datetime) -> None:
    with pytest.raises(Conflict):
        proposed(world, at, Bands())
    with pytest.raises(InvalidInput):
        proposed(world, at, Bands(4_000, 100_000))
    assert not ThresholdProposal.objects.exists()


def test_rosters_are_screened_again(world: World, at: datetime) -> None:
    world.roster()
    assert screening.start_all(at=at) == 1
    assert Screening.objects.count() == 1


def test_bands_of_earlier_checks_can_still_be_read(world: World, at: datetime) -> None:
    approved(world, at, STRICT)
    approved(world, at, WIDE)
    assert [current_thresholds.numbered(number).bands for number in (0, 1, 2)] == [Bands(), STRICT, WIDE]
