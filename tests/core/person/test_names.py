"""Names made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.person.names import plain_variant, prepare, skeleton, spelling, token, tokens
from aigis.core.person.person import Name


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Jean-Pierre", ("jean", "pierre")),
        ("O'Brien", ("obrien",)),
        ("D’Hondt", ("dhondt",)),
        ("J.P.", ("j", "p")),
        ("VAN<DEN<BERG", ("van", "den", "berg")),
        ("Müller", ("mueller",)),
        ("Łukasz", ("lukasz",)),
        ("Шилова", ("shilova",)),
        ("  ", ()),
        ("'-'", ()),
    ],
)
def test_a_written_name_becomes_plain_tokens(written: str, expected: tuple[str, ...]) -> None:
    assert tokens(written) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mohamed", "Mohammed", "Muhammad", "Mouhamad"),
        ("Youssef", "Yusuf", "Jusuf"),
        ("Omar", "Umar"),
        ("Müller", "Mueller", "Muller"),
        ("Öztürk", "Oztuerk", "Ozturk"),
        ("Khalid", "Khaled", "Kalid"),
        ("Wouter", "Vouter"),
        ("Philippe", "Filip", "Filippe"),
        ("Djamel", "Jamal"),
    ],
)
def test_transliterations_of_one_name_share_a_skeleton(spellings: tuple[str, ...]) -> None:
    skeletons = {skeleton(token(spelled)) for spelled in spellings}
    assert len(skeletons) == 1, skeletons


def test_different_names_keep_different_skeletons() -> None:
    names = ["mohamed", "ahmed", "karim", "peeters", "janssens", "maes", "willems"]
    assert len({skeleton(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("long", "short"), [("mueller", "muller"), ("haakon", "hakon"), ("nunxxez", "nunez"), ("muxxller", "muller")]
)
def test_permitted_spellings_fold_into_one(long: str, short: str) -> None:
    assert plain_variant(long) == plain_variant(short)


def test_particles_are_kept_apart_but_remain_among_the_words() -> None:
    name = prepare(Name("van den Berg", "Jan"))
    assert name.words == ("jan", "van", "den", "berg")
    assert name.content == ("jan", "berg")
    assert name.joined == "vandenberg"


def test_a_particle_that_ends_a_name_counts() -> None:
    assert prepare(Name("Peeters", "Ben")).content == ("ben", "peeters")
    assert prepare(Name("Ben")).content == ("ben",)


def test_a_truncated_name_tells_which_token_was_cut() -> None:
    assert prepare(Name("Vandenbroucke", "Christop", truncated=True)).cut == "christop"
    assert prepare(Name("Papadopoulo", truncated=True)).cut == "papadopoulo"
    assert prepare(Name("Vandenbroucke", "Christophe")).cut == ""


def test_tokens_lead_back_to_the_words_as_written() -> None:
    assert spelling(Name("Müller", "Jörg"))["mueller"] == "Müller"


@given(st.text(max_size=60))
def test_any_text_gives_plain_tokens_and_short_skeletons(text: str) -> None:
    for found in tokens(text):
        assert found.isascii() and found.isalnum() and found == found.lower()
        assert len(skeleton(found)) <= 6


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_every_token_of_letters_has_a_skeleton(word: str) -> None:
    assert skeleton(word)
