"""Filler words in names: the matcher passes them over, one by one as in columns."""

from uuid import UUID

import pytest

from aigis.core.matching import compiled_search
from aigis.core.matching.index import Index
from aigis.core.matching.match import compare, screen
from aigis.core.matching.packed_names import FEW, pack_names
from aigis.core.matching.prepared import name_words
from aigis.core.matching.types import Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person

BANNED = UUID(int=1)
OTHERS = [
    (UUID(int=place), Person((Name(f"Familie{place}", "Ander"),), BirthDate(1950, 1, 2))) for place in range(2, 30)
]
DAY = BirthDate(1986, 2, 9)


def strength(subject: Name, query: Name, birth: BirthDate = DAY) -> Strength:
    index = Index.build([(BANNED, Person((subject,), birth)), *OTHERS], version=1)
    found = screen([Person((query,), birth)], index)[0]
    return next((match.strength for match in found if match.subject == BANNED), Strength.NONE)


@pytest.mark.parametrize(
    ("subject", "query"),
    [
        (Name("Vandeputte", "Onbekend"), Name("Vandeputte", "Joris")),
        (Name("Delacroix", "Inconnu"), Name("Delacroix", "Benoit")),
        (Name("Gulzari", "FNU"), Name("Gulzari", "XXX")),
        (Name("Hamidzai", "N.N."), Name("Hamidzai", "Rahmat")),
        (Name("Brandsma", "-"), Name("Brandsma", "Wietse")),
        (Name("LNU", "Tesfalem"), Name("Ghebremariam", "Tesfalem")),
        (Name("Kowalewski", "XXXXX"), Name("Kowalewski", "Dariusz")),
        (Name("Stepanenko", "невідомо"), Name("Stepanenko", "Taras")),
        (Name("Gulzari FNU", whole=True), Name("Gulzari", "Reza")),
        (Name("Singhal", "XXX"), Name("Singhal", "XXX")),
        (Name("Brandsma", "Wietse"), Name("Brandsma", "onbekend")),
    ],
)
def test_a_filler_refers_and_never_denies_or_clears(subject: Name, query: Name) -> None:
    assert strength(subject, query) is Strength.POSSIBLE


def test_two_people_of_whom_only_fillers_are_known_are_not_one() -> None:
    assert strength(Name("Onbekend", "Onbekend"), Name("Onbekend", "Onbekend")) is Strength.NONE


def test_fillers_add_and_take_no_bits() -> None:
    index = Index.build(OTHERS, version=1)
    query = Person((Name("Hamidzai", "Rahmat"),), DAY)
    with_filler = compare(query, Person((Name("Hamidzai", "Unknown"),), DAY), frequencies=index.frequencies)
    without = compare(query, Person((Name("Hamidzai"),), DAY), frequencies=index.frequencies)
    assert with_filler.bits == without.bits


def test_names_with_fillers_are_packed_as_they_are_read() -> None:
    fields = [
        "Onbekend",
        "N.N.",
        "XXX",
        "Jan",
        "FNU Jan",
        "n/a",
        "sans nom",
        "不明",
        "Unknown Unknown",
        "Van Geen",
        "-",
    ] * 5
    assert len(fields) > FEW
    packed = pack_names(fields, fields[::-1])
    for at, (given, family) in enumerate(zip(fields, fields[::-1], strict=True)):
        first, behind, _ = packed.names[at]
        words = tuple(packed.texts[code] for code in packed.words[first:behind, 0])
        assert words == name_words(Name(family, given)).words


@pytest.mark.usefixtures("warm")
def test_the_compiled_search_passes_fillers_over() -> None:
    assert compiled_search.is_warm()
    for query in (Name("Hamidzai", "N.N."), Name("N.N.", "Hamidzai"), Name("Hamidzai", "Rahmat")):
        assert strength(Name("Hamidzai", "Onbekend"), query) is Strength.POSSIBLE
