"""Rows of one list about one person are compared with each other: what differs has to be confirmed."""

from dataclasses import replace
from datetime import date

import pytest

from aigis.core.bans.versions import BanKind
from aigis.core.imports.ban_rows import BanRow
from aigis.core.imports.contradictions import contradictions
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person, Sex

BEN = Person(
    names=(Name("Uytterhoeven", "Ben"),),
    birth=BirthDate(1981, 4, 3),
    national_numbers=(),
    documents=(),
    sex=None,
    nationality=None,
)
ROW = BanRow(
    2, BEN, BanKind.PENALTY, "corr-antwerpen", date(2026, 1, 5), date(2026, 1, 6), date(2031, 1, 5), "", "L17.1", None
)


def compare(*changes: dict[str, object], to_confirm: bool = True) -> dict[int, list[str]]:
    """What is said, or has to be confirmed, of a row and of others that differ from it so."""
    rows = [ROW, *(replace(ROW, number=number, **change) for number, change in enumerate(changes, 3))]  # type: ignore[arg-type]
    found = contradictions(rows)
    return {number: list(map(str, one.remarks)) for number, one in found.items() if one.to_confirm is to_confirm}


def about(**details: object) -> dict[str, object]:
    return {"person": replace(BEN, **details), "case_reference": "L17.2", "authority": "corr-gent"}  # type: ignore[arg-type]


def test_two_last_days_in_one_case_have_both_to_be_confirmed() -> None:
    found = compare({"last_day": date(2028, 1, 5)})
    assert found == {
        2: [
            "Row 3 of this list has a ban of this person in the same case.",
            "last_day: 5 January 2028 in row 3, 5 January 2031 in this row.",
        ],
        3: [
            "Row 2 of this list has a ban of this person in the same case.",
            "last_day: 5 January 2031 in row 2, 5 January 2028 in this row.",
        ],
    }


def test_one_decision_in_two_cases_is_remarked_on() -> None:
    found = compare({"case_reference": "L17.9"}, to_confirm=False)
    assert found == {3: ["Row 2 of this list has a ban of this person by the same decision, case L17.1."]}


def test_the_same_ban_with_other_details_is_not_registered_twice() -> None:
    found = compare({"legal_basis": "art. 4"}, {"person": replace(BEN, documents=(Document("BEL", "590123456"),))})
    assert set(found) == {3, 4}
    assert "Row 2 of this list has the same ban" in found[3][0]


def test_a_second_ban_for_the_same_time_is_remarked_on() -> None:
    found = compare({"case_reference": "L17.9", "decision_date": date(2026, 2, 5)}, to_confirm=False)
    assert set(found) == {3} and "from 6 January 2026 to 5 January 2031, case L17.1" in found[3][0]


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        ({"national_numbers": ("81040300186",)}, {"national_numbers": ("81040312361",)}, "national_number"),
        ({"sex": Sex.M}, {"sex": Sex.F}, "sex"),
        ({"nationality": "BEL"}, {"nationality": "NLD"}, "nationality"),
    ],
)
def test_one_person_with_two_details_has_to_be_confirmed(
    first: dict[str, object], second: dict[str, object], column: str
) -> None:
    found = compare(about(**first), about(**second) | {"authority": "corr-luik", "case_reference": "L17.3"})
    assert [f"another value for: {column}." in " ".join(found[row]) for row in (3, 4)] == [True, True]


@pytest.mark.parametrize(
    ("other", "column"),
    [
        ({"names": (Name("Uytterhoeven", "Bert"),)}, "full_name"),
        ({"birth": BirthDate(1981, 3, 4)}, "birth_date"),
    ],
)
@pytest.mark.parametrize(
    "shared", [{"national_numbers": ("81040300186",)}, {"documents": (Document("BEL", "590123456"),)}]
)
def test_one_number_or_document_of_two_persons_has_to_be_confirmed(
    shared: dict[str, object], other: dict[str, object], column: str
) -> None:
    found = compare(about(**shared), about(**shared, **other) | {"authority": "corr-luik", "case_reference": "L17.3"})
    assert all(f"another value for: {column}." in " ".join(found[row]) for row in (3, 4))


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"names": (Name("Uytterhoeven", "Ben Jan"),)},
        {"birth": BirthDate(1981)},
        {"sex": Sex.M},
        {"names": (Name("Ander", "Mens"),), "birth": BirthDate(1990)},
    ],
)
def test_another_ban_of_one_person_or_another_person_is_no_contradiction(other: dict[str, object]) -> None:
    assert compare(about(**other)) == compare(about(**other), to_confirm=False) == {}


def test_the_same_row_again_is_none_either() -> None:
    assert compare({}) == compare({}, to_confirm=False) == {}


def test_a_person_in_very_many_rows_takes_no_time() -> None:
    rows = [replace(ROW, number=number, case_reference=f"L{number}") for number in range(2, 1_500)]
    assert len(contradictions(rows)) == len(rows) - 1
