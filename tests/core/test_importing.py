"""From the cells of a list to bans: headers and dates as offices write them, and a sentence for all that is wrong."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from aigis.core import cells
from aigis.core.bans import BanKind
from aigis.core.cells import Cell
from aigis.core.columns import Column, columns_of
from aigis.core.errors import InvalidInput
from aigis.core.importing import BanRow, ListedAuthority, Rejected, by_name, read_ban, require_columns
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person, Sex
from aigis.core.rows import RowReader, read_person

TODAY = date(2026, 11, 22)
COURT = ListedAuthority(
    "corr-antwerpen",
    BanKind.PENALTY,
    ("Correctionele rechtbank Antwerpen", "Tribunal correctionnel d'Anvers", "Korrektionalgericht Antwerpen", "Court"),
)
JUDGE = ListedAuthority("or-luik", BanKind.CONDITION, ("Onderzoeksrechter Luik", "Juge d'instruction de Liège"))
AUTHORITIES = by_name([COURT, JUDGE])
SOUND: dict[str, Cell] = {
    "Naam": "Peeters",
    "Voornaam": "An",
    "Geboortedatum": "3/4/81",
    "Rijksregisternummer": None,
    "Rechtbank": "Correctionele rechtbank Antwerpen",
    "Datum beslissing": date(2026, 11, 20),
    "Artikel": "Strafwetboek, artikel 546/1",
    "Dossiernummer": "AN12.L3.000456/26",
    "Vanaf": "22.11.2026",
    "Tot en met": "2031-11-21",
}


def read(row: dict[str, Cell]) -> BanRow | Rejected:
    columns = columns_of(tuple(row))
    return read_ban(list(row.values()), number=2, columns=columns, authorities=AUTHORITIES, today=TODAY)


def ban(row: dict[str, Cell]) -> BanRow:
    found = read(row)
    assert isinstance(found, BanRow), found
    return found


def faults(**changed: Cell) -> dict[str, str]:
    found = read(SOUND | {key.replace("_", " "): value for key, value in changed.items()})
    assert isinstance(found, Rejected)
    return {fault.column: fault.sentence for fault in found.faults}


def test_a_sound_row_becomes_a_ban_with_everything_it_says() -> None:
    found = ban(SOUND)
    assert found.person.names == (Name("Peeters", "An"),)
    assert found.person.birth == BirthDate(1981, 4, 3)
    assert (found.kind, found.authority) == (BanKind.PENALTY, "corr-antwerpen")
    assert (found.decision_date, found.first_day, found.last_day) == (
        date(2026, 11, 20),
        date(2026, 11, 22),
        date(2031, 11, 21),
    )
    assert (found.legal_basis, found.case_reference) == ("Strafwetboek, artikel 546/1", "AN12.L3.000456/26")
    assert (found.number, found.final_on) == (2, None)


@pytest.mark.parametrize(
    "headers",
    [
        "Familienaam|Voornamen|Geboortedatum (dd/mm/jjjj)|Autoriteit|Beslissingsdatum|Dossier|Begindatum|Einddatum",
        "NOM|PRÉNOM|Né(e) le|Juridiction|Date de la décision|N° de dossier|Date de début|Date de fin",
        "Nachname|Vorname(n)|Geburtsdatum|Gericht|Datum des Urteils|Aktenzeichen|Gültig ab|Gültig bis",
        "surname|given names|date of birth|authority|decision date|case reference|first day|last day",
        "family_name|given_names|birth_date|authority|decision_date|case_reference|starts_on|ends_on",
        " achter naam |VOORNAAM|geboren|rechtbank|datum  vonnis|KENMERK|van|tot",
    ],
)
def test_the_columns_are_recognised_in_four_languages(headers: str) -> None:
    columns = columns_of(headers.split("|"))
    require_columns(columns)
    assert columns.unread == []
    wanted = [Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.BIRTH_DATE, Column.AUTHORITY, Column.DECISION_DATE]
    wanted += [Column.CASE_REFERENCE, Column.FIRST_DAY, Column.LAST_DAY]
    assert [columns.places[column] for column in wanted] == [(place,) for place in range(8)]


def test_every_column_has_its_own_name_among_its_headers() -> None:
    assert all(columns_of([column.value]).places == {column: (0,)} for column in Column)


def test_a_column_called_name_is_the_whole_name_unless_the_given_names_stand_apart() -> None:
    assert Column.FULL_NAME in columns_of(["Naam"])
    assert Column.FAMILY_NAME in columns_of(["Naam", "Voornaam"])


def test_columns_that_are_not_recognised_are_told() -> None:
    assert columns_of(["Naam", "Foto", ""]).unread == ["Foto"]


def test_two_columns_of_one_meaning_are_refused_but_a_person_has_several_documents() -> None:
    with pytest.raises(InvalidInput, match="'Geboren' and 'Date de naissance'"):
        columns_of(["Geboren", "Date de naissance"])
    assert columns_of(["Paspoort", "Identiteitskaart"]).places[Column.DOCUMENT] == (0, 1)


def test_a_list_without_a_needed_column_is_refused_as_a_whole() -> None:
    with pytest.raises(InvalidInput, match="full_name, authority, case_reference"):
        require_columns(columns_of(["Foto", "Datum beslissing", "Van", "Tot"]))


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("3/4/81", "1981-04-03"),
        ("03.04.1981", "1981-04-03"),
        ("3-4-1981", "1981-04-03"),
        ("1981-04-03", "1981-04-03"),
        ("1981-04-03 00:00:00", "1981-04-03"),
        ("1981/4/3", "1981-04-03"),
        (date(1981, 4, 3), "1981-04-03"),
        (datetime(1981, 4, 3, 0, 0), "1981-04-03"),
        ("1981", "1981"),
        (1981, "1981"),
        ("4/1981", "1981-04"),
        ("1981-04", "1981-04"),
        ("00/00/1981", "1981"),
        ("0/4/1981", "1981-04"),
        ("22/11/26", "2026-11-22"),
        ("23/11/26", "1926-11-23"),
        ("1/1/00", "2000-01-01"),
    ],
)
def test_birth_dates_are_read_as_people_write_them(written: Cell, birth: str) -> None:
    assert str(cells.birth_date(written, today=TODAY)) == birth


@pytest.mark.parametrize(
    "written", ["12/31/1981", "31/02/1981", "81", "1/2/3", "29679", 29679, "3 april", "2027", "1.5", True, "٣/٤/٨١"]
)
def test_a_birth_date_that_cannot_be_one_is_refused(written: Cell) -> None:
    with pytest.raises(InvalidInput):
        cells.birth_date(written, today=TODAY)


@pytest.mark.parametrize(
    "written", ["3/4/26", "03.04.2026", "2026-04-03", datetime(2026, 4, 3, 9, 30), "2026-04-03T09:30"]
)
def test_days_have_the_day_first_and_lie_in_this_century(written: Cell) -> None:
    assert cells.day(written) == date(2026, 4, 3)


@pytest.mark.parametrize("written", ["2026", "4/2026", "31/4/2026", "0/4/2026", "tomorrow", 46115, ""])
def test_a_day_is_never_guessed(written: Cell) -> None:
    with pytest.raises(InvalidInput):
        cells.day(written)


def test_a_national_number_gets_back_the_zeros_a_spreadsheet_took() -> None:
    assert cells.national_numbers(81040300186) == ["81040300186"]
    assert cells.national_numbers(1010100126) == ["01010100126"]
    assert cells.national_numbers("81.04.03-001.86") == ["81040300186"]


def person(**row: Cell) -> tuple[Person, list[str]]:
    reader = RowReader(list(row.values()), columns_of(tuple(row)))
    return read_person(reader, today=TODAY), [str(fault) for fault in reader.faults]


def test_names_documents_and_aliases_are_read_from_one_cell_each() -> None:
    found, wrong = person(
        full_name="Van den Berg, Jan", aliases="Berg, Johan; J. Vandenberg", document="BEL:590-1234567-89; NLD:ab123"
    )
    assert wrong == []
    assert found.names == (Name("Van den Berg", "Jan"), Name("Berg", "Johan"), Name("J. Vandenberg"))
    assert found.documents == (Document("BEL", "590123456789"), Document("NLD", "AB123"))


def test_a_document_may_have_its_state_in_a_column_of_its_own_and_needs_one() -> None:
    found, wrong = person(passport="EN 123456", issuing_state="be", sex="vrouw", nationality="deu")
    assert found.documents == (Document("BEL", "EN123456"),)
    assert (found.sex, found.nationality, wrong) == (Sex.F, "D", [])
    assert "issuing state" in person(passport="EN 123456")[1][0]


@pytest.mark.parametrize("word", ["or-luik", "OR LUIK", "onderzoeksrechter luik", "Juge d’instruction de Liege"])
def test_an_authority_is_found_by_code_or_name_and_tells_the_kind(word: str) -> None:
    found = ban(SOUND | {"Rechtbank": word, "Tot en met": "21/2/2027"})
    assert (found.authority, found.kind) == ("or-luik", BanKind.CONDITION)


def test_a_name_that_two_authorities_share_stands_for_neither() -> None:
    assert "court" not in by_name([COURT, replace(JUDGE, names=("Court",))])


def test_everything_wrong_with_a_row_is_told_under_its_column() -> None:
    found = faults(Geboortedatum="31/2/81", Rechtbank="Nowhere", Datum_beslissing=None, Tot_en_met="soon")
    assert found.keys() == {"Geboortedatum", "Rechtbank", "Datum beslissing", "Tot en met"}
    assert found["Datum beslissing"] == "Give the date of the decision."


@pytest.mark.parametrize(
    ("changed", "column", "word"),
    [
        ({"Naam": None, "Voornaam": None}, "Naam", "name"),
        ({"Geboortedatum": "onbekend"}, "Geboortedatum", "birth date"),
        ({"Rijksregisternummer": "81040300187"}, "Rijksregisternummer", "check digits"),
        ({"Soort": "condition"}, "Soort", "penalty"),
        ({"Soort": "holiday"}, "Soort", "kind"),
        ({"Tot_en_met": "1/1/2060"}, "Tot en met", "2046-11-21"),
        ({"Tot_en_met": "1/1/2026"}, "Tot en met", "last day"),
        ({"Dossiernummer": "  "}, "Dossiernummer", "case reference"),
        ({"Dossiernummer": "x" * 121}, "Dossiernummer", "Shorten"),
        ({"Naam": "Pee\x07ters"}, "Naam", "control character"),
        ({"Naam": "Pee\ud800ters"}, "Naam", "half a character"),
        ({"Naam": "#REF!"}, "Naam", "spreadsheet"),
        ({"Definitief": "ja"}, "Definitief", "day first"),
    ],
)
def test_a_row_that_cannot_be_a_ban_is_rejected_in_words(changed: dict[str, Cell], column: str, word: str) -> None:
    found = faults(**changed)
    assert list(found) == [column]
    assert word in found[column]


def test_a_wrong_cell_is_told_once_and_not_as_missing_too() -> None:
    assert list(faults(Geboortedatum="31/2/81")) == ["Geboortedatum"]


def test_a_penalty_that_is_not_final_may_say_so() -> None:
    assert ban(SOUND | {"Definitief": "neen"}).final_on is None
    assert ban(SOUND | {"Definitief": "21/12/2026"}).final_on == date(2026, 12, 21)


def test_the_digest_is_of_what_a_row_says_and_not_of_how() -> None:
    other = {"Dossier": "AN12.L3.000456/26", **{key: value for key, value in SOUND.items() if key != "Dossiernummer"}}
    other |= {"Geboortedatum": date(1981, 4, 3), "Rechtbank": "CORR-ANTWERPEN", "Voornaam": " An "}
    assert ban(other).digest == ban(SOUND).digest
    assert ban(SOUND | {"Geboortedatum": "4/4/81"}).digest != ban(SOUND).digest
    assert ban(SOUND | {"Artikel": None}).digest != ban(SOUND).digest
