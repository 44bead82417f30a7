"""From the cells of a list to bans: headers and dates as offices write them, and a sentence for all that is wrong."""

from dataclasses import replace
from datetime import date

import pytest

from aigis.core.bans.versions import BanKind
from aigis.core.errors import InvalidInput
from aigis.core.imports import cells
from aigis.core.imports.ban_rows import (
    Authorities,
    BanRow,
    ListedAuthority,
    Reading,
    Rejected,
    read_ban,
    require_columns,
)
from aigis.core.imports.cells import Cell
from aigis.core.imports.columns import Column, columns_of
from aigis.core.imports.dates import Dates
from aigis.core.imports.row_reader import RowReader, read_person
from aigis.core.imports.table import Row, Table
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person, Sex

TODAY = date(2026, 11, 22)
COURT = ListedAuthority(
    "corr-antwerpen",
    BanKind.PENALTY,
    ("Correctionele rechtbank Antwerpen", "Tribunal correctionnel d'Anvers", "Korrektionalgericht Antwerpen", "Court"),
)
JUDGE = ListedAuthority("or-luik", BanKind.CONDITION, ("Onderzoeksrechter Luik", "Juge d'instruction de Liège"))
AUTHORITIES = Authorities([COURT, JUDGE])
DATES = Dates(TODAY)
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
    table = Table(tuple(row), [Row(2, tuple(row.values()))])
    reading = Reading.of(table, columns=columns_of(table.headers), authorities=AUTHORITIES, dates=DATES)
    return read_ban(table.rows[0], reading=reading)


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


def test_a_national_number_gets_back_the_zeros_a_spreadsheet_took() -> None:
    assert cells.national_numbers(81040300186) == ["81040300186"]
    assert cells.national_numbers(1010100126) == ["01010100126"]
    assert cells.national_numbers("81.04.03-001.86") == ["81040300186"]


def person(**row: Cell) -> tuple[Person, list[str]]:
    reader = RowReader(list(row.values()), columns_of(tuple(row)))
    return read_person(reader, dates=DATES), [str(fault) for fault in reader.faults]


def test_names_documents_and_aliases_are_read_from_one_cell_each() -> None:
    found, wrong = person(
        full_name="Van den Berg, Jan", aliases="Berg, Johan; J. Vandenberg", document="BEL:590-1234567-89; NLD:ab123"
    )
    assert wrong == []
    assert found.names == (Name("Van den Berg", "Jan"), Name("Berg", "Johan"), Name("J. Vandenberg", whole=True))
    assert found.documents == (Document("BEL", "590123456789"), Document("NLD", "AB123"))


@pytest.mark.parametrize("given", ["K.A.", "S.O."])
def test_initials_are_no_words_for_nothing(given: str) -> None:
    assert person(family_name="Ruelens", given_names=given) == (
        Person(names=(Name("Ruelens", given),), birth=None, national_numbers=(), documents=()),
        [],
    )
    assert person(full_name="Ruelens", aliases=given)[0].names == (Name("Ruelens", whole=True), Name(given, whole=True))


@pytest.mark.parametrize("nothing", ["k.a.", "s.o.", "n.v.t.", "N.v.t.", "-", "onbekend"])
def test_words_for_nothing_are_no_names(nothing: str) -> None:
    assert person(family_name="Ruelens", given_names=nothing)[0].names == (Name("Ruelens", ""),)


@pytest.mark.parametrize("column", ["family_name", "given_names", "full_name", "aliases"])
@pytest.mark.parametrize(
    "written", ["Mu\ufffdller", "J\u251crg", "Wa³êsa", "£ukasz", "M¸ller", "Bj\x81rn", "Nu¤ez", "D¼hn"]
)
def test_a_name_with_a_sign_that_no_name_holds_is_a_fault(column: str, written: str) -> None:
    (fault,) = person(**{column: written})[1]
    assert fault.startswith(f"{column}: ")


@pytest.mark.parametrize(
    "written", ["O´Neill", "O’Neill", "Gal·la", "Núñez", "Љубић", "D'Hondt-Peeters (Jr.)", "ʻAlī", "Ðorđe"]
)
def test_names_keep_their_signs(written: str) -> None:
    assert person(full_name=written)[1] == []


@pytest.mark.parametrize("column", ["family_name", "document", "aliases", "national_number"])
@pytest.mark.parametrize("cell", [date(2026, 3, 1), True, 1234567890123456, "1,23E+15", "1.2E+09"])
def test_what_the_spreadsheet_has_made_of_a_text_is_a_fault(column: str, cell: Cell) -> None:
    assert len(person(**{column: cell})[1]) == 1


@pytest.mark.parametrize("column", ["Dossiernummer", "Artikel"])
def test_a_case_that_the_spreadsheet_took_for_a_date_is_a_fault(column: str) -> None:
    assert "turned this text into a date" in faults(**{column: date(2026, 3, 1)})[column]


@pytest.mark.parametrize(
    ("word", "code"), [("Belg", "BEL"), ("néerlandaise", "NLD"), ("DEUTSCH", "D"), ("rus", "RUS"), ("be", "BEL")]
)
def test_a_nationality_may_be_a_word_or_a_code(word: str, code: str) -> None:
    assert cells.nationality(word) == code


def test_a_document_may_have_its_state_in_a_column_of_its_own_and_needs_one() -> None:
    found, wrong = person(passport="EN 123456", issuing_state="be", sex="vrouw", nationality="deu")
    assert found.documents == (Document("BEL", "EN123456"),)
    assert (found.sex, found.nationality, wrong) == (Sex.F, "D", [])
    assert "issuing country" in person(passport="EN 123456")[1][0]


@pytest.mark.parametrize("word", ["or-luik", "OR LUIK", "onderzoeksrechter luik", "Juge d’instruction de Liege"])
def test_an_authority_is_found_by_code_or_name_and_tells_the_kind(word: str) -> None:
    found = ban(SOUND | {"Rechtbank": word, "Tot en met": "21/2/2027"})
    assert (found.authority, found.kind) == ("or-luik", BanKind.CONDITION)


def test_a_name_that_two_authorities_share_stands_for_neither() -> None:
    with pytest.raises(InvalidInput):
        Authorities([COURT, replace(JUDGE, names=("Court",))]).named("Court")


def test_everything_wrong_with_a_row_is_told_under_its_column() -> None:
    found = faults(Geboortedatum="31/2/81", Rechtbank="Nowhere", Datum_beslissing=None, Tot_en_met="soon")
    assert found.keys() == {"Geboortedatum", "Rechtbank", "Datum beslissing", "Tot en met"}
    assert found["Datum beslissing"] == "Enter the date of the decision."


@pytest.mark.parametrize(
    ("changed", "column", "word"),
    [
        ({"Naam": None, "Voornaam": None}, "Naam", "name"),
        ({"Geboortedatum": "onbekend"}, "Geboortedatum", "date of birth"),
        ({"Rijksregisternummer": "81040300187"}, "Rijksregisternummer", "check digits"),
        ({"Soort": "condition"}, "Soort", "penalty"),
        ({"Soort": "holiday"}, "Soort", "kind"),
        ({"Tot_en_met": "1/1/2060"}, "Tot en met", "21 November 2046"),
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


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"Datum_beslissing": "1/1/1949"}, "Datum beslissing"),
        ({"Tot_en_met": "1/1/2191"}, "Tot en met"),
        ({"Definitief": "19/11/2026"}, "Definitief"),
        ({"Naam": "...", "Voornaam": "!"}, "Naam"),
    ],
)
def test_a_row_that_the_register_would_refuse_is_rejected_and_spoils_no_list(
    changed: dict[str, Cell], column: str
) -> None:
    assert list(faults(**changed)) == [column]


def test_an_unknown_authority_is_answered_with_the_nearest_one() -> None:
    assert "The most similar name is 'or-luik'" in faults(Rechtbank="or-luyk")["Rechtbank"]
    assert "nearest" not in faults(Rechtbank="Cour de cassation")["Rechtbank"]


def read_column(*written: Cell, month_first: bool = False) -> list[BanRow | Rejected]:
    """A list of sound rows that differ in their birth dates."""
    rows = [
        Row(number, tuple((SOUND | {"Geboortedatum": one, "Vanaf": "2026-11-22"}).values()))
        for number, one in enumerate(written, 2)
    ]
    table = Table(tuple(SOUND), rows)
    dates = Dates(TODAY, month_first)
    reading = Reading.of(table, columns=columns_of(table.headers), authorities=AUTHORITIES, dates=dates)
    return [read_ban(row, reading=reading) for row in rows]


def test_a_column_that_proves_the_month_first_is_not_guessed_at() -> None:
    first, second, third, fourth = read_column("3/4/1981", "12/31/1981", "1981-04-03", "April 3, 1981")
    for row in (first, second):
        assert isinstance(row, Rejected)
        assert "has the month first, as row 3 shows with 12/31/1981" in row.sentence
        assert "choose the month first" in row.sentence
    assert isinstance(third, BanRow) and isinstance(fourth, BanRow)


def test_a_column_that_proves_both_orders_rejects_only_what_cannot_be_read() -> None:
    first, second, third = read_column("3/4/1981", "12/31/1981", "31/12/1981")
    assert isinstance(first, BanRow) and isinstance(second, Rejected) and isinstance(third, BanRow)
    assert "writes" not in second.sentence
    assert [str(doubt) for doubt in first.doubts] == [
        "Geboortedatum: This column has dates in both orders: 31/12/1981 in row 4, 12/31/1981 in row 3."
        " Compare this date with the decision or document."
    ]
    assert third.doubts == ()


@pytest.mark.parametrize("written", ["13/04/1981", "04/13/1981"])
def test_a_date_beside_texts_that_the_spreadsheet_took_for_no_dates_has_to_be_confirmed(written: str) -> None:
    rows = read_column(written, date(1981, 3, 4), date(1981, 5, 5), month_first=written.startswith("04"))
    assert [[str(doubt) for doubt in row.doubts] for row in rows if isinstance(row, BanRow)] == [
        [],
        [
            f"Geboortedatum: Day and month of 4 March 1981 may be swapped: in row 2 the spreadsheet left {written} as"
            " text. Compare it with the decision or document."
        ],
        [],
    ]


def test_dates_that_the_spreadsheet_read_in_the_right_order_need_no_confirmation() -> None:
    columns = [
        ("13/04/1981", date(1981, 3, 14), date(1981, 3, 4)),
        ("x", date(1981, 3, 4)),
        ("31/2/1981", date(1981, 3, 4)),
    ]
    for rows in (read_column(*column) for column in columns):
        assert not any(row.doubts for row in rows if isinstance(row, BanRow))


def test_a_list_said_to_have_the_month_first_is_read_so_unless_it_proves_the_contrary() -> None:
    first, second = read_column("3/4/1981", "12/31/1981", month_first=True)
    assert isinstance(first, BanRow) and first.person.birth == BirthDate(1981, 3, 4)
    assert isinstance(second, BanRow) and second.person.birth == BirthDate(1981, 12, 31)
    first, second = read_column("3/4/1981", "31/12/1981", month_first=True)
    assert isinstance(first, Rejected) and isinstance(second, Rejected)
    assert "has the day first, as row 3" in first.sentence


def test_what_was_read_in_one_of_several_ways_is_noted_and_not_part_of_the_digest() -> None:
    noted, plain = read_column("3/4/1981", "1981-04-03")
    assert isinstance(noted, BanRow) and isinstance(plain, BanRow)
    assert list(map(str, noted.notes)) == ["Geboortedatum: Read as 3 April 1981, with the day first."]
    assert plain.notes == () and noted.digest == plain.digest


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


@pytest.mark.parametrize("name", ["Gómez", "Müller", "Şahin", "Wałęsa", "Ковальчук", "ÄÖÜ", "Ã", "São João", "Ñandú"])
def test_letters_of_any_language_are_read(name: str) -> None:
    assert ban(SOUND | {"Naam": name}).person.names[0].family == name


@pytest.mark.parametrize("garbled", ["GÃ³mez", "JosÃ©", "MÃ¼ller", "Åžahin", "WaÅ‚Ä™sa"])
def test_letters_garbled_by_a_wrong_encoding_reject_the_row(garbled: str) -> None:
    assert "garbled" in faults(Naam=garbled)["Naam"]


def test_details_that_disagree_are_a_doubt_of_the_row_and_a_child_is_a_fault() -> None:
    doubtful = ban(SOUND | {"Geboortedatum": "13/7/1958", "Rijksregisternummer": "81040312361"})
    assert [(doubt.column, "3 April 1981" in str(doubt)) for doubt in doubtful.doubts] == [("Geboortedatum", True)]
    assert ban(SOUND | {"Rijksregisternummer": "81040312361"}).doubts == ()
    assert "younger than 12 on 20 November 2026" in faults(Geboortedatum="21/11/2014")["Geboortedatum"]
    assert ban(SOUND | {"Geboortedatum": "20/11/2014"}).person.birth == BirthDate(2014, 11, 20)
