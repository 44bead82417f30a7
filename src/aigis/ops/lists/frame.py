"""What a reader of lists hands on: columns of text, with the line of each row and what stood beyond the last header."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import polars as pl

LINE = "_line"  # where the row begins in its file; the header stands on line 1
OVER = "_over"  # the first cell beyond the last header: such a row has slipped, and no cell of it can be trusted

# Given the chosen columns (name -> place from the left) and about how many rows at once.
Frames = Callable[[Mapping[str, int], int], Iterator[pl.DataFrame]]


def framed(lines: Sequence[int], columns: Mapping[str, Sequence[str]], over: Sequence[str]) -> pl.DataFrame:
    """Makes a frame of columns of text."""
    texts = [pl.Series(name, cells, dtype=pl.String) for name, cells in {**columns, OVER: over}.items()]
    return pl.DataFrame([pl.Series(LINE, lines, dtype=pl.Int64), *texts])


def numbered(first: int) -> pl.Expr:
    """The lines of rows of which each takes one."""
    return pl.int_range(first, first + pl.len(), dtype=pl.Int64).alias(LINE)
