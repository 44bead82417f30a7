"""Rows of a CSV file in UTF-8 with a header row, a block at a time.

Where every line is a row, with quotes only around whole cells, it is read as fast as the disk gives it. From the first
block on that is otherwise, Python's own reader goes on: it takes quotes as offices leave them, and lines in a cell.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import polars as pl

from aigis.core.errors import InvalidInput
from aigis.ops.list_frame import OVER, Frames, framed, numbered

_SEPARATORS = ",;\t|"
_BYTES_A_ROW = 64  # of a list like these; only decides how much is read at once
_LONGEST_CELL = 2**20
_QUOTED = re.compile(rb'"(?:[^"\r\n]|"")*"')


def opened(path: Path) -> tuple[list[str], Frames]:
    """The headers, and what yields the chosen columns (name -> place) of all rows, some at a time."""
    header = _first_line(path)
    separator = max(_SEPARATORS, key=header.count)
    if "\r" in header or header.count('"') % 2:  # lines that end as on an old Macintosh; a header of several lines
        return _headers(path, separator), partial(_by_records, path, separator)
    _, headers = next(_records(path, iter([header]), separator), (1, [""]))
    return headers, partial(_by_blocks, path, separator, len(headers))


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        try:
            return file.readline(_LONGEST_CELL).decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as wrong:
            raise _refused(path, wrong) from None


def _by_blocks(path: Path, separator: str, width: int, columns: Mapping[str, int], rows: int) -> Iterator[pl.DataFrame]:
    with path.open("rb") as file:
        at, line = len(file.readline()), 2
        for block in _blocks(file, rows * _BYTES_A_ROW):
            if not _a_line_a_row(block, separator.encode()):
                file.seek(at)
                text = TextIOWrapper(file, encoding="utf-8", newline="")
                yield from _frames(_records(path, text, separator, first=line), columns, rows, width)
                return
            try:
                yield _parsed(block, separator, width).select(
                    numbered(line),
                    *(pl.nth(place).alias(name) for name, place in columns.items()),
                    pl.nth(width).alias(OVER),
                )
            except pl.exceptions.PolarsError as wrong:
                raise _refused(path, wrong) from None
            at, line = at + len(block), line + block.count(b"\n")


def _a_line_a_row(block: bytes, separator: bytes) -> bool:
    """Tells whether quotes stand around whole cells of one line and nowhere else."""
    quotes = block.count(b'"')
    if not quotes:
        return True
    around = {*separator, *b"\r\n"}
    for found in _QUOTED.finditer(block):
        first, behind = found.span()
        if (first and block[first - 1] not in around) or (behind < len(block) and block[behind] not in around):
            return False
        quotes -= block.count(b'"', first, behind)
    return quotes == 0


def _blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Whole lines, about so many bytes at once; the last block, often the only one, is not copied."""
    while len(block := file.read(size)) == size:
        yield block + file.readline()
    if block:
        yield block


def _parsed(block: bytes, separator: str, width: int) -> pl.DataFrame:
    """All cells of some whole lines, one more than there are headers."""
    return pl.scan_csv(
        block,
        has_header=False,
        separator=separator,
        quote_char='"' if b'"' in block else None,
        schema=dict.fromkeys([str(place) for place in range(width + 1)], pl.String),
        missing_columns="insert",
        extra_columns="ignore",
        truncate_ragged_lines=True,
    ).collect()


def _headers(path: Path, separator: str) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(_records(path, file, separator), (1, []))[1]


def _by_records(path: Path, separator: str, columns: Mapping[str, int], rows: int) -> Iterator[pl.DataFrame]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = _records(path, file, separator)
        _, headers = next(records)
        yield from _frames(records, columns, rows, len(headers))


def _records(path: Path, lines: Iterator[str], separator: str, *, first: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    begins = first
    try:
        for record in reader:
            yield begins, record
            begins = first + reader.line_num
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise _refused(path, wrong) from None


def _frames(
    records: Iterator[tuple[int, list[str]]], columns: Mapping[str, int], rows: int, width: int
) -> Iterator[pl.DataFrame]:
    while some := list(islice(records, rows)):
        yield _framed(some, columns, width)


def _framed(records: Sequence[tuple[int, list[str]]], columns: Mapping[str, int], width: int) -> pl.DataFrame:
    def at(place: int) -> list[str]:
        return [record[place] if place < len(record) else "" for _, record in records]

    lines = [line for line, _ in records]
    return framed(lines, {name: at(place) for name, place in columns.items()}, at(width))


def _refused(path: Path, wrong: Exception) -> InvalidInput:
    what = str(wrong).partition("\n")[0]
    return InvalidInput(f"{path} is no CSV file in UTF-8: {what}.", field="file")
