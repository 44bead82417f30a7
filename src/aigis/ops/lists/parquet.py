"""Rows of a Parquet file, a chunk at a time, dates and numbers written as the columns of a CSV list would have them."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import polars as pl

from aigis.core.errors import InvalidInput
from aigis.ops.lists.frame import OVER, Frames, numbered

_NUMBER = "national_number"
_DIGITS = 11
_SLICE = 5


def opened(path: Path) -> tuple[list[str], Frames]:
    """The headers, and what yields the chosen columns (name -> place) of all rows, some at a time."""
    with path.open("rb"):  # a missing file is told as for any other list
        pass
    try:
        schema = pl.scan_parquet(path).collect_schema()
    except pl.exceptions.PolarsError as wrong:
        raise _refused(path, wrong) from None
    return schema.names(), partial(_frames, path, schema)


def _frames(path: Path, schema: pl.Schema, columns: Mapping[str, int], rows: int) -> Iterator[pl.DataFrame]:
    names, kinds = schema.names(), schema.dtypes()
    cells = [_text(names[index], kinds[index], name).alias(name) for name, index in columns.items()]
    chosen = pl.scan_parquet(path).select(*cells, pl.lit("").alias(OVER))
    try:
        total = pl.scan_parquet(path).select(pl.len()).collect().item()
        for first in range(0, total, rows * _SLICE):
            yield from _slice(chosen, first, rows)
    except pl.exceptions.PolarsError as wrong:
        raise _refused(path, wrong) from None


def _slice(chosen: pl.LazyFrame, first: int, rows: int) -> Iterator[pl.DataFrame]:
    """Some frames at once, for each slice begins anew in its group of rows; the reader's own batches run ahead."""
    line = first + 2
    for frame in chosen.slice(first, rows * _SLICE).collect().iter_slices(rows):
        yield frame.with_columns(numbered(line))
        line += len(frame)


def _text(column: str, kind: pl.DataType, name: str) -> pl.Expr:
    """A cell as a CSV list would have it; a national number kept as a number has lost the zeros at its front."""
    if isinstance(kind, pl.List | pl.Array):
        return pl.col(column).cast(pl.List(pl.String)).list.join(";")
    if isinstance(kind, pl.Datetime):
        return pl.col(column).cast(pl.Date).cast(pl.String)
    text = pl.col(column).cast(pl.String)
    return text.str.zfill(_DIGITS) if name == _NUMBER and kind.is_integer() else text


def _refused(path: Path, wrong: Exception) -> InvalidInput:
    what = str(wrong).partition("\n")[0]
    return InvalidInput(f"{path} is no Parquet file that can be read: {what}.", field="file")
