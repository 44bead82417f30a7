"""Tells the names of brother and sister: forms of one given name that differ by its ending for a man or a woman.

Twins and siblings registered on one day share family name and birth date; Daniel beside Daniela is then one edit away
from the same person. The compiled form is in `kernel/tokens.py`; both read the endings below.
"""

from functools import lru_cache

LETTERS = 4  # the longest ending that is read
# Endings of a man's and of a woman's form behind what both share: Karim and Karima, Mario and Maria, Christian and
# Christina, Evgeny and Evgenia, Andreas and Andrea.
ENDINGS = tuple(
    tuple(pair.replace("-", "").split("/"))
    for pair in """
    -/a -/e -/ah -/eh -/ia -/ya -/ina -/ine -/ette -/elle -/enne -/ka o/a o/e o/ia us/a us/e us/ia os/a is/a as/e
    i/ya i/ea y/a y/ia e/ia e/ie e/ine es/ie es/ia er/ra an/na an/ne en/na en/ne
    """.split()
)
_PAIRS = frozenset(ENDINGS) | frozenset((woman, man) for man, woman in ENDINGS)


@lru_cache(maxsize=1 << 16)
def differ_by_gender(left_word: str, other: str, letters: int) -> bool:
    """Tells whether two tokens that share their first `letters` at least are forms for a man and for a woman."""
    shared = 0
    while shared < min(len(left_word), len(other)) and left_word[shared] == other[shared]:
        shared += 1
    return shared >= letters and _endings(left_word, other, shared)


def _endings(left_word: str, other: str, shared: int) -> bool:
    """Compares what follows the shared letters; a doubled letter before a woman's ending is one: Jean, Jeanne."""
    left, right = left_word[shared:], other[shared:]
    if (left, right) in _PAIRS:
        return True
    last, rest = left_word[shared - 1], left or right
    if left and right:
        return False
    return rest in (f"{last}e", f"{last}a") or (rest == "s" and last == "a")
