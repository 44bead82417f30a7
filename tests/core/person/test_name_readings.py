"""A written name may stand for others: letters of another alphabet that look the same, compound names in one word."""

import numpy as np
import pytest

from aigis.core.matching.columns import Columns
from aigis.core.matching.packed import pack, pack_columns
from aigis.core.person.lookalikes import lookalike_readings
from aigis.core.person.name_readings import may_be_read_otherwise, name_readings
from aigis.core.person.person import Name, Person


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("\u0421\u0430\u0440\u0440aert Peter", "Cappaert Peter"),
        ("Vercammen \u0412\u043e\u0412", "Vercammen BoB"),
        ("\u041coeremans \u041d\u0435\u0441tor", "Moeremans Hector"),
        ("\u0425honneux A\u0445el", "Xhonneux Axel"),
        ("Li\u0435ve \u0420eeters", "Lieve Peeters"),
        ("\u039cartens \u0391nna", "Martens Anna"),
        ("Иванoв Пётр", "Иванов Пётр"),
        ("Пaпaдoпулoс", "Папaдoпулoс".replace("a", "а").replace("o", "о")),
    ],
)
def test_a_word_of_two_alphabets_is_read_as_it_looks_too(written: str, reading: str) -> None:
    assert reading in lookalike_readings(written)


@pytest.mark.parametrize(
    "name", ["Peeters Jan", "Müller Jörg", "Иванов Пётр", "Вова Сор", "Παπαδόπουλος Γιάννης", "محمود"]
)
def test_a_name_of_one_alphabet_is_read_as_it_is(name: str) -> None:
    assert lookalike_readings(name) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abdelrahman", "Abd Al Rahman"),
        ("Abdurrahman", "Abd al-Rahman"),
        ("Abdullah", "Abdallah"),
        ("Abdul Samad", "Abdessamad"),
        ("Abd el Nour", "Abdennour"),
        ("Nur ad Din", "Nur-uddin"),
        ("Salah Eddine", "Salah al-Din"),
        ("Nizam Uddin", "Nizamuddin"),
    ],
)
def test_a_compound_name_is_read_in_one_word(one: str, other: str) -> None:
    readings = [
        {reading.given.lower() for reading in name_readings(Name("Belkacemi", given))} for given in (one, other)
    ]
    assert readings[0] & readings[1]


@pytest.mark.parametrize("given", ["Martin", "Abdou", "Abdi", "Din", "Bernard", "Konstantin", "Al Amin"])
def test_another_name_is_no_compound(given: str) -> None:
    assert name_readings(Name("Belkacemi", given)) == (Name("Belkacemi", given),)


def test_whatever_has_other_readings_is_seen_at_a_glance() -> None:
    for name in (
        Name("Saïd", "Abd al Nur"),
        Name("Abdul Haqq"),
        Name("Peeters", "\u0421or"),
        Name("Nasir al-Din", "X"),
    ):
        assert len(name_readings(name)) > 1
        assert may_be_read_otherwise(name.given, name.family)


def test_names_in_columns_have_the_same_readings_as_persons() -> None:
    names = [
        Name("Belkacemi", "Abdul Haqq"),
        Name("\u0420eeters née Nur-uddin", "Li\u0435ve"),
        Name("Maes", "Jan"),
    ] * 20
    births = np.zeros(len(names), dtype=np.int32)
    by_columns, _ = pack_columns(Columns([n.given for n in names], [n.family for n in names], births))
    one_by_one, _ = pack([Person((name,)) for name in names])
    assert len(by_columns.names) == len(one_by_one.names) > len(names)
    assert (by_columns.persons[:, 3:5] == one_by_one.persons[:, 3:5]).all()
