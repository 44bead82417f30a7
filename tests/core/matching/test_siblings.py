"""Brother and sister born on one day, or registered with one: referred, never denied; their police is told nothing."""

from itertools import product
from uuid import UUID

import pytest

from aigis.core.matching.gender import differ_by_gender
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.types import Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person, Sex

PAIRS = [
    pair.split("/")
    for pair in """
    Daniel/Daniela Daniel/Danielle Christian/Christina Christian/Christine Martin/Martine Gabriel/Gabriela
    Simon/Simone Adrian/Adriana Valentin/Valentina Rafael/Rafaela Michel/Michèle Michel/Michelle Mario/Maria
    Johan/Johanna Karim/Karima
    Amin/Amina Samir/Samira Jamil/Jamila Jean/Jeanne Ivan/Ivana Michał/Michalina Yvon/Yvonne Andreas/Andrea
    Evgeny/Evgenia Oleksandr/Oleksandra Claude/Claudine Nicolas/Nicole Julien/Julienne Paul/Pauline Denis/Denise
    Louis/Louise François/Françoise Stefan/Stefania Roman/Romana Emil/Emilia Emile/Emilie Jules/Julie Victor/Victoria
    Alexander/Alexandra Said/Saida Stanislav/Stanislava Dominik/Dominika Rachid/Rachida Khalid/Khalida
    """.split()
]
FAMILIES = ["Verbruggen", "El Moutawakil", "Kovalchuk", "Benhaddou", "Wiśniewski"]
DAY = BirthDate(1991, 7, 23)


def strengths(pairs: list[tuple[Person, Person]]) -> list[Strength]:
    index = Index.build([(UUID(int=at), brother) for at, (brother, _) in enumerate(pairs, start=1)], version=1)
    found = screen([sister for _, sister in pairs], index)
    by_subject = [{match.subject: match.strength for match in matches} for matches in found]
    return [matches.get(UUID(int=at), Strength.NONE) for at, matches in enumerate(by_subject, start=1)]


def siblings() -> list[tuple[Person, Person]]:
    born = (BirthDate(1960 + at % 40, at % 12 + 1, at % 28 + 1) for at in range(1_000))
    return [
        (Person((Name(family, man),), day), Person((Name(family, woman),), day))
        for ((man, woman), family), day in zip(product(PAIRS, FAMILIES), born, strict=False)
    ]


def test_no_sister_is_denied_for_her_brother_and_every_one_is_referred() -> None:
    pairs = siblings()
    assert len(pairs) >= 200
    assert set(strengths(pairs)) == {Strength.POSSIBLE}
    assert set(strengths([(sister, brother) for brother, sister in pairs])) == {Strength.POSSIBLE}


@pytest.mark.usefixtures("warm")
def test_the_compiled_search_denies_no_sister_either() -> None:
    assert set(strengths(siblings())) == {Strength.POSSIBLE}


def test_two_given_names_in_common_do_not_make_a_sister_certain() -> None:
    pair = [
        (Person((Name("Lauwers", "Marie Jean"),), DAY), Person((Name("Lauwers", "Marie Jeanne"),), DAY)),
        (Person((Name("Daniel Verbruggen", whole=True),), DAY), Person((Name("Verbruggen Daniela", whole=True),), DAY)),
    ]
    assert strengths(pair) == [Strength.POSSIBLE, Strength.POSSIBLE]


def test_a_number_or_document_still_decides() -> None:
    number = ("91072312385",)
    brother = Person((Name("Verbruggen", "Daniel"),), DAY, number, sex=Sex.M)
    assert strengths([(brother, Person((Name("Verbruggen", "Daniela"),), DAY, number))]) == [Strength.CERTAIN]


def test_the_family_names_of_a_man_and_a_woman_are_one_family() -> None:
    pairs = [
        (Person((Name("Ivanov", "Sasha"),), DAY), Person((Name("Ivanova", "Sasha"),), DAY)),
        (Person((Name("Papadopoulos", "Eleni"),), DAY), Person((Name("Papadopoulou", "Eleni"),), DAY)),
    ]
    assert strengths(pairs) == [Strength.CERTAIN, Strength.CERTAIN]


@pytest.mark.parametrize(
    ("one", "other"),
    [("mohamed", "mohammed"), ("sofia", "sofie"), ("peeters", "peetres"), ("hassan", "hossein"), ("jo", "joa"),
     ("laurens", "laurent"), ("ahmad", "ahmed"), ("jan", "jan"), ("daniela", "danielle")],
)  # fmt: skip
def test_other_likenesses_are_none_of_brother_and_sister(one: str, other: str) -> None:
    assert not differ_by_gender(one, other, 3)
    assert not differ_by_gender(other, one, 3)
