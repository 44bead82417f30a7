"""Two lists of national numbers alone: whoever shares a number is the same person, found by one join.

The same numbers are refused and the same bits given as where a list has names as well; a test compares them.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from aigis.core.errors import InvalidInput
from aigis.core.matching.birth_dates import birth_relation
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.match import compare
from aigis.core.matching.weights import BirthRelation
from aigis.core.person.numbers import birth_of, national_number
from aigis.core.person.person import Person
from aigis.ops.lists.frame import LINE
from aigis.ops.lists.persons import Notes, sound_rows
from aigis.ops.lists.reader import ListFile
from aigis.ops.match.evidence import EVIDENCE, MATCHES, format_match
from aigis.ops.progress import Progress

_AT_ONCE = 500_000
_NUMBER = "national_number"
_ONLY = frozenset({"id", _NUMBER})
_SCHEMA = pl.Schema({LINE: pl.Int64(), "id": pl.String(), _NUMBER: pl.Int64()})

_KINDS = 32_000  # more than any kind of date

_Several = dict[int, tuple[int, ...]]


def numbers_only(*lists: ListFile) -> bool:
    """Tells whether the lists have national numbers to compare and nothing else."""
    return all(frozenset(listed.columns) == _ONLY for listed in lists)


def matched_numbers(register: ListFile, queries: ListFile, notes: Notes, least: float | None) -> Iterator[pl.DataFrame]:
    """Yields the matches (with at least `least` bits), in the order of the queries and then of the register."""
    parts = list(_numbers(register, notes))
    subjects = pl.concat([pl.DataFrame(schema=_SCHEMA), *(part.held for part in parts)])
    several = {line: held for part in parts for line, held in part.several.items()}
    frequencies = Frequencies(subjects=sum(part.rows for part in parts))
    done, progress = 0, Progress("queries matched")
    for part in _numbers(queries, notes):
        scored = _scored(
            _joined(part.held, subjects, lines=bool(part.several or several)), frequencies, part.several, several
        )
        selected = scored if least is None else scored.filter(pl.col("bits") >= least)
        yield selected.select("bits", "strength", "evidence", query_id="id", subject_id="id_right").select(*MATCHES)
        done += part.rows
        progress.show(done)
    progress.end(done)


def _joined(query_numbers: pl.DataFrame, subjects: pl.DataFrame, *, lines: bool) -> pl.DataFrame:
    """Whom every row shares a number with, in the order of both lists; only numbers and places go through the join."""
    places = query_numbers.select(_NUMBER).with_row_index("ours")
    others = subjects.select(_NUMBER).with_row_index("theirs")
    joined = places.join(others, on=_NUMBER, maintain_order="left_right")
    columns = ["id", LINE] if lines else ["id"]
    taken = [
        side[name].gather(joined[rows]).alias(f"{name}{behind}")
        for side, rows, behind in ((query_numbers, "ours", ""), (subjects, "theirs", "_right"))
        for name in columns
    ]
    return joined.select(_NUMBER).hstack(taken)


def _scored(joined: pl.DataFrame, frequencies: Frequencies, ours: _Several, theirs: _Several) -> pl.DataFrame:
    """Adds bits, strength and evidence as the scorer gives them.

    Beside the number itself only the birth date in it counts, and of that how it relates to itself: one pair of each
    relation is scored for all of them. Where somebody holds several numbers, each pair is scored by itself, once.
    """
    kinds = joined.select(_kind_of_date(pl.col(_NUMBER))).to_series().to_numpy()
    which, first = np.zeros(_KINDS, dtype=np.int64), np.full(_KINDS, -1, dtype=np.int64)
    first[kinds] = np.arange(len(kinds))
    present = np.flatnonzero(first >= 0)
    numbers = joined[_NUMBER].gather(first[present]).to_list()
    relations = [_relation(number) for number in numbers]
    scored_as = {relation: number for number, relation in enumerate(dict.fromkeys(relations))}
    which[present] = [scored_as[relation] for relation in relations]
    examples = dict(zip(relations, numbers, strict=True))
    rows = [_said((examples[relation],), (examples[relation],), frequencies) for relation in scored_as]
    scores = pl.DataFrame(rows, schema=EVIDENCE, orient="row")
    scored = joined.hstack(scores[which[kinds]])
    if not ours and not theirs:
        return scored
    once = scored.unique([LINE, f"{LINE}_right"]).sort(LINE, f"{LINE}_right")
    again = [
        _said(ours.get(line, (number,)), theirs.get(other, (number,)), frequencies)
        for line, other, number in once.select(LINE, f"{LINE}_right", _NUMBER).rows()
    ]
    return once.drop(*EVIDENCE).hstack(pl.DataFrame(again, schema=EVIDENCE, orient="row"))


def _said(ours: tuple[int, ...], theirs: tuple[int, ...], frequencies: Frequencies) -> tuple[float, str, str]:
    query, subject = (Person(national_numbers=tuple(f"{number_:011d}" for number_ in held)) for held in (ours, theirs))
    return format_match(compare(query, subject, frequencies=frequencies), explain=False)


def _relation(number: int) -> BirthRelation | None:
    """How the birth date in a number relates to itself; None where the number tells none."""
    birth = birth_of(f"{number:011d}")
    return birth_relation(birth, birth) if birth else None


def _kind_of_date(number: pl.Expr) -> pl.Expr:
    """One integer for numbers whose birth dates are known alike far: month and day, leap years and centuries apart."""
    year, month, day = (number // 10**exponent % 100 for exponent in (9, 7, 5))
    century = _fits(number, 2_000_000_000).cast(pl.Int64) * 2 + (year == 0).cast(pl.Int64)
    return ((century * 4 + year % 4) * 20 + month % 20) * 100 + day


def _fits(number: pl.Expr, before: int) -> pl.Expr:
    return 97 - (number // 100 + before) % 97 == number % 100


class _NumberColumns(NamedTuple):
    """Line, id and number of some rows; how many rows they are, and by line those whose cell holds several numbers."""

    held: pl.DataFrame
    rows: int
    several: _Several


def _numbers(listed: ListFile, notes: Notes) -> Iterator[_NumberColumns]:
    """Reads what is written as eleven digits at once, anything else one by one."""
    for frame in listed.frames(_AT_ONCE):
        sound = sound_rows(frame, list_name=listed.path.name, notes=notes)
        eleven = (pl.col(_NUMBER).str.len_bytes() == 11) & ~pl.col(_NUMBER).str.starts_with("+")
        plain = sound.select(LINE, "id", pl.col(_NUMBER).cast(pl.Int64, strict=False), good=eleven)
        plain = plain.with_columns(good=pl.col("good") & valid(pl.col(_NUMBER)))  # cast once: it is used many times
        several = _Several()
        if plain["good"].all(ignore_nulls=False):
            held = plain.drop("good")
        else:
            held = plain.filter("good").drop("good")
            odd = _read(sound.filter(~plain["good"].fill_null(False)), listed.path.name, notes)
            held = pl.concat([held, odd]).sort(LINE, maintain_order=True)
            lines = odd.group_by(LINE, maintain_order=True).agg(_NUMBER).filter(pl.col(_NUMBER).list.len() > 1)
            several = {line: tuple(numbers) for line, numbers in lines.rows()}
        yield _NumberColumns(held, len(sound), several)


def valid(number: pl.Expr) -> pl.Expr:
    """Whether numbers of eleven digits are national numbers: fitting check digits, a possible month."""
    month = number // 10_000_000 % 100
    return (_fits(number, 0) | _fits(number, 2_000_000_000)) & (number >= 0) & (month < 60) & (month % 20 <= 12)


def _read(rows: pl.DataFrame, list_name: str, notes: Notes) -> pl.DataFrame:
    """Reads one by one what is written with dots, or several in a cell, or wrong."""
    numbers_read: list[tuple[int, str, int]] = []
    for name, written, line in rows.select("id", _NUMBER, LINE).iter_rows():
        try:
            numbers = [national_number(part.strip()) for part in written.split(";") if part.strip()]
            numbers_read.extend((line, name, int(number)) for number in numbers)
        except InvalidInput as wrong:
            notes.add(f"{list_name}, line {line}, id {name}, {_NUMBER}", wrong.sentence)
    return pl.DataFrame(numbers_read, schema=_SCHEMA, orient="row")
