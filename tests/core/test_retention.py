"""What is kept how long: the table, its limits, and what a hold or a need keeps."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from aigis.core.audit.events import CATALOGUE
from aigis.core.errors import InvalidInput
from aigis.core.privacy import provisions
from aigis.core.privacy.provisions import NamedBy
from aigis.core.privacy.retention import (
    BASIS_OF_PERIODS,
    MONTHLY,
    TABLE,
    HoldFacts,
    HoldKind,
    Kept,
    RetentionFacts,
    RetentionOutcome,
    class_of_subject_part,
    held_instant,
    held_month,
    hits_scope,
    judge,
    month_of,
    month_scope,
    periods,
)

AT = datetime(2026, 11, 22, 22, 50, tzinfo=UTC)
YEAR = timedelta(days=365)
SOMEBODY, ANOTHER = UUID(int=1), UUID(int=2)


def month(text: str, end: str, *, subject: UUID | None = None) -> HoldFacts:
    start, until = (datetime.fromisoformat(f"{day}T00:00+00:00") for day in (text, end))
    return HoldFacts("H1", HoldKind.PERIOD, None, start, until)


def test_every_class_has_a_row_that_says_everything() -> None:
    assert set(TABLE) == set(Kept)
    for rule in TABLE.values():
        assert timedelta(0) < rule.kept <= rule.longest
        assert all((rule.what, rule.since, rule.basis, rule.destroyed, rule.stays))


def test_every_class_names_its_law_and_who_says_how_long() -> None:
    for kept, rule in TABLE.items():
        assert rule.law and set(rule.law) <= set(provisions.EVERY), kept
        assert rule.basis.endswith(rule.named_by.value) and rule.law[0].cited in rule.basis


def test_no_law_that_we_know_names_a_number_of_days() -> None:
    named = {kept for kept, rule in TABLE.items() if rule.named_by is not NamedBy.CONTROLLER}
    assert named == {Kept.SPARE_KEYS}
    assert provisions.LED_5.cited in NamedBy.CONTROLLER.value and NamedBy.CONTROLLER.value in BASIS_OF_PERIODS


def test_hits_outlive_clear_checks_and_the_log_outlives_both() -> None:
    assert TABLE[Kept.CLEAR_CHECKS].longest < TABLE[Kept.HITS].kept < TABLE[Kept.LOG].kept


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        (YEAR - timedelta(seconds=1), RetentionOutcome.NOT_YET),
        (YEAR, RetentionOutcome.DUE),
        (2 * YEAR, RetentionOutcome.DUE),
    ],
)
def test_something_is_due_to_the_second(after: timedelta, outcome: RetentionOutcome) -> None:
    found = judge(RetentionFacts(AT), kept_for=YEAR, at=AT + after)
    assert (found.outcome, found.on, found.due) == (outcome, AT + YEAR, outcome is RetentionOutcome.DUE)


def test_what_is_not_over_is_never_due() -> None:
    assert judge(RetentionFacts(None), kept_for=YEAR, at=AT + 100 * YEAR).outcome is RetentionOutcome.NOT_OVER


def test_a_hold_wins_over_everything_that_is_due() -> None:
    found = judge(RetentionFacts(AT, "subscription", ("H1", "H2")), kept_for=YEAR, at=AT + 9 * YEAR)
    assert (found.outcome, found.why) == (RetentionOutcome.HELD, "H1, H2")


def test_what_is_still_needed_stays() -> None:
    assert judge(RetentionFacts(AT, "notice"), kept_for=YEAR, at=AT + 9 * YEAR).outcome is RetentionOutcome.NEEDED


def test_an_installation_may_lengthen_a_period_within_the_limits_and_never_shorten_it() -> None:
    assert periods({Kept.CLEAR_CHECKS: 500})[Kept.CLEAR_CHECKS] == timedelta(days=500)
    assert periods({})[Kept.CLEAR_CHECKS] == YEAR
    for days in (364, 731, -1):
        with pytest.raises(InvalidInput, match="365 to 730"):
            periods({Kept.CLEAR_CHECKS: days})


@pytest.mark.parametrize("kept", list(MONTHLY))
def test_a_months_scope_says_its_class_and_its_month(kept: Kept) -> None:
    found = month_of(month_scope(AT, kept_class=kept))
    assert found is not None and found.kept is kept and found.subject is None
    assert (found.start, found.end) == (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


def test_the_scope_of_hits_says_whose_they_are_too() -> None:
    found = month_of(hits_scope(SOMEBODY, at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC)))
    assert found is not None and (found.kept, found.subject) == (Kept.HITS, SOMEBODY)
    assert found.end == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("scope", ["subject:0000", "roster:7", "desk:police", "check:x", "hold:x"])
def test_other_scopes_are_no_months(scope: str) -> None:
    assert month_of(scope) is None


def test_a_hold_on_a_period_keeps_every_month_it_touches() -> None:
    november = month_of("persons:2026-11")
    assert november is not None
    assert held_month(november, [month("2026-11-30", "2026-12-02")]) == ("H1",)
    assert held_month(november, [month("2026-12-01", "2026-12-02")]) == ()
    assert held_month(november, [month("2026-10-01", "2026-11-01")]) == ()


def test_a_hold_on_a_subject_keeps_its_hits_and_nobody_elses() -> None:
    hold = HoldFacts("H2", HoldKind.SUBJECT, SOMEBODY)
    for subject, names in ((SOMEBODY, ("H2",)), (ANOTHER, ())):
        hits = month_of(hits_scope(subject, at=AT))
        assert hits is not None and held_month(hits, [hold]) == names


def test_an_instant_is_held_from_the_first_instant_of_a_period_to_before_its_end() -> None:
    hold = month("2026-11-01", "2026-12-01")
    assert held_instant(datetime(2026, 11, 1, tzinfo=UTC), [hold]) == ("H1",)
    assert held_instant(datetime(2026, 12, 1, tzinfo=UTC), [hold]) == ()


def test_an_event_about_a_person_who_was_checked_does_not_live_as_long_as_the_log() -> None:
    personal = {event.code for event in CATALOGUE.values() if event.subject & {"person", "matches"}}
    by_subject = {"ban.registered", "subject.changed"}  # closed under the subject's own key
    lasting = {code for code in personal - by_subject if class_of_subject_part(code) is Kept.LOG}
    assert lasting == set()
