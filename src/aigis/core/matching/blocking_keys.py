"""The keys under which a person is filed and looked for: integers, alike for queries and subjects.

Keys only propose: two persons may share one by chance, and scoring decides. They hold numbers of persons, so they leave
memory encrypted only. The compiled search (`kernel/search.py`) makes the same ones.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.packed import (
    BIRTH,
    EXACT,
    FOLDED_FORM,
    IDENTIFIERS_BEHIND,
    IDENTIFIERS_FIRST,
    KIND,
    NAMES_BEHIND,
    NAMES_FIRST,
    PAPER,
    People,
    size,
)
from aigis.core.matching.packed_names import CONTENT, FLAGS, RUNS_BEHIND, TOKEN, WORDS_BEHIND, WORDS_FIRST
from aigis.core.matching.token_features import BONES, END_BITS, LENGTH
from aigis.core.matching.token_features import ENDS as TWO_ENDS

Keys = NDArray[np.int64]
Owners = NDArray[np.int32]

# Kinds, in the topmost bits of a key before it is mixed.
DATE, YEAR, MONTH_DAY, PAIR, BONE, NUMBER, DOCUMENT, FOLDED, ENDS = (kind << 59 for kind in range(9))
YEAR_ROOM = 1 << 12  # years below 4096, and month and day in 9 bits, beside a skeleton
DAY_ROOM = 1 << 5
FIRST_JANUARY = 101
KEYED_WORDS = 8  # names of more words are cut here: pairs grow with the square
FIRST_MIX, SECOND_MIX = -0x61C8864680B583EB, -0x3B314601E57A13AD  # odd constants of the splitmix64 generator


class Filed(NamedTuple):
    """Keys and, beside each, the person it belongs to; the same key may come several times."""

    keys: Keys
    owners: Owners


def mixed(numbers: Keys) -> Keys:
    """Spreads integers evenly over 64 bits, each to its own."""
    numbers = (numbers ^ (numbers >> 32)) * FIRST_MIX
    numbers = (numbers ^ (numbers >> 29)) * SECOND_MIX
    return numbers ^ (numbers >> 32)


def identifier_keys(people: People) -> Filed:
    """Keys of national numbers and documents, the weaker document key included."""
    all_identifiers = people.identifiers
    held = people.persons[:, IDENTIFIERS_BEHIND] - people.persons[:, IDENTIFIERS_FIRST]
    owners = np.repeat(np.arange(size(people), dtype=np.int32), held)
    papers = all_identifiers[:, KIND] == PAPER
    exact = all_identifiers[:, EXACT] + np.where(papers, DOCUMENT, NUMBER)
    raw = np.concatenate([exact, all_identifiers[papers, FOLDED_FORM] + FOLDED])
    return Filed(mixed(raw), np.concatenate([owners, owners[papers]]))


def identity_keys(people: People, *, alone: bool = True) -> Filed:
    """Keys of names and birth date: the day; skeleton with year, with month and day; two skeletons.

    Those that stand `alone`, without a date: one skeleton, and an end of one word with an end of another. Two words
    with a typing error each hardly share a skeleton, but the beginning or the end of either is still right.
    """
    names, owners, tokens, is_word = _words(people)
    bones = people.tokens[tokens, BONES]
    parts = [_days(people), *_dated(people, bones, owners)]
    names, owners, bones = names[is_word], owners[is_word], bones[is_word]
    parts.extend(_pairs(names, owners, bones))
    if alone:
        parts.extend(_ends(names, owners, people.tokens[tokens[is_word], TWO_ENDS]))
        parts.append(Filed(bones + BONE, owners))
    raw = np.concatenate([part.keys for part in parts])
    return Filed(mixed(raw), np.concatenate([part.owners for part in parts]))


def _days(people: People) -> Filed:
    """Only people with a name: a birth date alone is shared by hundreds."""
    persons = people.persons
    named = persons[:, NAMES_BEHIND] > persons[:, NAMES_FIRST]
    known = np.flatnonzero((persons[:, BIRTH] % 100 > 0) & named)
    return Filed(persons[known, BIRTH] + DATE, known.astype(np.int32))


def _dated(people: People, bones: Keys, owners: Owners) -> list[Filed]:
    """Month and day help where a year was mistyped; 1 January, the stand-in for any day, would find thousands."""
    births = people.persons[owners, BIRTH]
    years, days = births // 10_000, births % 10_000
    known, full = years > 0, (days % 100 > 0) & (days != FIRST_JANUARY)
    return [
        Filed((bones * YEAR_ROOM + years + YEAR)[known], owners[known]),
        Filed((bones * YEAR_ROOM + days // 100 * DAY_ROOM + days % 100 + MONTH_DAY)[full], owners[full]),
    ]


def _pairs(names: Owners, owners: Owners, bones: Keys) -> Iterator[Filed]:
    for step in range(1, KEYED_WORDS):
        bone, other = bones[:-step], bones[step:]
        wanted = (names[step:] == names[:-step]) & (bone != other)
        bone, other = bone[wanted], other[wanted]
        raw = mixed(np.minimum(bone, other)) + np.maximum(bone, other) + PAIR
        yield Filed(raw, owners[step:][wanted])


def _ends(names: Owners, owners: Owners, ends: Keys) -> Iterator[Filed]:
    beginnings, endings = ends >> END_BITS, ends & (1 << END_BITS) - 1
    for step in range(1, KEYED_WORDS):
        wanted = names[step:] == names[:-step]
        held = owners[step:][wanted]
        for part, other in product((beginnings, endings), repeat=2):
            left, right = part[:-step][wanted], other[step:][wanted]
            yield Filed((np.minimum(left, right) << END_BITS) + np.maximum(left, right) + ENDS, held)


def _words(people: People) -> tuple[Owners, Owners, Owners, NDArray[np.bool_]]:
    """The first words of every name that are no particles and no initials, and its runs: name, person, token.

    The last of the four tells the words from the runs.
    """
    lengths = people.names[:, RUNS_BEHIND] - people.names[:, WORDS_FIRST]
    names = np.repeat(np.arange(len(people.names), dtype=np.int32), lengths)
    content = people.words[:, FLAGS] & CONTENT > 0
    before = np.concatenate([[0], np.cumsum(content)])
    position = before[:-1] - before[people.names[names, WORDS_FIRST]]
    is_run = np.arange(len(names)) >= people.names[names, WORDS_BEHIND]
    long = people.tokens[people.words[:, TOKEN], LENGTH] > 1
    selected = is_run | (content & long & (position < KEYED_WORDS))
    persons = people.persons
    owner_of = np.repeat(np.arange(size(people), dtype=np.int32), persons[:, NAMES_BEHIND] - persons[:, NAMES_FIRST])
    return names[selected], owner_of[names[selected]], people.words[selected, TOKEN], ~is_run[selected]
