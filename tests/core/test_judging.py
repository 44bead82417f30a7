"""Judging: what `different` needs to be remembered, and when what is remembered spares a referral."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from aigis.core.checks.judgements import (
    STRONGER_BY,
    DocumentKind,
    JudgedPair,
    NotRememberedReason,
    Remembered,
    SeenDocument,
    identity,
    waives,
    why_not_remembered,
)
from aigis.core.matching.types import Match, Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CARD = Document("BEL", "592123456755")
SEEN = SeenDocument(DocumentKind.IDENTITY_CARD, CARD)
PERSON = Person(names=(Name("Peeters", "Jan"),), birth=BirthDate(1981, 4, 3), documents=(CARD,))
NAMED = Person(names=PERSON.names, birth=PERSON.birth)
WEAK = JudgedPair(5_000, by_identifier=False)
JUDGED = Remembered(7, 5_000, AT + timedelta(seconds=1))


def match(millibits: int = 5_000, *, by_identifier: bool = False) -> Match:
    return Match(UUID(int=1), Strength.POSSIBLE, millibits / 1_000, by_identifier=by_identifier)


def test_a_judgement_spares_until_its_time_is_over() -> None:
    assert waives(JUDGED, match(), at=AT)
    assert not waives(JUDGED, match(), at=JUDGED.until)


def test_a_clearly_stronger_match_is_looked_at_anew() -> None:
    assert waives(JUDGED, match(5_000 + STRONGER_BY), at=AT)
    assert not waives(JUDGED, match(5_000 + STRONGER_BY + 1), at=AT)


def test_a_shared_number_or_document_is_never_spared() -> None:
    assert not waives(JUDGED, match(by_identifier=True), at=AT)


def why(person: Person = PERSON, seen: SeenDocument | None = SEEN, *pairs: JudgedPair) -> NotRememberedReason | None:
    return why_not_remembered(person, seen, pairs or (WEAK,), certain_from=8_000)


def test_a_judgement_on_the_document_that_was_checked_is_remembered() -> None:
    assert why() is None


def test_a_judgement_without_a_document_is_not() -> None:
    assert why(PERSON, None) is NotRememberedReason.NO_DOCUMENT


def test_a_name_and_a_birth_date_alone_could_be_anybodys_next_time() -> None:
    assert why(NAMED) is NotRememberedReason.NOT_TOLD_APART


def test_another_document_than_the_checked_one_says_nothing_of_it() -> None:
    other = SeenDocument(DocumentKind.PASSPORT, Document("FRA", "12AB34567"))
    assert why(PERSON, other) is NotRememberedReason.OTHER_DOCUMENT


def test_where_only_a_national_number_was_checked_any_document_of_the_person_will_do() -> None:
    numbered = Person(names=PERSON.names, birth=PERSON.birth, national_numbers=("81040312361",))
    assert why(numbered) is None


@pytest.mark.parametrize("pair", [JudgedPair(8_000, by_identifier=False), JudgedPair(100, by_identifier=True)])
def test_a_strong_pair_is_never_remembered_even_beside_a_weak_one(pair: JudgedPair) -> None:
    assert why(PERSON, SEEN, WEAK, pair) is NotRememberedReason.TOO_STRONG


def test_a_pair_just_below_certain_can_be_remembered() -> None:
    assert why(PERSON, SEEN, JudgedPair(7_999, by_identifier=False)) is None


def test_an_identity_is_the_same_however_its_names_are_written() -> None:
    assert identity(PERSON) == identity(Person((Name("JAN  peeters"),), PERSON.birth, (), (CARD,)))


@pytest.mark.parametrize(
    "other",
    [
        Person((Name("Peters", "Jan"),), PERSON.birth, (), (CARD,)),
        Person(PERSON.names, BirthDate(1981, 4, 4), (), (CARD,)),
        Person(PERSON.names, None, (), (CARD,)),
        Person(PERSON.names, PERSON.birth, (), (Document("BEL", "592123456756"),)),
        Person(PERSON.names, PERSON.birth, (), ()),
        Person(PERSON.names, PERSON.birth, ("81040312361",), (CARD,)),
        Person((*PERSON.names, Name("Smet", "Jan")), PERSON.birth, (), (CARD,)),
    ],
)
def test_any_other_detail_makes_another_identity(other: Person) -> None:
    assert identity(PERSON) != identity(other)
