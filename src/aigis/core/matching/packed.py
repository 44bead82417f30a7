"""People as arrays: what the compiled scorer reads, and what the index keeps.

A person points to a stretch of names, a name to a stretch of words, a word to its token; `…_FIRST` and `…_BEHIND` are
where a stretch begins and what comes after it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aigis.core.matching.birth_dates import packed
from aigis.core.matching.columns import Columns, Details
from aigis.core.matching.digests import digest
from aigis.core.matching.packed_names import TOKEN, PackedNames, pack_names
from aigis.core.matching.prepared import birth_by, every_name
from aigis.core.matching.token_features import Tokens, table
from aigis.core.person.name_readings import may_be_read_otherwise, name_readings
from aigis.core.person.names import LINKS
from aigis.core.person.numbers import folded, kind_of
from aigis.core.person.person import Document, Name, Person, Sex

Small = NDArray[np.int32]
Large = NDArray[np.int64]

# Columns of `persons`: birth date as YYYYMMDD (zeros where unknown), sex, nationality (a digest): 0 where not known.
BIRTH, SEX, NATIONALITY, NAMES_FIRST, NAMES_BEHIND, IDENTIFIERS_FIRST, IDENTIFIERS_BEHIND = range(7)
PERSON_COLUMNS = 8  # a cache line of 64 bytes
IDENTIFIER_COLUMNS = 3
NAME_COLUMNS = 3
WORD_COLUMNS = 2
KIND, EXACT, FOLDED_FORM = range(3)  # columns of `identifiers`: of a document digests, of a number itself
PAPER, NRN, BIS = range(3)  # kinds of identifiers
_SEXES = {None: 0, Sex.X: 0, Sex.F: 1, Sex.M: 2}
_NO_IDENTIFIERS = np.empty((0, IDENTIFIER_COLUMNS), dtype=np.int64)
_KINDS = {"nrn": NRN, "bis": BIS}
_PLAIN = re.compile("[A-Za-z -]*")
_LINK = re.compile(rf"\b(?:{'|'.join(sorted(LINKS))})\b", re.IGNORECASE)


class People(NamedTuple):
    """Persons by row; `rarity` of each token is in millibits, once it is known what they are compared with."""

    persons: Large
    names: Small  # WORDS_FIRST, WORDS_BEHIND, RUNS_BEHIND: the runs stand behind the words
    words: Small  # TOKEN, FLAGS
    identifiers: Large
    tokens: Tokens
    rarity: Small


def size(people: People) -> int:
    """The number of persons."""
    return len(people.persons)


def pack(persons: Sequence[Person]) -> tuple[People, list[str]]:
    """Packs persons, and gives the texts of the tokens; some eight microseconds a person."""
    own = [every_name(person) for person in persons]
    every = [name for names in own for name in names]
    names = pack_names(
        [name.given for name in every], [name.family for name in every], [name.truncated for name in every]
    )
    identifiers = [list(_identifiers(person.national_numbers, person.documents)) for person in persons]
    rows = np.array(list(_rows(persons, own, identifiers)), dtype=np.int64).reshape(-1, PERSON_COLUMNS)
    flat = np.array([row for held in identifiers for row in held], dtype=np.int64).reshape(-1, IDENTIFIER_COLUMNS)
    return _people(rows, names, flat), names.texts


def _rows(
    persons: Sequence[Person], names: Sequence[Sequence[Name]], identifiers: Sequence[Sequence[tuple[int, int, int]]]
) -> Iterator[tuple[int, ...]]:
    """The row of every person, in the order of the columns."""
    name = identifier = 0
    for person, own, held in zip(persons, names, identifiers, strict=True):
        nationality = _nationality(person.nationality)
        stretches = name, name + len(own), identifier, identifier + len(held)
        yield packed(birth_by(person)), _SEXES[person.sex], nationality, *stretches, 0
        name, identifier = stretches[1], stretches[3]


def pack_columns(columns: Columns) -> tuple[People, list[str]]:
    """Packs persons in columns; 3 microseconds each with a name and birth date alone."""
    given_names, family, births, details = columns
    held = np.ones(len(births), dtype=np.int64)
    several = _several_names(columns)
    if several:
        held[list(several)] = list(map(len, several.values()))
        every = [several.get(at) or (Name(family[at], given_names[at]),) for at in range(len(births))]
        given_names = [name.given for own in every for name in own]
        family = [name.family for own in every for name in own]
    names = pack_names(given_names, family)
    rows = np.zeros((len(births), PERSON_COLUMNS), dtype=np.int64)
    rows[:, BIRTH] = births
    _write_stretches(rows, held, NAMES_FIRST, NAMES_BEHIND)
    return _people(rows, names, _write_details(rows, details) if details else _NO_IDENTIFIERS), names.texts


def _several_names(columns: Columns) -> dict[int, Sequence[Name]]:
    """The names of those that have more than one, by row: written as one, or beside it as aliases."""
    given_names, family, _, details = columns
    names_by_row: dict[int, Sequence[Name]] = {}
    for at in sorted({*_may_be_linked(family), *_may_be_read_otherwise(given_names, family)}):
        if len(own := name_readings(Name(family[at], given_names[at]))) > 1:
            names_by_row[at] = own
    if details:
        names_by_row |= {at: every_name(columns.person(at)) for at, aliases in enumerate(details.aliases) if aliases}
    return names_by_row


def _write_details(rows: Large, details: Details) -> Large:
    """Writes sex, nationality and the stretches of identifiers into the rows, and gives the identifiers."""
    rows[:, SEX] = list(map(_SEXES.__getitem__, details.sexes))
    rows[:, NATIONALITY] = list(map(_nationality, details.nationalities))
    held = np.zeros(len(rows), dtype=np.int64)
    flat: list[tuple[int, int, int]] = []
    for at, (numbers, documents) in enumerate(zip(details.numbers, details.documents, strict=True)):
        if numbers or documents:
            flat.extend(_identifiers(numbers, documents))
            held[at] = len(numbers) + len(documents)
    _write_stretches(rows, held, IDENTIFIERS_FIRST, IDENTIFIERS_BEHIND)
    return np.array(flat, dtype=np.int64).reshape(-1, IDENTIFIER_COLUMNS)


def _write_stretches(rows: Large, held: Large, first: int, behind: int) -> None:
    """Writes where the stretches of so many begin and end that follow each other without a gap."""
    rows[:, behind] = np.cumsum(held)
    rows[1:, first] = rows[:-1, behind]


def appended(people: People, more: People, codes: Small) -> People:
    """People with more behind them; `codes` are the numbers that the tokens of those get, new ones rising."""
    persons, names, words = more.persons.copy(), more.names + np.int32(len(people.words)), more.words.copy()
    persons[:, [NAMES_FIRST, NAMES_BEHIND]] += len(people.names)
    persons[:, [IDENTIFIERS_FIRST, IDENTIFIERS_BEHIND]] += len(people.identifiers)
    words[:, TOKEN] = codes[words[:, TOKEN]]
    tokens = np.concatenate([people.tokens, more.tokens[codes >= len(people.tokens)]])
    return People(
        persons=np.concatenate([people.persons, persons]),
        names=np.concatenate([people.names, names]),
        words=np.concatenate([people.words, words]),
        identifiers=np.concatenate([people.identifiers, more.identifiers]),
        tokens=tokens,
        rarity=np.zeros(len(tokens), dtype=np.int32),
    )


def _people(rows: Large, names: PackedNames, identifiers: Large) -> People:
    tokens = table(names.texts)
    return People(rows, names.names, names.words, identifiers, tokens, np.zeros(len(tokens), dtype=np.int32))


def _may_be_linked(family: Sequence[str]) -> Iterator[int]:
    """The places of family names that may hold two, as in 'Peeters née Maes'; nearly all are ruled out at a glance."""
    for at, text in enumerate(family):
        if not text.isalpha() and (_LINK.search(text) or not _PLAIN.fullmatch(text)):
            yield at


def _may_be_read_otherwise(given_names: Sequence[str], family: Sequence[str]) -> Iterator[int]:
    """The places of names with other readings; names come again and again, so every text is looked at once."""
    for fields in (given_names, family):
        odd = {text for text in set(fields) if may_be_read_otherwise(text, "")}
        if odd:
            yield from (at for at, text in enumerate(fields) if text in odd)


def _identifiers(numbers: Iterable[str], documents: Iterable[Document]) -> Iterator[tuple[int, int, int]]:
    for number in numbers:
        yield _KINDS[kind_of(number)], int(number), 0
    for paper in documents:
        yield PAPER, digest(f"{paper.state} {paper.number}"), digest(f"{paper.state} {folded(paper.number)}")


@lru_cache(maxsize=1 << 10)
def _nationality(code: str | None) -> int:
    return (digest(code) or 1) if code else 0
