"""What columns probably are: usual names count, likenesses are only proposed, people have the last word."""

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.imports.column_suggestions import is_reason, suggested, told
from aigis.core.imports.columns import REASON_HEADERS, Column


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Familienaem", Column.FAMILY_NAME),
        ("Geboortedatum betrokkene", Column.BIRTH_DATE),
        ("Datum van de beslising", Column.DECISION_DATE),
        ("Date de naissance du condamné", Column.BIRTH_DATE),
        ("Aktenzeichen (intern) neu", Column.CASE_REFERENCE),
        ("Nationality code", Column.NATIONALITY),
        ("Paspoortnummers", Column.DOCUMENT),
    ],
)
def test_a_likeness_is_proposed_and_marked_as_one(header: str, column: Column) -> None:
    (found,) = suggested([header])
    assert (found.column, found.sure) == (column, False)


@pytest.mark.parametrize("header", ["Foto", "Opmerkingen", "", "K1", "Kleur ogen", "Remarques", "E-Mail"])
def test_a_column_that_resembles_nothing_is_left_out(header: str) -> None:
    (found,) = suggested([header])
    assert (found.column, found.sure) == (None, True)


def test_a_usual_name_counts_before_a_likeness_of_it() -> None:
    found = suggested(["Geboortedatums", "Geboortedatum", "Naam", "Voornaam"])
    assert [one.column for one in found] == [None, Column.BIRTH_DATE, Column.FAMILY_NAME, Column.GIVEN_NAMES]


@pytest.mark.parametrize("header", REASON_HEADERS.values())
def test_our_own_column_of_reasons_is_never_read(header: str) -> None:
    assert is_reason(header) and suggested([header])[0].column is None


def test_what_somebody_says_of_a_column_counts() -> None:
    found = told(["Geboren", "Wie", "Foto"], {"geboren": "-", "WIE": "full_name"})
    assert found == [None, Column.FULL_NAME, None]


@pytest.mark.parametrize("words", [{"Nergens": "full_name"}, {"Wie": "naam"}])
def test_a_column_or_header_there_is_none_of_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        told(["Wie"], words)
