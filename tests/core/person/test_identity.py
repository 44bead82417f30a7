"""What details suffice for: one table for every way in."""

import pytest

from aigis.core.errors import NotEnoughIdentity
from aigis.core.person.birth import BirthDate
from aigis.core.person.identity import ENOUGH, Detail, Use, details_of, require_identity, suffices
from aigis.core.person.person import Document, Name, Person

NUMBER = {"national_numbers": ("83030901128",)}
PAPER = {"documents": (Document("ALB", "BA1234567"),)}
BORN = {"birth": BirthDate(1983, 3, 9)}
YEAR = {"birth": BirthDate(1983)}
FULL = {"names": (Name("Verschuren", "Mathijs"),)}
FAMILY = {"names": (Name("Verschuren"),)}
INITIAL = {"names": (Name("Verschuren", "M. J."),)}
UNKNOWN = {"names": (Name("Verschuren", "Onbekend"),)}
NOBODY = {"names": (Name("Onbekend", "XXX"),)}
WHOLE = {"names": (Name("Mathijs Verschuren", whole=True),)}
WHOLE_FAMILY = {"names": (Name("van Verschuren", whole=True),)}
SIGNS = {"names": (Name("???", "-"),)}


@pytest.mark.parametrize(
    "details",
    [FULL | BORN, WHOLE | BORN, NUMBER | FAMILY, NUMBER | BORN, NUMBER | FULL, PAPER | FAMILY, PAPER | BORN],
)
def test_details_that_tell_one_person_from_others_may_be_answered_clear(details: dict[str, object]) -> None:
    assert suffices(Person(**details), Use.CLEAR)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "details",
    [
        NUMBER,
        PAPER,
        NUMBER | PAPER,
        FULL | YEAR,
        FULL | {"birth": BirthDate(1983, 3)},
        FAMILY | BORN,
        INITIAL | BORN,
        UNKNOWN | BORN,
        NOBODY | BORN,
        WHOLE_FAMILY | BORN,
        NUMBER | YEAR,
        NUMBER | NOBODY,
        PAPER | YEAR,
        PAPER | SIGNS,
    ],
)
def test_details_that_do_not_tell_are_compared_but_never_suffice_for_clear(details: dict[str, object]) -> None:
    person = Person(**details)  # type: ignore[arg-type]
    require_identity(person, field="person")
    assert not suffices(person, Use.CLEAR)


@pytest.mark.parametrize("details", [{}, FULL, BORN, YEAR, SIGNS | BORN, NOBODY])
def test_details_of_which_nothing_can_be_compared_are_refused(details: dict[str, object]) -> None:
    with pytest.raises(NotEnoughIdentity):
        require_identity(Person(**details), field="person")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (FULL, "person.birth_date"),
        (NOBODY | BORN, "person.family_name"),
        (NUMBER | BORN, "person.family_name"),
        ({}, "person.family_name"),
        (SIGNS | NUMBER, "person.family_name"),
    ],
)
def test_a_ban_on_too_few_details_is_refused_where_they_are_missing(details: dict[str, object], field: str) -> None:
    with pytest.raises(NotEnoughIdentity) as refused:
        require_identity(Person(**details), field="person", use=Use.BAN)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_ban_may_name_a_person_by_a_number_whose_name_is_unknown() -> None:
    require_identity(Person(**NOBODY, **NUMBER), field="person", use=Use.BAN)  # type: ignore[arg-type]


def test_whatever_suffices_for_clear_suffices_to_be_compared() -> None:
    implied = {Detail.FULL_NAME: {Detail.NAME, Detail.WRITTEN_NAME}, Detail.FULL_BIRTH: {Detail.BIRTH}}
    for needed in ENOUGH[Use.CLEAR]:
        known = needed.union(*(implied.get(detail, set()) for detail in needed))
        assert any(asked <= known for asked in ENOUGH[Use.ASK]), needed


def test_a_name_in_one_piece_survives_being_kept() -> None:
    person = Person(**WHOLE, **BORN)  # type: ignore[arg-type]
    assert Person.from_dict(person.to_dict()) == person
    assert Detail.FULL_NAME in details_of(Person.from_dict(person.to_dict()))
