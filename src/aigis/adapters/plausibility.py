"""How well a word goes as a name of some language: the probability of its pairs of neighbouring letters.

`letter_pairs.json` holds, for each language, what follows a letter: letters, each with a sign whose code minus 48 is a
quarter of the negative natural logarithm, and the same for all letters that never followed. It was counted in lists of
given and family names, most of them those of the Faker library (MIT licence); ^ and $ stand for the ends of a word.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

_QUARTERS = 4
_ZERO = 48
_UNKNOWN_LETTER = -9.0  # after a letter that the language does not have
_NEVER = -5.5  # at most, for a pair that never occurred
_FOREIGN = -3.0  # more for a letter beyond ASCII


@dataclass(frozen=True, slots=True)
class _Language:
    pairs: dict[str, dict[str, float]]
    floors: dict[str, float]

    def likelihood(self, word: str) -> float:
        """Returns the natural logarithm of the probability of a word in small letters."""
        letters = f"^{word}$"
        return sum(map(self._pair, letters, letters[1:]))

    def _pair(self, before: str, letter: str) -> float:
        followers = self.pairs.get(before)
        if followers is None:
            return _UNKNOWN_LETTER
        likelihood = followers.get(letter)
        if likelihood is not None:
            return likelihood
        return min(self.floors[before], _NEVER) + (0.0 if letter.isascii() else _FOREIGN)


@cache
def _languages() -> dict[str, _Language]:
    text = resources.files("aigis.adapters").joinpath("letter_pairs.json").read_text("utf-8")
    return {
        code: _Language(
            {before: _followers(signs) for before, signs in counted["pairs"].items()},
            {before: -quarters / _QUARTERS for before, quarters in counted["floor"].items()},
        )
        for code, counted in json.loads(text).items()
    }


def _followers(signs: str) -> dict[str, float]:
    return {signs[at]: (_ZERO - ord(signs[at + 1])) / _QUARTERS for at in range(0, len(signs), 2)}


def likelihood_of_name(word: str, languages: Sequence[str]) -> float:
    """Returns the natural logarithm of the probability of a word, each language being as likely as another."""
    small = word.lower().replace("i\u0307", "i")
    likelihoods = [_languages()[code].likelihood(small) for code in languages]
    highest = max(likelihoods)
    return highest + math.log(sum(math.exp(value - highest) for value in likelihoods) / len(likelihoods))
