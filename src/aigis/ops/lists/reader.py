"""Lists of persons out of CSV, Parquet and XLSX files: every cell as text, some thousand rows at a time.

Of a CSV or Parquet file no more is held than the rows at hand. A workbook is read whole, by a child with limits.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from aigis.core.errors import InvalidInput
from aigis.core.imports.columns import Column, columns_of
from aigis.ops.lists import csv as list_csv
from aigis.ops.lists import parquet as list_parquet
from aigis.ops.lists import xlsx as list_xlsx
from aigis.ops.lists.frame import OVER

_READERS = {".csv": list_csv, ".parquet": list_parquet, ".xlsx": list_xlsx}
_ENDINGS = "The ending of its name must be .csv, .parquet or .xlsx."


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list that was opened: `columns` are those asked for that it has."""

    path: Path
    columns: tuple[str, ...]
    _frames: Callable[[int], Iterator[pl.DataFrame]]

    def frames(self, rows: int) -> Iterator[pl.DataFrame]:
        """Yields the rows, some at a time (about `rows`), all columns text without blanks at the ends, "" for nothing.

        Beside the columns stand the line of each row (`LINE`) and the first cell beyond the last header (`OVER`).
        Rows without any text are left away. Raises InvalidInput where the file breaks off or is no list.
        """
        for frame in self._frames(rows):
            texts = [*self.columns, OVER]
            clean = frame.with_columns(pl.col(texts).fill_null("").str.strip_chars())
            says_something = clean.select(pl.any_horizontal(pl.col(texts) != "")).to_series()
            yield clean if says_something.all() else clean.filter(says_something)


def open_list(path: Path, *, wanted: Sequence[str], needed: Sequence[str], one_of: Sequence[str] = ()) -> ListFile:
    """Opens a list by the ending of its name and finds the `wanted` columns in it.

    Columns are told by their names in the contract; where these are missing, by what offices call them in Dutch,
    French, German and English. Raises InvalidInput for a file that cannot be read or lacks the `needed` columns.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InvalidInput(f"{path} is no list that can be read. {_ENDINGS}", field="file")
    try:
        headers, frames = reader.opened(path)
    except OSError as wrong:
        raise InvalidInput(f"{path} cannot be read: {wrong.strerror}. Check its name.", field="file") from None
    places = _places([header.strip() for header in headers], wanted=wanted, needed=needed, one_of=one_of)
    missing = [name for name in needed if name not in places]
    if missing or (one_of and not set(one_of) & set(places)):
        raise InvalidInput(f"{path} has no column {', '.join(missing) or ' or '.join(one_of)}.", field="file")
    return ListFile(path, tuple(places), lambda rows: frames(places, rows))


def _places(
    headers: Sequence[str], *, wanted: Sequence[str], needed: Sequence[str], one_of: Sequence[str]
) -> Mapping[str, int]:
    exact = {name: headers.index(name) for name in wanted if name in headers}
    if set(needed) <= set(exact) and (not one_of or set(one_of) & set(exact)):
        return exact
    try:
        recognised = columns_of(headers).places
    except InvalidInput:  # two headers claim to be the same: the missing column is what there is to say
        return exact
    also = {name: recognised[Column(name)][0] for name in wanted if name in recognised}
    return {name: places[name] for name in wanted for places in (exact, also) if name in places}
