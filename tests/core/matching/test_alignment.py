"""Which token answers to which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.matching.alignment import align, token_relation
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.weights import NAME_AT_MOST, TokenRelation
from aigis.core.person.names import prepare
from aigis.core.person.person import Name

R = TokenRelation
PLAIN = Frequencies(100_000)
words = st.text(alphabet="abcdeijnorst", min_size=1, max_size=9)
names = st.builds(
    Name, st.lists(words, min_size=1, max_size=3).map(" ".join), st.lists(words, max_size=2).map(" ".join)
)


def bits(one: Name, other: Name, frequencies: Frequencies = PLAIN) -> float:
    return sum(pair.bits for pair in align(prepare(one), prepare(other), frequencies=frequencies))


def relations(one: Name, other: Name) -> set[TokenRelation]:
    return {pair.relation for pair in align(prepare(one), prepare(other), frequencies=PLAIN)}


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
        ("rob", "robert", R.PREFIX),
        ("j", "jan", R.INITIAL),
        ("coens", "kenis", R.SKELETON_SHORT),
        ("jan", "piet", None),
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
    assert R.PARTICLE in relations(Name("van den Berg", "Jan"), Name("Vandenberg", "Jan"))
    assert R.JOINED in relations(Name("Maes", "Jean Pierre"), Name("Maes", "Jeanpierre"))
    assert R.JOINED in relations(Name("De Cock", "Renaat"), Name("DezCock", "Renaat"))
    assert bits(Name("van den Berg", "Jan"), Name("Vandenberg", "Jan")) > 15


def test_the_cut_end_of_a_machine_readable_name_is_no_other_name() -> None:
    whole = Name("Vandenbroucke", "Christophe")
    assert relations(Name("Vandenbroucke", "Ch", truncated=True), whole) == {R.EQUAL, R.CUT}
    assert R.BOTH_LEFT in relations(Name("Vandenbroucke", "Ch"), whole)


def test_another_given_name_outweighs_a_shared_family_name() -> None:
    assert bits(Name("Verhaegenoot", "Tom"), Name("Verhaegenoot", "Wim")) < 1
    assert bits(Name("Garcia Zubizarreta", "Tom"), Name("Garcia Zubizarreta", "Wim")) < 1


def test_a_further_name_on_one_side_costs_little() -> None:
    assert bits(Name("Maes", "Tom"), Name("Maes", "Tom")) - bits(Name("Maes", "Tom Jozef"), Name("Maes", "Tom")) < 1


@given(names, names)
def test_alignment_does_not_depend_on_which_name_comes_first(one: Name, other: Name) -> None:
    assert bits(one, other) == pytest.approx(bits(other, one))


@given(names)
def test_given_and_family_name_may_be_swapped(name: Name) -> None:
    swapped = Name(name.given, name.family) if name.given else name
    assert bits(name, swapped) == pytest.approx(bits(name, name))


@given(names, names)
def test_every_token_is_accounted_for_exactly_once(one: Name, other: Name) -> None:
    pairs = align(prepare(one), prepare(other), frequencies=PLAIN)
    if R.JOINED not in {pair.relation for pair in pairs}:
        assert sorted(pair.left for pair in pairs if pair.left) == sorted(prepare(one).content)
        assert sorted(pair.right for pair in pairs if pair.right) == sorted(prepare(other).content)


@given(names, names)
def test_no_name_is_worth_more_than_two_rare_tokens(one: Name, other: Name) -> None:
    assert bits(one, other) <= NAME_AT_MOST + 1e-9
