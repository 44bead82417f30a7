"""Filler words: what is written where a name or a number is not known is neither for nor against anybody."""

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.person.fillers import is_filler_number, without_fillers
from aigis.core.person.identity import has_name
from aigis.core.person.names import tokens
from aigis.core.person.numbers import document
from aigis.core.person.person import Name, Person

WORDS = """
Onbekend; onbekende; ONGEKEND; Inconnu; inconnue; Unbekannt; Unknown; UNK; FNU; lnu; NFN; N.N.;
NN; N. N.; n/a; N/A; N.A.; n.v.t.; -; --; ?; …; X; XX; XXX; XXXXX; xxxxxxxxx; Nomen Nescio; no
name; No Given Name; not known; not provided; none; null; nil; zonder voornaam; geen; Geen
Voornaam; niet bekend; Niet ingevuld; sans prénom; SANS NOM; sans objet; néant; aucun; non
renseigné; ohne Vornamen; keine Angabe; k.A.; nicht bekannt; desconocido; sconosciuto; nieznany;
Nieznana; brak; necunoscut; okänd; ukjent; tuntematon; ismeretlen; bilinmiyor; неизвестно;
Неизвестный; невідомо; άγνωστος; مجهول; غير معروف; 不明; 未知; 无; Mr; Mevr.; dhr; voornaam;
Anonymous; Unknown Unknown; FNU LNU; FNU XXX; Voornaam onbekend
""".replace("\n", " ")


@pytest.mark.parametrize("written", [word.strip() for word in WORDS.split(";")])
def test_a_filler_is_no_name(written: str) -> None:
    assert without_fillers(tokens(written)) == ()
    assert not has_name(Person(names=(Name(written, written),)))


@pytest.mark.parametrize(
    "written", ["FNU Gulzari", "Gulzari FNU", "Gulzari (onbekend)", "XXX Gulzari", "Unknown Gulzari"]
)
def test_a_filler_beside_a_name_leaves_the_name(written: str) -> None:
    assert without_fillers(tokens(written)) == ("gulzari",)


@pytest.mark.parametrize(
    "written",
    """Ximena; Nan; Na Ri; No Eun; Nona; Sansone; Xi; Noname Gulzari; Anna N.;
    N. Peeters; Van Geen; Xaxx; Nil Yilmaz; Ka Yan; Blank Peter; Nome Ngozi; Geenen; Unknowna""".split(";"),
)
def test_a_name_that_is_like_a_filler_is_kept(written: str) -> None:
    assert set(tokens(written)) - {"noname"} == set(without_fillers(tokens(written)))


@pytest.mark.parametrize(
    "number", ["onbekend", "Unknown", "n/a", "XXXXXXXXX", "0000000", "999999999", "GEEN", "N.v.t."]
)
def test_a_filler_is_no_number_of_a_document(number: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        document("BEL", number)
    assert refused.value.field == "document.number"


@pytest.mark.parametrize("number", ["NA1234567", "UNK1", "X1", "00", "EN123456", "100000000"])
def test_a_number_like_a_filler_is_a_number(number: str) -> None:
    assert not is_filler_number(number)
    assert document("BEL", number).number == number
