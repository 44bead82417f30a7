"""The decision: matches, bans and an instant in; verdict, reason and hits out."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from aigis.core.bans.versions import BanFacts, BanKind
from aigis.core.checks.decision import decide, is_told_apart
from aigis.core.checks.judgements import Remembered
from aigis.core.matching.index import Index
from aigis.core.matching.types import Match, Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from aigis.core.values import Period, Reason, Verdict

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANNA, BERT = UUID(int=1), UUID(int=2)
HOUR = timedelta(hours=1)


def match(subject: UUID = ANNA, strength: Strength = Strength.CERTAIN) -> Match:
    return Match(subject, strength, bits=20.0)


def ban(
    name: str = "b",
    *,
    start: datetime = AT - HOUR,
    end: datetime | None = AT + HOUR,
) -> BanFacts:
    return BanFacts(name, BanKind.PENALTY, (Period(start, end),))


def test_nobody_found_is_clear() -> None:
    decision = decide([], {ANNA: [ban()]}, at=AT)
    assert (decision.verdict, decision.reason, decision.hits) == (Verdict.CLEAR, Reason.NO_MATCH, ())


def test_a_certain_match_with_a_ban_in_force_denies() -> None:
    decision = decide([match()], {ANNA: [ban()]}, at=AT)
    assert (decision.verdict, decision.reason) == (Verdict.DENIED, Reason.MATCH)
    assert [hit.ban.ban for hit in decision.hits] == ["b"]


def test_a_possible_match_refers() -> None:
    decision = decide([match(strength=Strength.POSSIBLE)], {ANNA: [ban()]}, at=AT)
    assert (decision.verdict, decision.reason) == (Verdict.REFER, Reason.COMPARE_PERSON)


def test_a_certain_hit_outweighs_a_possible_one_and_only_it_is_told() -> None:
    found = [match(BERT, Strength.POSSIBLE), match(ANNA)]
    decision = decide(found, {ANNA: [ban("a")], BERT: [ban("b")]}, at=AT)
    assert decision.verdict is Verdict.DENIED
    assert [hit.ban.ban for hit in decision.hits] == ["a"]


def test_every_ban_in_force_of_a_subject_is_a_hit() -> None:
    decision = decide([match()], {ANNA: [ban("a"), ban("b"), ban("over", end=AT)]}, at=AT)
    assert [hit.ban.ban for hit in decision.hits] == ["a", "b"]


def test_a_match_without_strength_clears() -> None:
    assert decide([match(strength=Strength.NONE)], {ANNA: [ban()]}, at=AT).verdict is Verdict.CLEAR


def test_a_match_with_a_subject_without_bans_clears() -> None:
    assert decide([match()], {}, at=AT).verdict is Verdict.CLEAR


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (ban(start=AT), Verdict.DENIED),
        (ban(start=AT + timedelta(microseconds=1)), Verdict.CLEAR),
        (ban(end=AT + timedelta(microseconds=1)), Verdict.DENIED),
        (ban(end=AT), Verdict.CLEAR),
        (ban(end=None), Verdict.DENIED),
        (BanFacts("b", BanKind.PENALTY, ()), Verdict.CLEAR),  # suspended, lifted or annulled: no period is left
    ],
)
def test_only_a_ban_in_force_at_the_instant_counts(facts: BanFacts, verdict: Verdict) -> None:
    assert decide([match()], {ANNA: [facts]}, at=AT).verdict is verdict


# Judgements that are remembered.

JUDGED = Remembered(7, millibits=20_000, until=AT + HOUR)


def test_a_remembered_judgement_spares_a_referral_and_is_named() -> None:
    possible = match(strength=Strength.POSSIBLE)
    decision = decide([possible], {ANNA: [ban()]}, at=AT, remembered={ANNA: JUDGED})
    assert (decision.verdict, decision.reason, decision.hits) == (Verdict.CLEAR, Reason.NO_MATCH, ())
    assert [(hit.match, judged.number) for hit, judged in decision.spared] == [(possible, 7)]


def test_a_remembered_judgement_never_spares_a_certain_match() -> None:
    decision = decide([match()], {ANNA: [ban()]}, at=AT, remembered={ANNA: JUDGED})
    assert (decision.verdict, decision.spared) == (Verdict.DENIED, ())


def test_a_judgement_of_one_subject_does_not_spare_another() -> None:
    matches = [match(ANNA, Strength.POSSIBLE), match(BERT, Strength.POSSIBLE)]
    bans = {ANNA: [ban("a")], BERT: [ban("b")]}
    decision = decide(matches, bans, at=AT, remembered={ANNA: JUDGED})
    assert decision.verdict is Verdict.REFER
    assert [hit.ban.ban for hit in decision.hits] == ["b"]
    assert [hit.ban.ban for hit, _ in decision.spared] == ["a"]


def test_a_judgement_whose_time_is_over_spares_nobody() -> None:
    over = Remembered(7, millibits=20_000, until=AT)
    decision = decide([match(strength=Strength.POSSIBLE)], {ANNA: [ban()]}, at=AT, remembered={ANNA: over})
    assert (decision.verdict, decision.spared) == (Verdict.REFER, ())
    assert len(decision.hits) == 1


def test_all_bans_of_one_subject_are_spared_together() -> None:
    bans = {ANNA: [ban("a"), ban("b")]}
    decision = decide([match(strength=Strength.POSSIBLE)], bans, at=AT, remembered={ANNA: JUDGED})
    assert decision.verdict is Verdict.CLEAR and len(decision.spared) == 2


def test_details_that_tell_nobody_apart_never_clear() -> None:
    decision = decide([], {}, at=AT, told_apart=False)
    assert (decision.verdict, decision.reason, decision.hits) == (Verdict.REFER, Reason.NOT_ENOUGH_TO_TELL, ())


def test_details_that_tell_nobody_apart_still_deny_whom_they_name() -> None:
    assert decide([match()], {ANNA: [ban()]}, at=AT, told_apart=False).verdict is Verdict.DENIED


def test_a_query_is_told_apart_by_enough_details_that_fit_nobody_with_a_ban_in_force() -> None:
    born, paper = BirthDate(1983, 3, 9), Document("ALB", "BA1234567")
    index = Index.build([(ANNA, Person((Name("Verschuren", "Anna"),), born))], version=1)
    in_force, over = {ANNA: [ban()]}, {ANNA: [ban(end=AT)]}
    by_paper = Person(birth=born, documents=(paper,))
    assert not is_told_apart(Person(documents=(paper,)), index, {}, at=AT)
    assert not is_told_apart(by_paper, index, in_force, at=AT)
    assert is_told_apart(by_paper, index, over, at=AT)
    assert is_told_apart(by_paper, index, {}, at=AT)
