"""The scorer of an earlier version of the weights: the same code with that version's figures."""

import pytest

from aigis.core.checks import earlier_scorers
from aigis.core.checks.earlier_scorers import Tokens, figures, scorer
from aigis.core.checks.earlier_weights import KEPT
from aigis.core.matching import weights
from aigis.core.matching.bands import Bands
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.match import compare
from aigis.core.matching.types import Strength
from aigis.core.matching.weights import BirthRelation
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person

ONE = Person((Name("Vandenbroucke", "Zoltan"),), BirthDate(1981, 4, 3))
OTHER = Person((Name("Van den Broucke", "Zoltan"),), BirthDate(1981, 4, 3))
TOKENS = Tokens(5_000, {"zoltan": 3})


def test_the_present_weights_are_those_kept_under_their_version() -> None:
    assert figures() == dict(KEPT[weights.WEIGHTS_VERSION]), (
        "a changed figure is a new version: raise WEIGHTS_VERSION and keep its figures in core/checks/earlier_weights"
    )


def test_the_scorer_of_the_present_version_says_what_the_present_one_says() -> None:
    by = scorer(weights.WEIGHTS_VERSION)
    assert by is not None
    now = compare(ONE, OTHER, frequencies=Frequencies(5_000, {"zoltan": 3}))
    assert by.compare(ONE, OTHER, tokens=TOKENS, bands=Bands()) == now


def test_a_scorer_keeps_its_figures_when_the_present_ones_change(monkeypatch: pytest.MonkeyPatch) -> None:
    by = scorer(weights.WEIGHTS_VERSION)
    assert by is not None
    before = by.compare(ONE, OTHER, tokens=TOKENS, bands=Bands())
    monkeypatch.setitem(weights.BIRTH, BirthRelation.EQUAL, 1_000)
    assert compare(ONE, OTHER, frequencies=Frequencies(5_000, {"zoltan": 3})).bits < before.bits - 10
    assert by.compare(ONE, OTHER, tokens=TOKENS, bands=Bands()) == before


def test_an_earlier_version_weighs_with_its_own_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    birth = KEPT["2"]["BIRTH"] | {BirthRelation.EQUAL.value: 1_000}
    monkeypatch.setattr(earlier_scorers, "KEPT", {"earlier": {**KEPT["2"], "BIRTH": birth}, "unfit": {"BIRTH": birth}})
    earlier = scorer("earlier")
    assert earlier is not None
    now = compare(ONE, OTHER, frequencies=Frequencies(5_000, {"zoltan": 3}))
    assert earlier.compare(ONE, OTHER, tokens=TOKENS, bands=Bands()).bits == pytest.approx(now.bits - 13)
    assert scorer("unfit") is None  # the code asks for figures that this version never had
    scorer.cache_clear()


def test_a_version_that_was_not_kept_has_no_scorer() -> None:
    assert scorer("0") is None


def test_bands_decide_the_strength_and_not_the_bits() -> None:
    by = scorer(weights.WEIGHTS_VERSION)
    assert by is not None
    usual = by.compare(ONE, OTHER, tokens=TOKENS, bands=Bands())
    strict = by.compare(ONE, OTHER, tokens=TOKENS, bands=Bands(4_000, 30_000))
    assert (usual.strength, strict.strength) == (Strength.CERTAIN, Strength.POSSIBLE)
    assert usual.bits == strict.bits
