"""The search for many queries: keys as in `blocking_keys.py`, subjects fetched, thinned out and compared."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from aigis.core.matching import gender, weights
from aigis.core.matching.blocking_keys import (
    BONE,
    DATE,
    DAY_ROOM,
    DOCUMENT,
    ENDS,
    FIRST_JANUARY,
    FIRST_MIX,
    FOLDED,
    KEYED_WORDS,
    MONTH_DAY,
    NUMBER,
    PAIR,
    SECOND_MIX,
    YEAR,
    YEAR_ROOM,
)
from aigis.core.matching.kernel import constants
from aigis.core.matching.kernel.birth_dates import birth_relation
from aigis.core.matching.kernel.constants import ANYHOW, ZERO
from aigis.core.matching.kernel.jit import compiled, entry, fingerprint
from aigis.core.matching.kernel.persons import NONE, compare
from aigis.core.matching.kernel.pointers import (
    People,
    cell,
    filed,
    get,
    identifier,
    key,
    name,
    person,
    span,
    trait,
    word,
    write_cell,
    write_result,
    write_span,
)
from aigis.core.matching.kernel.scratch import BIRTH_BITS, BORN, FOUND, RELATED, STRENGTH, TOTAL
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
)
from aigis.core.matching.packed_names import CONTENT, FLAGS, RUNS_BEHIND, TOKEN, WORDS_BEHIND, WORDS_FIRST
from aigis.core.matching.prepared import WORDS
from aigis.core.matching.token_features import BONES, END_BITS, LENGTH
from aigis.core.matching.token_features import ENDS as TWO_ENDS

_FIRST_MIX, _SECOND_MIX = (np.uint64(mix & (1 << 64) - 1) for mix in (FIRST_MIX, SECOND_MIX))
NAME_AT_MOST, SAME_NATIONALITY = weights.NAME_AT_MOST, weights.SAME_NATIONALITY
SPANS = 2 * (KEYED_WORDS + WORDS) + KEYED_WORDS + 3 * KEYED_WORDS * KEYED_WORDS + 1  # the most keys of one name


class Filing(NamedTuple):
    """Where subjects are filed, by address: ascending `keys`, and beside each the row and birth date of a subject.

    The birth date rules most subjects out before anything else is read. `jump` leads to a key by its first bits: the
    key shifted by `shift`, from `middle` on, since keys have a sign.
    """

    keys: int
    rows: int
    jump: int
    shift: int
    middle: int


class Order(NamedTuple):
    """What is asked for: queries from `first` to before `last`, and the least millibits.

    `every` (1 or 0) asks for all that reach them, else strength decides; `alone` looks under one skeleton alone too;
    `pairs` compares each query with the subject of its row and with no other. `mark` is more than any query before left
    in `seen`.
    """

    first: int
    last: int
    prior: int
    least: int
    every: int
    alone: int
    pairs: int
    mark: int


class Place(NamedTuple):
    """Where the work is done, by address, and where results go: `limit` rows of six columns; `counted` holds how many.

    `seen` holds for each subject the last query that looked at it, counted from `mark`, and -1 for those that are gone.
    """

    room: int
    spans: int
    seen: int
    results: int
    limit: int
    counted: int


@compiled
def _search(queries: People, subjects: People, filing: Filing, order: Order, place: Place) -> int:
    """Answers queries in turn and gives the first that was not; results of one that ran out of room are dropped."""
    for i in range(order.first, order.last):
        before = key(place.counted, 0, 0)
        if order.pairs:
            compare(queries, i, subjects, i, (place.room, order.prior, ANYHOW))
            _note(i, i, order, place)
        else:
            _by_identifiers(queries, i, subjects, filing, (order, place))
            _by_names(queries, i, subjects, filing, (order, place))
        if key(place.counted, 0, 0) > place.limit:
            write_span(place.counted, 0, 0, before)
            return i
    return order.last


@compiled
def _by_identifiers(queries: People, i: int, subjects: People, filing: Filing, task: tuple[Order, Place]) -> None:
    order, place = task
    for at in range(person(queries.persons, i, IDENTIFIERS_FIRST), person(queries.persons, i, IDENTIFIERS_BEHIND)):
        exact, count = identifier(queries.identifiers, at, EXACT), ZERO
        if identifier(queries.identifiers, at, KIND) == PAPER:
            count = _span(filing, _mixed(exact + DOCUMENT), place.spans, count)
            count = _span(filing, _mixed(identifier(queries.identifiers, at, FOLDED_FORM) + FOLDED), place.spans, count)
        else:
            count = _span(filing, _mixed(exact + NUMBER), place.spans, count)
        _look(queries, i, subjects, filing.rows, (order, place, count, ANYHOW))


@compiled
def _by_names(queries: People, i: int, subjects: People, filing: Filing, task: tuple[Order, Place]) -> None:
    order, place = task
    most = 0
    for m in range(person(queries.persons, i, NAMES_FIRST), person(queries.persons, i, NAMES_BEHIND)):
        most = max(most, _own_rarity(queries, m))
    least = order.least - order.prior - min(most, NAME_AT_MOST) - SAME_NATIONALITY
    birth = person(queries.persons, i, BIRTH)
    for m in range(person(queries.persons, i, NAMES_FIRST), person(queries.persons, i, NAMES_BEHIND)):
        count = _span(filing, _mixed(birth + DATE), place.spans, ZERO) if birth % 100 > 0 else ZERO
        count = _name_spans(queries, m, filing, (birth, order.alone), (place.spans, count))
        _look(queries, i, subjects, filing.rows, (order, place, count, least))


@compiled
def _name_spans(queries: People, m: int, filing: Filing, asked: tuple[int, int], found: tuple[int, int]) -> int:
    """Adds where the subjects stand that share a skeleton and birth date, two skeletons, or two ends with a name."""
    birth, alone = asked
    spans, count = found
    words, tokens = queries.words, queries.tokens
    start, behind = name(queries.names, m, WORDS_FIRST), name(queries.names, m, WORDS_BEHIND)
    keyed = 0
    for at in range(start, name(queries.names, m, RUNS_BEHIND)):
        is_word = at < behind
        if is_word:
            keyed += word(words, at, FLAGS) & CONTENT
            if (
                not word(words, at, FLAGS) & CONTENT
                or keyed > KEYED_WORDS
                or trait(tokens, word(words, at, TOKEN), LENGTH) == 1
            ):
                continue
        bones = trait(tokens, word(words, at, TOKEN), BONES)
        count = _dated_spans(bones, birth, filing, spans, count)
        if is_word and alone:
            count = _span(filing, _mixed(bones + BONE), spans, count)
        for before in range(start, at if is_word else start):
            if word(words, before, FLAGS) & CONTENT and trait(tokens, word(words, before, TOKEN), LENGTH) > 1:
                a, b = word(words, before, TOKEN), word(words, at, TOKEN)
                other = trait(tokens, a, BONES)
                if other != bones:
                    raw = _mixed(min(bones, other)) + max(bones, other) + PAIR
                    count = _span(filing, _mixed(raw), spans, count)
                if alone:
                    count = _end_spans(trait(tokens, a, TWO_ENDS), trait(tokens, b, TWO_ENDS), filing, spans, count)
    return count


@compiled
def _end_spans(one: int, other: int, filing: Filing, spans: int, count: int) -> int:
    """By an end of one word with an end of another."""
    mask = (1 << END_BITS) - 1
    count = _ends_span(one >> END_BITS, other >> END_BITS, filing, spans, count)
    count = _ends_span(one >> END_BITS, other & mask, filing, spans, count)
    count = _ends_span(one & mask, other >> END_BITS, filing, spans, count)
    return _ends_span(one & mask, other & mask, filing, spans, count)


@compiled
def _ends_span(one: int, other: int, filing: Filing, spans: int, count: int) -> int:
    return _span(filing, _mixed((min(one, other) << END_BITS) + max(one, other) + ENDS), spans, count)


@compiled
def _dated_spans(bones: int, birth: int, filing: Filing, spans: int, count: int) -> int:
    """By a skeleton with the year, and with month and day."""
    year, day = birth // 10_000, birth % 10_000
    if year > 0:
        count = _span(filing, _mixed(bones * YEAR_ROOM + year + YEAR), spans, count)
    if day % 100 > 0 and day != FIRST_JANUARY:
        raw = bones * YEAR_ROOM + day // 100 * DAY_ROOM + day % 100 + MONTH_DAY
        count = _span(filing, _mixed(raw), spans, count)
    return count


@compiled
def _own_rarity(queries: People, m: int) -> int:
    total = 0
    for at in range(name(queries.names, m, WORDS_FIRST), name(queries.names, m, WORDS_BEHIND)):
        if word(queries.words, at, FLAGS) & CONTENT:
            total += cell(queries.rarity, word(queries.words, at, TOKEN), 0)
    return total


@compiled
def _span(filing: Filing, wanted: int, spans: int, count: int) -> int:
    """Adds where the rows under a key stand, if there are any."""
    bucket = (wanted >> filing.shift) + filing.middle
    low, behind = cell(filing.jump, bucket, 0), cell(filing.jump, bucket + 1, 0)
    high = behind
    while low < high:
        middle = (low + high) >> 1
        if key(filing.keys, middle, 0) < wanted:
            low = middle + 1
        else:
            high = middle
    while high < behind and key(filing.keys, high, 0) == wanted:
        high += 1
    if low < high:
        write_span(spans, count, 0, low)
        write_span(spans, count, 1, high)
        count += 1
    return count


@compiled
def _look(queries: People, i: int, subjects: People, rows: int, task: tuple[Order, Place, int, int]) -> None:
    """Compares the query with every subject in the spans that its birth date, of `least` bits, does not rule out."""
    order, place, count, least = task
    needed = order.least - order.prior - SAME_NATIONALITY if least > ANYHOW else ANYHOW
    ours = person(queries.persons, i, BIRTH)
    for stretch in range(count):
        for at in range(span(place.spans, stretch, 0), span(place.spans, stretch, 1)):
            birth = get(place.room, BIRTH_BITS, birth_relation(ours, filed(rows, at, 1)))
            if birth >= least:
                row = filed(rows, at, 0)
                last = cell(place.seen, row, 0)
                if last != order.mark + i and last >= 0:
                    write_cell(place.seen, row, 0, order.mark + i)
                    if compare(queries, i, subjects, row, (place.room, order.prior, needed - birth)):
                        _note(i, row, order, place)


@compiled
def _note(i: int, row: int, order: Order, place: Place) -> None:
    """Adds the pair just compared to the results, if it is asked for."""
    bits, strength = get(place.room, FOUND, TOTAL), get(place.room, FOUND, STRENGTH)
    if bits >= order.least if order.every else strength != NONE:
        count = key(place.counted, 0, 0)
        if count < place.limit:
            write_result(place.results, count, 0, i)
            write_result(place.results, count, 1, row)
            write_result(place.results, count, 2, bits)
            write_result(place.results, count, 3, strength)
            write_result(place.results, count, 4, get(place.room, FOUND, BORN))
            write_result(place.results, count, 5, get(place.room, FOUND, RELATED))
        write_span(place.counted, 0, 0, count + 1)


@compiled
def _mixed(number: int) -> int:
    """`blocking_keys.mixed` of one number.

    It multiplies without signs: integers with a sign never overflow in the compiler's eyes, and a key whose first bits
    it knows would be dropped as impossible.
    """
    once = np.int64(np.uint64(number ^ (number >> 32)) * _FIRST_MIX)
    twice = np.int64(np.uint64(once ^ (once >> 29)) * _SECOND_MIX)
    return twice ^ (twice >> 32)  # type: ignore[return-value]


def _entry(version: int) -> Callable[[People, People, Filing, Order, Place], int]:
    """The search as Python calls it, kept on disk under the version of everything it is made of."""

    def search(queries: People, subjects: People, filing: Filing, order: Order, place: Place) -> int:
        return _search(queries, subjects, filing, order, place) if version else 0

    return entry(search)


_FIGURES = [
    sorted((name, of) for name, of in vars(module).items() if isinstance(of, (int, tuple)) and name.isupper())
    for module in (weights, constants, gender)
]
search = _entry(fingerprint(_FIGURES) | 1)
