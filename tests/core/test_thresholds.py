"""Thresholds: their limits, who may change them, and what a change would do."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from aigis.core.access.approval import Placement
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanFacts, BanKind
from aigis.core.checks.thresholds import (
    BY_RULE,
    NOBODY,
    STEP,
    WIDEST,
    Day,
    Reach,
    Sample,
    consequence,
    reach_of,
    require_other_organisation,
    require_within_limits,
    verdict_at,
)
from aigis.core.errors import InvalidInput, NotAllowed
from aigis.core.matching.bands import Bands
from aigis.core.matching.types import Evidence, Match, Strength
from aigis.core.values import Verdict

USUAL = Bands()
BAN = (BanFacts("b", BanKind.PENALTY, ()),)


@pytest.mark.parametrize("bands", [Bands(2_000, 6_000), Bands(6_000, 12_000), Bands(4_000, 6_000), USUAL])
def test_thresholds_within_their_limits_may_be_proposed(bands: Bands) -> None:
    require_within_limits(bands)


@pytest.mark.parametrize(
    ("bands", "field"),
    [
        (Bands(1_500, 8_000), "possible"),
        (Bands(6_500, 12_000), "possible"),
        (Bands(4_000, 5_500), "certain"),
        (Bands(4_000, 12_500), "certain"),
        (Bands(4_250, 8_000), "possible"),
        (Bands(4_000, 8_001), "certain"),
        (Bands(6_000, 7_500), "certain"),
        (Bands(1_000_000, 1_000_000), "possible"),
    ],
)
def test_no_proposal_can_switch_the_check_off_or_drown_it(bands: Bands, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_within_limits(bands)
    assert refused.value.field == field


def test_a_refusal_names_the_limits_in_bits() -> None:
    with pytest.raises(InvalidInput) as refused:
        require_within_limits(Bands(1_500, 8_000))
    assert refused.value.values == {"least": 2, "most": 6}


def test_the_widest_bands_are_the_lowest_that_may_be_set() -> None:
    require_within_limits(WIDEST)
    for lower in (Bands(WIDEST.possible - STEP, WIDEST.certain), Bands(WIDEST.possible, WIDEST.certain - STEP)):
        with pytest.raises(InvalidInput):
            require_within_limits(lower)


def placed(organisation: int) -> Placement:
    return Placement("user:1", "aa", Role.PROSECUTOR, organisation, "unit", datetime(2026, 1, 1, tzinfo=UTC))


def test_the_approver_is_of_another_organisation() -> None:
    require_other_organisation(placed(1), placed(2))
    with pytest.raises(NotAllowed):
        require_other_organisation(placed(1), placed(1))


def match(bits: float, strength: Strength, *kinds: str, by_identifier: bool = False, clash: bool = False) -> Match:
    lines = tuple(Evidence(kind, 1.0, "") for kind in kinds)
    return Match(UUID(int=1), strength, bits, by_identifier, clash, lines)


@pytest.mark.parametrize(
    ("found", "reach"),
    [
        (match(9.0, Strength.CERTAIN, "name", "birth"), Reach(9_000, 9_000)),
        (match(5.0, Strength.POSSIBLE, "name", "birth"), Reach(5_000, 0)),
        (match(30.0, Strength.CERTAIN, "national_number", by_identifier=True), Reach(BY_RULE, BY_RULE)),
        (match(3.0, Strength.POSSIBLE, "document", by_identifier=True, clash=True), Reach(BY_RULE, 0)),
        (match(1.0, Strength.POSSIBLE, "document"), Reach(BY_RULE, 0)),
        (match(1.0, Strength.POSSIBLE, "name", "document", "birth"), Reach(BY_RULE, 0)),
    ],
)
def test_a_reach_is_what_bands_decide_and_a_rule_decides_without_them(found: Match, reach: Reach) -> None:
    assert reach_of([(found, BAN)]) == reach
    assert reach_of([(found, ())]) == NOBODY  # no ban in force


def test_the_strongest_of_several_matches_counts_for_each_band() -> None:
    weak, strong = match(5.0, Strength.POSSIBLE, "name"), match(9.0, Strength.CERTAIN, "name")
    assert reach_of([(weak, BAN), (strong, BAN)]) == Reach(9_000, 9_000)


@pytest.mark.parametrize(
    ("reach", "verdict"),
    [
        (NOBODY, Verdict.CLEAR),
        (Reach(3_999, 0), Verdict.CLEAR),
        (Reach(4_000, 0), Verdict.REFER),
        (Reach(7_999, 7_999), Verdict.REFER),
        (Reach(8_000, 8_000), Verdict.DENIED),
        (Reach(BY_RULE, 0), Verdict.REFER),
        (Reach(BY_RULE, BY_RULE), Verdict.DENIED),
    ],
)
def test_a_verdict_follows_from_the_reach(reach: Reach, verdict: Verdict) -> None:
    assert verdict_at(reach, USUAL) is verdict


def test_rules_decide_whatever_the_bands_are() -> None:
    assert verdict_at(Reach(BY_RULE, BY_RULE), Bands(6_000, 12_000)) is Verdict.DENIED


DAY = Day(
    people=200,
    asked=Sample(100, (Reach(4_200, 0), Reach(5_000, 0), Reach(8_200, 8_200))),
    strangers=Sample(1_000, (Reach(4_100, 0), Reach(4_900, 0), Reach(8_100, 8_100))),
)


def test_consequences_count_strangers_a_day_and_people_answered_otherwise() -> None:
    found = consequence([DAY], USUAL, Bands(4_500, 8_500))
    assert found.strangers_referred == pytest.approx(200 * 2 / 1_000)
    assert found.strangers_denied == 0
    assert set(found.otherwise) == {(Verdict.REFER, Verdict.CLEAR, 2.0), (Verdict.DENIED, Verdict.REFER, 2.0)}


def test_the_present_thresholds_change_nothing() -> None:
    found = consequence([DAY], USUAL, USUAL)
    assert found.otherwise == () and found.strangers_denied == pytest.approx(0.2)


def test_consequences_are_a_day_on_average_of_all_days() -> None:
    quiet = Day(0, Sample(0, ()), Sample(0, ()))
    assert consequence([DAY, quiet], USUAL, USUAL).strangers_referred == pytest.approx(0.2)
    assert consequence([], USUAL, USUAL).strangers_referred == 0
