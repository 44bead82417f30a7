"""Which token answers to which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.matching.alignment import align
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.prepared import name_words
from aigis.core.matching.similarity import token_relation
from aigis.core.matching.weights import NAME_AT_MOST, TokenRelation
from aigis.core.person.person import Name

R = TokenRelation
PLAIN = Frequencies(100_000)
words = st.text(alphabet="abcdeijnorst", min_size=1, max_size=9)
names = st.builds(
    Name, st.lists(words, min_size=1, max_size=3).map(" ".join), st.lists(words, max_size=2).map(" ".join)
)


def bits(one: Name, other: Name, frequencies: Frequencies = PLAIN) -> float:
    return sum(pair.bits for pair in align(name_words(one), name_words(other), frequencies=frequencies)) / 1_000


def relations(one: Name, other: Name) -> set[TokenRelation]:
    return {pair.relation for pair in align(name_words(one), name_words(other), frequencies=PLAIN)}


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("jan", "jan", R.EQUAL),
        ("mueller", "muller", R.VARIANT),
        ("jhon", "john", R.SWAPPED_LETTERS),
        ("peeters", "peters", R.ONE_EDIT),
        ("ali", "adi", R.ONE_EDIT_SHORT),
        ("vandenbrouk", "vandenbroecke", R.SKELETON),
        ("kowalczyk", "kowalszcyk", R.TWO_EDITS),
        ("mohamed", "muhammad", R.SKELETON),
        ("smet", "desmet", R.PARTICLE),
        ("rob", "robert", R.SHORT_FORM),
        ("jan", "johannes", R.SHORT_FORM),
        ("sasha", "aleksander", R.SHORT_FORM),
        ("alexander", "alexis", None),
        ("verm", "vermeulen", R.PREFIX),
        ("sechin", "sechev", R.TWO_EDITS_SHORT),
        ("j", "jan", R.INITIAL),
        ("coens", "kenis", R.SKELETON_SHORT),
        ("jan", "mia", None),
        ("j", "piet", None),
        ("li", "lu", None),
    ],
)
def test_two_tokens_resemble_each_other_in_a_named_way(one: str, other: str, relation: TokenRelation | None) -> None:
    assert token_relation(one, other) is relation
    assert token_relation(other, one) is relation


def test_a_rare_name_says_more_than_a_common_one() -> None:
    frequencies = Frequencies(100_000, {"peeters": 3_000})
    assert bits(Name("Verhaegenoot"), Name("Verhaegenoot"), frequencies) == 12.0
    assert 4.0 < bits(Name("Peeters"), Name("Peeters"), frequencies) < 6.0


def test_names_joined_or_apart_are_the_same_name() -> None:
    assert R.JOINED in relations(Name("van den Berg", "Jan"), Name("Vandenberg", "Jan"))
    assert R.PARTICLE in relations(Name("Mehdi", "Jan"), Name("Elmehdi", "Jan"))
    assert R.JOINED in relations(Name("Maes", "Jean Pierre"), Name("Maes", "Jeanpierre"))
    assert R.JOINED in relations(Name("De Cock", "Renaat"), Name("DezCock", "Renaat"))
    assert bits(Name("van den Berg", "Jan"), Name("Vandenberg", "Jan")) > 15


def test_two_words_that_the_other_name_writes_as_one_count_as_two_whatever_else_differs() -> None:
    pairs = align(name_words(Name("Maes", "Jean Pierre")), name_words(Name("Claes", "Jeanpierre")), frequencies=PLAIN)
    assert [pair.words for pair in pairs if pair.relation is R.JOINED] == [2]
    assert R.JOINED in relations(Name("Blake", "Jord an"), Name("Thaba", "Jordan"))


def test_another_family_name_is_milder_beside_the_same_given_name_than_another_given_name() -> None:
    married = bits(Name("Maes", "Ghislaine"), Name("Vandenbroucke", "Ghislaine"))
    twins = bits(Name("Vandenbroucke", "Tom"), Name("Vandenbroucke", "Wim"))
    assert R.FAMILY_LEFT in relations(Name("Maes", "Ghislaine"), Name("Vandenbroucke", "Ghislaine"))
    assert R.BOTH_LEFT in relations(Name("Vandenbroucke", "Tom"), Name("Vandenbroucke", "Wim"))
    assert R.BOTH_LEFT in relations(Name("Maes Ghislaine"), Name("Vandenbroucke Ghislaine"))
    assert married - twins >= 3


def test_the_cut_end_of_a_machine_readable_name_is_no_other_name() -> None:
    whole = Name("Vandenbroucke", "Christophe")
    assert relations(Name("Vandenbroucke", "Ch", truncated=True), whole) == {R.EQUAL, R.CUT}
    assert R.BOTH_LEFT in relations(Name("Vandenbroucke", "Ch"), whole)


def test_another_given_name_outweighs_a_shared_family_name() -> None:
    assert bits(Name("Verhaegenoot", "Tom"), Name("Verhaegenoot", "Wim")) < 2
    assert bits(Name("Garcia Zubizarreta", "Tom"), Name("Garcia Zubizarreta", "Wim")) < 2


def test_a_further_name_on_one_side_costs_little() -> None:
    assert bits(Name("Maes", "Tom"), Name("Maes", "Tom")) - bits(Name("Maes", "Tom Jozef"), Name("Maes", "Tom")) < 1.5


@given(names, names)
def test_alignment_does_not_depend_on_which_name_comes_first(one: Name, other: Name) -> None:
    assert bits(one, other) == bits(other, one)


@given(names)
def test_given_and_family_name_may_be_swapped(name: Name) -> None:
    swapped = Name(name.given, name.family) if name.given else name
    assert bits(name, swapped) == bits(name, name)


@given(names, names)
def test_every_token_is_accounted_for_exactly_once(one: Name, other: Name) -> None:
    left, right = name_words(one), name_words(other)
    pairs = align(left, right, frequencies=PLAIN)
    if R.JOINED not in {pair.relation for pair in pairs}:
        assert sorted(pair.left for pair in pairs if pair.left) == sorted(left.words[at] for at in left.content)
        assert sorted(pair.right for pair in pairs if pair.right) == sorted(right.words[at] for at in right.content)


@given(names, names)
def test_no_name_is_worth_more_than_two_rare_tokens(one: Name, other: Name) -> None:
    assert bits(one, other) <= NAME_AT_MOST / 1_000
