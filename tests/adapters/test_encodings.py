"""Encodings of CSV files: recognised by the names they make, chosen by people, or asked for; never guessed wrong."""

import pytest

from aigis.adapters.spreadsheet import read_table
from aigis.core.errors import InvalidInput
from aigis.core.imports.cells import name_text
from aigis.core.imports.encodings import CODECS, encoding_named

LISTS = {
    "Windows-1252": ["Gómez Ibáñez", "Lefèvre", "Müller", "Guðmundsdóttir", "Sørensen"],
    "Windows-1250": ["Wałęsowski", "Dąbrówka", "Ćwikliński", "Novák", "Čapek"],
    "Windows-1251": ["Ковальчук", "Дмитро", "Иванова", "Шевченко"],
    "Windows-1253": ["Παπαδόπουλος", "Γεώργιος", "Ελένη"],
    "Windows-1254": ["Yıldırım", "Işık", "Şahinoğlu", "Çağrı"],
    "Windows-1257": ["Giedrė", "Jorūnė", "Žukauskas", "Staņislavs"],
    "ISO-8859-2": ["Wałęsowski", "Dąbrówka", "Ćwikliński", "Świątek"],
    "ISO-8859-5": ["Ковальчук", "Иванова", "Шевченко"],
    "ISO-8859-7": ["Παπαδόπουλος", "Γεώργιος", "Άννα"],
    "ISO-8859-9": ["Yıldırım", "Işık", "Şahinoğlu"],
    "ISO-8859-15": ["Œuvrard", "Hélène", "François", "1 000 €"],
    "IBM850": ["Gómez Ibáñez", "Lefèvre", "Müller"],
    "IBM852": ["Wałęsowski", "Dąbrówka", "Ćwikliński"],
    "IBM866": ["Ковальчук", "Иванова"],
    "KOI8-U": ["Ковальчук", "Иванова", "Шевченко"],
    "Macintosh": ["Gómez Ibáñez", "Lefèvre", "Müller"],
    "UTF-8": ["Wałęsowski", "Ковальчук", "Yıldırım"],
    "UTF-16": ["Wałęsowski", "Ковальчук", "Yıldırım"],
}


def read_names(content: bytes, *, encoding: str = "") -> list[object]:
    return [row.cells[0] for row in read_table(content, filename="x.csv", encoding=encoding).rows]


def content(names: list[str], encoding: str) -> bytes:
    return "\r\n".join(["naam;plaats", *(f"{name};Gent" for name in names)]).encode(CODECS[encoding])


@pytest.mark.parametrize("encoding", LISTS)
def test_names_of_a_list_tell_its_encoding(encoding: str) -> None:
    assert read_names(content(LISTS[encoding], encoding)) == LISTS[encoding]


@pytest.mark.parametrize("encoding", LISTS)
def test_a_list_is_read_in_the_encoding_that_was_chosen(encoding: str) -> None:
    names = LISTS[encoding][:1]
    assert read_names(content(names, encoding), encoding=encoding.lower()) == names


def test_where_two_readings_are_likely_the_encoding_is_asked_for_with_both() -> None:
    ambiguous = b"naam;plaats\n\xfdna;Gent\n"
    with pytest.raises(InvalidInput) as refused:
        read_table(ambiguous, filename="x.csv")
    assert refused.value.field == "encoding"
    assert "Windows-1252 (ýna)" in refused.value.sentence and "Windows-1254 (ına)" in refused.value.sentence
    assert read_names(ambiguous, encoding="Windows-1254") == ["ına"]


@pytest.mark.parametrize(
    ("lines", "lost"),
    [
        (["Gómez".encode(), "Müller".encode(), "Lefèvre".encode("cp1252")], 2),
        (["Gómez".encode("cp1252"), "Hélène".encode("cp1252"), "Müller".encode()], 2),
        (["Gómez".encode(), "Lefèvre".encode("cp1252")], 1),
    ],
)
def test_a_row_in_another_encoding_than_most_is_refused_and_the_others_are_read(lines: list[bytes], lost: int) -> None:
    names = read_names(b"naam;plaats\n" + b"".join(line + b";Gent\n" for line in lines))
    for index, name in enumerate(names):
        if index == lost:
            with pytest.raises(InvalidInput, match="Letters of this cell were lost"):
                name_text(str(name))
        else:
            assert name_text(str(name)) in ("Gómez", "Müller", "Hélène")


def test_a_byte_that_the_encoding_lacks_refuses_its_row_alone() -> None:
    first, second = read_names(b"naam;plaats\nBj\x81rn S\xf8rensen;Gent\nM\xfcller J\xf6rg;Gent\n")
    assert "\ufffd" in str(first) and second == "Müller Jörg"


@pytest.mark.parametrize("codec", ["cp1252", "iso8859-1", "cp1250", "cp1254", "cp850", "mac_roman"])
def test_letters_garbled_before_the_list_was_saved_are_refused(codec: str) -> None:
    garbled = (
        "Łukasz Gómez".encode().decode(codec, "ignore") if codec == "iso8859-1" else "Gómez".encode().decode(codec)
    )
    with pytest.raises(InvalidInput):
        name_text(garbled)


def test_letters_of_another_alphabet_are_not_taken_for_garbled() -> None:
    assert name_text("Ві") == "Ві" and name_text("Ді Вікторія") == "Ді Вікторія"
    with pytest.raises(InvalidInput, match="garbled"):
        name_text("Коваль".encode().decode("cp1251"))


def test_an_unknown_encoding_is_refused_with_the_known_ones() -> None:
    assert encoding_named(" windows-1250 ") == "Windows-1250" and encoding_named("") == ""
    with pytest.raises(InvalidInput, match=r"no encoding 'x'.*UTF-8, UTF-16, Windows-1252"):
        encoding_named("x")
