"""Rows of a list of persons as columns: a million persons without a million objects.

The columns say what `PersonReader` would have read of each row; a test compares them.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aigis.core.errors import InvalidInput
from aigis.core.imports import cells
from aigis.core.matching.birth_dates import packed
from aigis.core.matching.columns import Columns, Details
from aigis.core.person.numbers import national_number
from aigis.ops.lists.frame import LINE
from aigis.ops.lists.persons import Notes, aliases, birth_read, each

T = TypeVar("T")

_DETAILS = ("aliases", "national_number", "document", "sex", "nationality")


class PersonColumns(NamedTuple):
    """Persons by row, with their ids as the list gives them."""

    ids: list[str]
    persons: Columns

    def piece(self, first: int, behind: int) -> "PersonColumns":
        """Some of them, one behind the other."""
        if (first, behind) == (0, len(self.ids)):
            return self
        return PersonColumns(self.ids[first:behind], self.persons.taken(np.arange(first, min(behind, len(self.ids)))))


class ColumnReader:
    """Reads one list; every birth date is read once, however many have it."""

    def __init__(self, list_name: str, notes: Notes) -> None:
        self._list_name = list_name
        self._notes = notes
        self._births = {"": 0}
        self._wrong: dict[str, str] = {}

    def columns(self, frame: pl.DataFrame) -> PersonColumns:
        """The persons of some rows; what cannot be read of a detail is noted and left out, the row stays."""
        family, given_names = _names(frame.columns)
        read = frame.select("id", family=family, given=given_names)
        known = "birth_date" in frame.columns
        births = self._read_births(frame) if known else np.zeros(len(frame), dtype=np.int32)
        details = None if set(_DETAILS).isdisjoint(frame.columns) else self._read_details(frame, births)
        names = read["given"].to_list(), read["family"].to_list()
        return PersonColumns(read["id"].to_list(), Columns(*names, details.births() if details else births, details))

    def _read_births(self, frame: pl.DataFrame) -> NDArray[np.int32]:
        for written in frame["birth_date"].unique():
            if written not in self._births:
                parsed, wrong = birth_read(written)
                self._births[written] = packed(parsed)
                if wrong:
                    self._wrong[written] = wrong
        self._note(frame, "birth_date", self._wrong)
        return frame["birth_date"].replace_strict(self._births, return_dtype=pl.Int32).to_numpy()

    def _read_details(self, frame: pl.DataFrame, births: NDArray[np.int32]) -> Details:
        return Details(
            stated=births,
            aliases=self._read(frame, "aliases", aliases, ()),
            numbers=self._read(frame, "national_number", each(national_number), ()),
            documents=self._read(frame, "document", each(cells.document), ()),
            sexes=self._read(frame, "sex", cells.sex, None),
            nationalities=self._read(frame, "nationality", cells.nationality, None),
        )

    def _read(self, frame: pl.DataFrame, column: str, parse: Callable[[str], T], nothing: T) -> list[T]:
        """What a column says by row; every text in it is read once."""
        if column not in frame.columns:
            return [nothing] * len(frame)
        texts, read, wrong = frame[column].to_list(), {"": nothing}, dict[str, str]()
        for text in dict.fromkeys(texts):
            if text:
                try:
                    read[text] = parse(text)
                except InvalidInput as refused:
                    read[text], wrong[text] = nothing, refused.sentence
        self._note(frame, column, wrong)
        return list(map(read.__getitem__, texts))

    def _note(self, frame: pl.DataFrame, column: str, wrong: dict[str, str]) -> None:
        """Notes every row with a text in which something is wrong."""
        if wrong:
            odd = frame.filter(pl.col(column).is_in(list(wrong)))
            for line, name, written in odd.select(LINE, "id", column).rows():
                self._notes.add(f"{self._list_name}, line {line}, id {name}, {column}", wrong[written])


def _names(columns: list[str]) -> tuple[pl.Expr, pl.Expr]:
    """Family and given names: of a whole name what stands before and after its comma; one alone is the family name."""
    family, given_names, whole = (
        pl.col(name) if name in columns else pl.lit("") for name in ("family_name", "given_names", "full_name")
    )
    in_parts = (family != "") | (given_names != "")
    halves = whole.str.splitn(",", 2).struct
    before, after = (halves.field(f"field_{half}").fill_null("").str.strip_chars() for half in (0, 1))
    family_part, other = (
        pl.when(in_parts).then(family).otherwise(before),
        pl.when(in_parts).then(given_names).otherwise(after),
    )
    return (
        pl.when(family_part == "").then(other).otherwise(family_part),
        pl.when(family_part == "").then(pl.lit("")).otherwise(other),
    )
