"""Synthetic work for the matchers: a register, and queries of which it is known whom they are about.

The people and the errors are our own invention: good for speed and for comparing versions, no evidence of accuracy.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
import polars as pl

from aigis_bench.match_noise import noisy
from aigis_demo.population import people

_GENERATION = 20_000  # a seed has only so many national numbers to give out
_KNOWN, _TWINS, _NAMESAKES = 0.10, 0.01, 0.02
_RARE, _SHORT = 0.85, 4  # share of rare family names; letters a name must have more than, to make one
_COLUMNS = ("id", "family_name", "given_names", "birth_date")
_FIRST_DAY, _DAYS = np.datetime64("1950-01-01"), 21_000

_Person = tuple[str, str, str]  # family name, given names, birth date


class WorkQuery(NamedTuple):
    """One row of the queries, with whom it is about ("" for a stranger) and what was done to it."""

    id: str
    family_name: str
    given_names: str
    birth_date: str
    subject_id: str
    kind: str
    noise: str


def make_work(folder: Path, *, persons: int, subjects: int) -> None:
    """Writes `register` and `queries` as .csv and .parquet, and `truth.parquet`; the same sizes give the same work."""
    register = list(islice(_everybody(1_000), subjects))
    rows = [(f"s{number}", *person) for number, person in enumerate(register)]
    _write(folder / "register", pl.DataFrame(rows, schema=_COLUMNS, orient="row"))
    frames = list(_queries(register, persons))
    queries = pl.concat(frames)
    _write(folder / "queries", queries.select(_COLUMNS))
    truth = queries.select(pl.col("id").alias("query_id"), "subject_id", "kind", "noise")
    truth.write_parquet(folder / "truth.parquet")


def make_numbers(folder: Path, *, rows: int) -> None:
    """Writes `register.csv` and `queries.csv` of ids and national numbers, half of the queries in the register."""
    numbers = _national_numbers(rows + rows // 2)
    register, others = numbers[:rows], numbers[rows:]
    known = np.random.default_rng(3).choice(rows, rows - len(others), replace=False)
    query_numbers = np.concatenate([register[known], others])
    subject = [f"s{number}" for number in known] + [""] * len(others)
    order = np.random.default_rng(4).permutation(rows)
    queries = [f"q{number}" for number in range(rows)]
    pl.DataFrame({"id": [f"s{number}" for number in range(rows)], "national_number": register}).write_csv(
        folder / "register.csv"
    )
    pl.DataFrame({"id": queries, "national_number": query_numbers[order]}).write_csv(folder / "queries.csv")
    truth = pl.DataFrame({"query_id": queries, "subject_id": np.array(subject)[order]})
    truth.with_columns(kind=pl.lit(""), noise=pl.lit("")).write_parquet(folder / "truth.parquet")


def _everybody(seed: int) -> Iterator[_Person]:
    """Family name, given names and birth date of one person after the other, without end.

    The demo's people have the common names of their countries only, where a real population has mostly rare ones: so
    most get a family name that begins like their own and ends like that of the countryman before.
    """
    before: dict[str, str] = {}
    while True:
        chance = Random(seed)
        for person in people(_GENERATION, seed):
            name, state = person.names[0], person.nationality or ""
            rare = chance.random() < _RARE and len(name.family) > _SHORT < len(before.get(state, ""))
            family = _blended(name.family, before[state]) if rare else name.family
            before[state] = name.family
            yield family, name.given, str(person.birth) if person.birth else ""
        seed += 1


def _blended(name: str, other: str) -> str:
    last = other.replace("-", " ").split()[-1]
    return name[: (len(name) + 1) // 2].rstrip(" -'") + last[len(last) // 2 :].lower()


def _queries(register: list[_Person], persons: int) -> Iterator[pl.DataFrame]:
    chance, strangers = Random(11), _everybody(500_000)
    for start in range(0, persons, _GENERATION):
        rows = [
            _query(number, register, strangers, chance) for number in range(start, min(persons, start + _GENERATION))
        ]
        yield pl.DataFrame(rows, schema=WorkQuery._fields, orient="row")


def _query(number: int, register: list[_Person], strangers: Iterator[_Person], chance: Random) -> WorkQuery:
    draw, subject = chance.random(), chance.randrange(len(register))
    family, given_names, birth = register[subject]
    other = next(strangers)
    if draw < _KNOWN:
        name, date, noise = noisy((family, given_names), birth, chance)
        return WorkQuery(f"q{number}", *name, date, f"s{subject}", "known", noise)
    if draw < _KNOWN + _TWINS and other[1] != given_names:
        return WorkQuery(f"q{number}", family, other[1], birth, "", "twin", "")
    if draw < _KNOWN + _TWINS + _NAMESAKES and other[2] != birth:
        return WorkQuery(f"q{number}", family, given_names, other[2], "", "namesake", "")
    return WorkQuery(f"q{number}", *other, "", "stranger", "")


def _write(path: Path, frame: pl.DataFrame) -> None:
    frame.write_parquet(path.with_suffix(".parquet"))
    frame.write_csv(path.with_suffix(".csv"))


def _national_numbers(count: int) -> "np.ndarray[tuple[int], np.dtype[np.str_]]":
    """Different numbers with fitting check digits: a day, a counter, and 97 less the rest of both by 97."""
    drawn = np.random.default_rng(2).choice(_DAYS * 997, count, replace=False)
    day = _FIRST_DAY + (drawn // 997).astype("timedelta64[D]")
    text = np.char.replace(day.astype("datetime64[D]").astype(str), "-", "")
    body = text.astype(np.int64) % 1_000_000 * 1_000 + drawn % 997 + 1
    born_later = text.astype(np.int64) >= 20_000_101
    check = 97 - (body + born_later * 2_000_000_000) % 97
    return np.char.zfill((body * 100 + check).astype(str), 11)
