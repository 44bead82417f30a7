"""Details that were not given, or not registered: nobody whom they might have found is passed over."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from aigis.core.bans.versions import BanFacts, BanKind
from aigis.core.checks.decision import decide, is_told_apart
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.undetermined import undetermined
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from aigis.core.values import Period, Reason, Verdict

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BANNED = UUID(int=1)
DAY = BirthDate(1983, 3, 9)
NUMBER = "83030901128"  # of a man born on 9 March 1983
PAPER = Document("ALB", "BA1234567")
WITHOUT_NUMBER = Person((Name("Verschuren", "Mathijs"),), DAY)


def verdict(subject: Person, query: Person, *, days: int = 1, merged: bool = True) -> tuple[Verdict, Reason]:
    others = [(UUID(int=place), _other(place)) for place in range(2, 40)]
    index = Index.build([*others, *([(BANNED, subject)] if merged else [])], version=1)
    if not merged:
        index = index.updated({BANNED: subject}, version=2)
    bans = {BANNED: [BanFacts("b", BanKind.PENALTY, (Period(AT - timedelta(2), AT + timedelta(days)),))]}
    told_apart = is_told_apart(query, index, bans, at=AT)
    decision = decide(screen([query], index)[0], bans, at=AT, told_apart=told_apart)
    return decision.verdict, decision.reason


def _other(place: int) -> Person:
    random = Random(place)
    return Person((Name(f"Familie{place}", f"Naam{place}"),), BirthDate(random.randint(1950, 1980), 5, place % 28 + 1))


REFERRED = (Verdict.REFER, Reason.NOT_ENOUGH_TO_TELL)
CLEARED = (Verdict.CLEAR, Reason.NO_MATCH)


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    "query",
    [
        Person(national_numbers=(NUMBER,)),
        Person(documents=(PAPER,)),
        Person(national_numbers=(NUMBER,), birth=DAY),
        Person(documents=(PAPER,), birth=DAY),
        Person((Name("Verschuren"),), documents=(PAPER,)),
        Person((Name("Verschuren", "Mathijs"),), documents=(PAPER,)),
        Person((Name("Verschuren", "Mathijs"),), BirthDate(1983), documents=(PAPER,)),
        Person((Name("Verschuren", "Onbekend"),), documents=(PAPER,)),
    ],
)
def test_a_ban_that_lacks_the_detail_asked_about_never_reads_as_clear(query: Person, merged: bool) -> None:
    assert verdict(WITHOUT_NUMBER, query, merged=merged)[0] is Verdict.REFER


@pytest.mark.parametrize(
    "query",
    [
        Person(national_numbers=("79050600752",), birth=BirthDate(1979, 5, 6)),
        Person((Name("Verschuren"),), national_numbers=("79050600752",)),
        Person((Name("Janssens"),), documents=(PAPER,)),
        Person(documents=(PAPER,), birth=BirthDate(1961, 11, 30)),
        Person((Name("Janssens", "Koen"),), DAY),
    ],
)
def test_whoever_is_told_from_everybody_is_clear(query: Person) -> None:
    assert verdict(WITHOUT_NUMBER, query) == CLEARED


def test_another_number_of_the_same_kind_tells_two_people_apart() -> None:
    subject = Person((Name("Verschuren", "Mathijs"),), DAY, national_numbers=("83030901326",))
    assert verdict(subject, Person(national_numbers=(NUMBER,), birth=DAY)) == CLEARED


def test_nobody_is_referred_for_a_ban_that_is_over() -> None:
    query = Person(documents=(PAPER,), birth=DAY)
    assert verdict(WITHOUT_NUMBER, query) == REFERRED
    assert verdict(WITHOUT_NUMBER, query, days=-1) == CLEARED


@pytest.mark.parametrize(
    "query",
    [
        Person((Name("Janssens"),), BirthDate(1961, 11, 30)),
        Person((Name("Janssens", "J."),), BirthDate(1961, 11, 30)),
        Person((Name("Janssens", "Koen"),), BirthDate(1961)),
        Person((Name("Onbekend", "Onbekend"),), BirthDate(1961, 11, 30)),
        Person(national_numbers=("79050600752",)),
        Person(documents=(PAPER,)),
    ],
)
def test_too_few_details_refer_whoever_they_are_of(query: Person) -> None:
    assert verdict(WITHOUT_NUMBER, query) == REFERRED


def test_a_number_alone_still_denies_whom_it_names() -> None:
    subject = Person((Name("Verschuren", "Mathijs"),), DAY, national_numbers=(NUMBER,))
    assert verdict(subject, Person(national_numbers=(NUMBER,))) == (Verdict.DENIED, Reason.MATCH)


def test_a_whole_name_with_a_whole_birth_date_is_left_to_the_bits() -> None:
    index = Index.build([(BANNED, WITHOUT_NUMBER)], version=1)
    assert list(undetermined(WITHOUT_NUMBER, index)) == []
    assert list(undetermined(Person(birth=DAY, documents=(PAPER,)), index)) == [BANNED]
