"""A row beside the bans of its person: the same, a contradiction with what differs, or another decision altogether."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from aigis.core.bans.versions import BanKind
from aigis.core.imports.ban_rows import BanRow
from aigis.core.imports.conflicts import KnownBan, adds_nothing, beside, same_person
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from aigis.core.remarks import Remark

PERSON = Person(names=(Name("Peeters", "An"),), birth=BirthDate(1981, 4, 3))
ROW = BanRow(
    number=2,
    person=PERSON,
    kind=BanKind.PENALTY,
    authority="corr-antwerpen",
    decision_date=date(2026, 11, 20),
    first_day=date(2026, 11, 22),
    last_day=date(2031, 11, 21),
    legal_basis="art. 3",
    case_reference="AN12.L3.000456/26",
    final_on=None,
)
BAN = KnownBan(
    reference="0193c5f4-2a11-7c55-9d2e-6f8a1b2c3d4e",
    kind=BanKind.PENALTY,
    authority="corr-antwerpen",
    decision_date=date(2026, 11, 20),
    first_day=date(2026, 11, 22),
    last_day=date(2031, 11, 21),
    case_reference="an12 L3 000456-26",
    final_on=None,
)


def said(row: BanRow, *bans: KnownBan) -> list[str]:
    found = beside(row, bans)
    return [remark.sentence for remark in found.remarks] if found else []


def test_the_same_decision_with_the_same_terms_is_the_same_ban_however_its_case_is_written() -> None:
    found = beside(ROW, [BAN])
    assert found and found.same


@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        ({"last_day": date(2030, 11, 21)}, "last_day: 21 November 2031 in the register, 21 November 2030 in the list."),
        ({"final_on": date(2026, 12, 21)}, "final_on: – in the register, 21 December 2026 in the list."),
        ({"kind": BanKind.CONDITION}, "kind: penalty in the register, condition in the list."),
        ({"case_reference": "B/7"}, "case_reference: an12 L3 000456-26 in the register, B/7 in the list."),
    ],
)
def test_another_term_in_the_same_case_or_decision_is_a_contradiction_told_in_words(
    changed: dict[str, object], difference: str
) -> None:
    first, *rest = said(replace(ROW, **changed), BAN)  # type: ignore[arg-type]
    assert first.startswith("The register has a ban on this person") and BAN.reference in first
    assert rest == [difference]


def test_another_decision_of_the_same_authority_for_the_same_time_is_a_contradiction() -> None:
    row = replace(ROW, case_reference="B/7", decision_date=date(2027, 1, 5), first_day=date(2031, 11, 21))
    (sentence,) = said(row, BAN)
    assert "for the same period, 22 November 2026 to 21 November 2031" in sentence


@pytest.mark.parametrize(
    "changed",
    [
        {"first_day": date(2031, 11, 22), "last_day": date(2032, 11, 22)},
        {"authority": "corr-gent"},
    ],
)
def test_another_decision_for_another_time_or_by_another_authority_is_none(changed: dict[str, object]) -> None:
    other = {"case_reference": "B/7", "decision_date": date(2027, 1, 5)}
    assert beside(replace(ROW, **other | changed), [BAN]) is None  # type: ignore[arg-type]


def test_a_ban_that_is_the_same_goes_before_one_that_contradicts() -> None:
    found = beside(ROW, [replace(BAN, last_day=date(2030, 1, 1), reference="1"), BAN])
    assert found and found.same and found.ban == BAN


def matched(ours: Person, theirs: Person, others: int = 0) -> bool:
    """Whether a row's person is taken for a subject of a register with some others of that name."""
    people = [(UUID(int=1), theirs)]
    people += [(UUID(int=n + 2), replace(theirs, birth=BirthDate(1950 + n % 40, 1 + n % 12, 7))) for n in range(others)]
    matches = screen([ours], Index.build(people, version=1))[0]
    return any(same_person(one, ours, theirs) for one in matches if one.subject == UUID(int=1))


def test_the_same_name_and_full_birth_date_are_the_same_person_even_where_the_name_is_common() -> None:
    assert matched(PERSON, PERSON)
    assert matched(PERSON, PERSON, others=400)
    assert matched(replace(PERSON, names=(Name("PEETERS", "Àn"),)), PERSON, others=400)


def test_a_number_or_a_document_makes_the_same_person() -> None:
    ours = Person(names=(Name("Peters", "A."),), national_numbers=("81040312361",))
    assert matched(ours, replace(PERSON, national_numbers=("81040312361",)))


@pytest.mark.parametrize(
    "ours",
    [
        replace(PERSON, birth=BirthDate(1981)),
        replace(PERSON, birth=BirthDate(1981, 4, 4)),
        replace(PERSON, names=(Name("Peeters", "Annelies"),)),
        replace(PERSON, names=(Name("Peters", "An"),)),
        replace(PERSON, names=(Name("Peeters", "Ann"),)),
    ],
)
def test_less_than_that_is_not_certain(ours: Person) -> None:
    assert not matched(ours, PERSON, others=400)


def test_a_row_that_says_something_new_of_a_person_is_not_merely_added_to_the_subject() -> None:
    known = replace(PERSON, documents=(Document("BEL", "1"),), nationality="BEL")
    assert adds_nothing(PERSON, known)
    assert not adds_nothing(replace(PERSON, documents=(Document("BEL", "2"),)), known)
    assert not adds_nothing(replace(PERSON, names=(*PERSON.names, Name("Pé"))), known)
    assert not adds_nothing(replace(PERSON, nationality="NLD"), known)


def test_a_remark_survives_being_kept() -> None:
    remark = Remark("%(column)s: %(ours)s", "Naam", {"column": "last_day", "ours": date(2026, 1, 2), "row": 7})
    assert Remark.from_list(remark.to_list()) == remark
