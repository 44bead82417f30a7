"""Many names in words at once, exactly as `prepared.name_words` reads each."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.prepared import SMALL, WORDS, name_words
from aigis.core.matching.similarity import LETTERS
from aigis.core.person.fillers import may_be_filler
from aigis.core.person.names import GENERATIONS, LINKS, tokens
from aigis.core.person.person import Name

WORDS_FIRST, WORDS_BEHIND, RUNS_BEHIND = range(3)
TOKEN, FLAGS = range(2)
CONTENT, FAMILY, CUT = 1, 2, 4
_RUN = -1  # in place of flags while the rows are put together
FEW = 32  # up to here names are read one by one

Integers = NDArray[np.int64]


class PackedNames(NamedTuple):
    """Names in words; a name's words are followed by its runs: particles joined with the word they stand before."""

    names: NDArray[np.int32]  # WORDS_FIRST, WORDS_BEHIND, RUNS_BEHIND
    words: NDArray[np.int32]  # TOKEN, FLAGS
    texts: list[str]  # the tokens, by number


class _Codes(dict[str, int]):
    """Numbers texts in the order in which they come."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


def pack_names(given_names: Sequence[str], family: Sequence[str], cut: Sequence[bool] = ()) -> PackedNames:
    """Packs names from their two fields; `cut` tells those that a machine-readable zone may have cut."""
    return (_one_by_one if len(family) <= FEW else _at_once)(given_names, family, cut or [False] * len(family))


def _one_by_one(given_names: Sequence[str], family: Sequence[str], cut: Sequence[bool]) -> PackedNames:
    codes = _Codes()
    names: list[tuple[int, ...]] = []
    words: list[tuple[int, ...]] = []
    for given_name, other, truncated in zip(given_names, family, cut, strict=True):
        own, runs = _read(Name(other, given_name, truncated), codes)
        names.append((len(words), len(words) + len(own), len(words) + len(own) + len(runs)))
        words.extend(own + runs)
    return PackedNames(_small(names, 3), _small(words, 2), list(codes))


def _read(name: Name, codes: _Codes) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """The words of one name, and its runs."""
    words_read = name_words(name)
    content = set(words_read.content)
    words: list[tuple[int, ...]] = []
    for at, word in enumerate(words_read.words):
        flags = CONTENT * (at in content) | FAMILY * (at in words_read.family) | CUT * (at == words_read.cut)
        words.append((codes[word], flags))
    runs: list[tuple[int, ...]] = [(codes[run], 0) for run in words_read.runs]
    return words, runs


def _at_once(given_names: Sequence[str], family: Sequence[str], cut: Sequence[bool]) -> PackedNames:
    """The simple names all together; those that are long or hold a rare word, 'jr', 'née' or a filler, one by one."""
    codes, size = _Codes(), len(family)
    tokens, fields = _tokens(given_names, family, codes)
    names, is_family = fields >> 1, fields % 2 == 1
    texts = list(codes)
    whole = np.bincount(names, minlength=size)
    rare = np.array([text in GENERATIONS or text in LINKS or may_be_filler(text) for text in texts], dtype=bool)
    odd = (whole > WORDS) | (np.bincount(names[rare[tokens]], minlength=size) > 0) | np.array(cut, dtype=bool)
    simple = ~odd[names]
    tokens, names, is_family = tokens[simple], names[simple], is_family[simple]
    counts = np.where(odd, 0, whole)
    position = np.arange(len(tokens)) - (np.cumsum(counts) - counts)[names]
    in_given = np.bincount(names[~is_family], minlength=size)
    small = np.array([text in SMALL for text in texts], dtype=bool)
    content = ~small[tokens] | (position == in_given[names] - 1) | (position == counts[names] - 1)
    told_apart = (in_given > 0) & (in_given < counts)
    flags = content * CONTENT + (is_family & told_apart[names]) * FAMILY
    runs, run_names = _runs(tokens, names, content, codes)
    blocks = [np.stack([names, tokens, flags]), np.stack([run_names, runs, np.full(len(runs), _RUN)])]
    for at in np.flatnonzero(odd).tolist():
        own, more = _read(Name(family[at], given_names[at], bool(cut[at])), codes)
        rows = [(at, code, flag) for code, flag in own] + [(at, code, _RUN) for code, _ in more]
        blocks.append(np.array(rows, dtype=np.int64).reshape(-1, 3).T)
    return _assembled(np.concatenate(blocks, axis=1), size, codes)


def _assembled(rows: Integers, size: int, codes: _Codes) -> PackedNames:
    """Puts words, then runs, of every name together; the rows are name, token and flags."""
    rows = rows[:, np.argsort(rows[0], kind="stable")]
    is_run = rows[2] == _RUN
    behind = np.cumsum(np.bincount(rows[0], minlength=size))
    first = np.concatenate([[0], behind])[:size]
    names = np.stack([first, behind - np.bincount(rows[0, is_run], minlength=size), behind], axis=1)
    words = np.stack([rows[1], np.where(is_run, 0, rows[2])], axis=1)
    return PackedNames(names.astype(np.int32), words.astype(np.int32), list(codes))


def _tokens(given_names: Sequence[str], family: Sequence[str], codes: _Codes) -> tuple[Integers, Integers]:
    """The tokens of all fields in one row, and the field each is of: two a name, given names first."""
    fields = list(chain.from_iterable(zip(given_names, family, strict=True)))
    text = "\n".join(fields)
    if text.count("\n") != len(fields) - 1:
        text = "\n".join([field.replace("\n", " ") for field in fields])
    written = text.replace("\n", " \n ").split(" ")
    number = {word: at for at, word in enumerate(dict.fromkeys(written))}
    rows = np.fromiter(map(number.__getitem__, written), dtype=np.int64, count=len(written))
    read = _coded(list(number), codes)
    sizes = np.fromiter(map(len, read), dtype=np.int64, count=len(read))
    flat = np.fromiter(chain.from_iterable(read), dtype=np.int64, count=sizes.sum())
    begins = np.cumsum(sizes) - sizes
    counts = sizes[rows]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return flat[np.repeat(begins[rows], counts) + within], np.repeat(np.cumsum(rows == number.get("\n", -1)), counts)


def _coded(words: list[str], codes: _Codes) -> list[tuple[int, ...]]:
    """The numbers of the tokens of each word; nearly all are one token, and all of them are made small at once."""
    small = "\0".join(words).lower().split("\0")
    if len(small) != len(words):  # a word holds the sign that parts them
        small = [word.lower() for word in words]
    return [
        (codes.setdefault(lower[:LETTERS], len(codes)),)
        if word.isascii() and word.isalnum()
        else tuple([codes[token] for token in _folded(word)])
        for word, lower in zip(words, small, strict=True)
    ]


@lru_cache(maxsize=1 << 18)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(token[:LETTERS] for token in tokens(word))


def _runs(tokens: Integers, names: Integers, content: NDArray[np.bool_], codes: _Codes) -> tuple[Integers, Integers]:
    """Particles joined with the word they stand before, and the name of each."""
    same = names[1:] == names[:-1]
    behind = np.concatenate([[False], content[1:] & ~content[:-1] & same])[: len(tokens)]
    fresh = np.concatenate([[True], content[:-1] | ~same])[: len(tokens)]  # where a run may begin
    begins = np.maximum.accumulate(np.where(fresh, np.arange(len(tokens)), 0))
    ends = np.flatnonzero(behind)
    texts, listed = list(codes), tokens.tolist()
    known: dict[tuple[int, ...], int] = {}
    runs = []
    for start, end in zip(begins[ends].tolist(), ends.tolist(), strict=True):
        key = tuple(listed[start : end + 1])
        if key not in known:
            known[key] = codes["".join([texts[code] for code in key])[:LETTERS]]
        runs.append(known[key])
    return np.array(runs, dtype=np.int64), names[ends]


def _small(rows: list[tuple[int, ...]], columns: int) -> NDArray[np.int32]:
    return np.array(rows, dtype=np.int32).reshape(-1, columns)
