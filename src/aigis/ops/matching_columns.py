"""Rows of nothing but names and birth dates as columns: a million persons without a million objects.

The columns say what `PersonReader` would have read of each row; a test compares them.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aigis.core.matching.dates import packed
from aigis.core.matching.packed import Columns
from aigis.ops.list_frame import LINE
from aigis.ops.persons_listed import Notes, birth_read

_PLAIN = frozenset({"id", "full_name", "family_name", "given_names", "birth_date"})


class Listed(NamedTuple):
    """Persons by row, with their ids as the list gives them."""

    ids: list[str]
    persons: Columns

    def piece(self, first: int, behind: int) -> "Listed":
        """Some of them, one behind the other."""
        part = slice(first, behind)
        given, family, births = self.persons
        return Listed(self.ids[part], Columns(given[part], family[part], births[part]))


def names_and_births_only(columns: tuple[str, ...]) -> bool:
    """Tells whether a list has no other details than these."""
    return _PLAIN.issuperset(columns)


class ColumnReader:
    """Reads one list; every birth date is read once, however many have it."""

    def __init__(self, list_name: str, notes: Notes) -> None:
        self._list_name = list_name
        self._notes = notes
        self._births = {"": 0}
        self._wrong: dict[str, str] = {}

    def columns(self, frame: pl.DataFrame) -> Listed:
        """The persons of some rows; what cannot be read of a birth date is noted and left out, the row stays."""
        family, given = _names(frame.columns)
        read = frame.select("id", family=family, given=given)
        known = "birth_date" in frame.columns
        births = self._read_births(frame) if known else np.zeros(len(frame), dtype=np.int32)
        return Listed(read["id"].to_list(), Columns(read["given"].to_list(), read["family"].to_list(), births))

    def _read_births(self, frame: pl.DataFrame) -> NDArray[np.int32]:
        for written in frame["birth_date"].unique():
            if written not in self._births:
                self._births[written] = self._packed(written)
        if self._wrong:
            odd = frame.filter(pl.col("birth_date").is_in(list(self._wrong)))
            for line, name, written in odd.select(LINE, "id", "birth_date").rows():
                self._notes.add(f"{self._list_name}, line {line}, id {name}, birth_date", self._wrong[written])
        return frame["birth_date"].replace_strict(self._births, return_dtype=pl.Int32).to_numpy()

    def _packed(self, written: str) -> int:
        found, wrong = birth_read(written)
        if wrong:
            self._wrong[written] = wrong
        return packed(found)


def _names(columns: list[str]) -> tuple[pl.Expr, pl.Expr]:
    """Family and given names: of a whole name what stands before and after its comma; one alone is the family name."""
    family, given, whole = (
        pl.col(name) if name in columns else pl.lit("") for name in ("family_name", "given_names", "full_name")
    )
    in_parts = (family != "") | (given != "")
    halves = whole.str.splitn(",", 2).struct
    before, after = (halves.field(f"field_{half}").fill_null("").str.strip_chars() for half in (0, 1))
    one, other = pl.when(in_parts).then(family).otherwise(before), pl.when(in_parts).then(given).otherwise(after)
    return (
        pl.when(one == "").then(other).otherwise(one),
        pl.when(one == "").then(pl.lit("")).otherwise(other),
    )
