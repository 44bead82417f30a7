"""Rows of a CSV file in UTF-8 with a header row, a block at a time.

A file without quotes is plain: every line is a row, and it is read as fast as the disk gives it. Any other goes through
Python's own reader, which takes quotes as offices leave them and knows on which line each row begins.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import polars as pl

from aigis.core.errors import InvalidInput
from aigis.ops.list_frame import OVER, Frames, framed, numbered

_SEPARATORS = ",;\t|"
_BLOCK = 2**20
_BYTES_A_ROW = 64  # of a list like these; only decides how much is read at once
_LONGEST_CELL = 2**20


def opened(path: Path) -> tuple[list[str], Frames]:
    """The headers, and what yields the chosen columns (name -> place) of all rows, some at a time."""
    header = _first_line(path)
    separator = max(_SEPARATORS, key=header.count)
    if _plain(path, header):
        return header.split(separator), partial(_by_lines, path, separator)
    return _headers(path, separator), partial(_by_records, path, separator)


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        try:
            return file.readline(_LONGEST_CELL).decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as wrong:
            raise _refused(path, wrong) from None


def _plain(path: Path, header: str) -> bool:
    if "\r" in header:  # lines that end as on an old Macintosh
        return False
    with path.open("rb") as file:
        return not any(b'"' in block for block in iter(partial(file.read, _BLOCK), b""))


def _by_lines(path: Path, separator: str, columns: Mapping[str, int], rows: int) -> Iterator[pl.DataFrame]:
    with path.open("rb") as file:
        width = _first_line(path).count(separator) + 1
        file.readline()
        line = 2
        for block in _blocks(file, rows * _BYTES_A_ROW):
            try:
                yield _parsed(block, separator, width).select(
                    numbered(line),
                    *(pl.nth(place).alias(name) for name, place in columns.items()),
                    pl.nth(width).alias(OVER),
                )
            except pl.exceptions.PolarsError as wrong:
                raise _refused(path, wrong) from None
            line += block.count(b"\n")


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
        quote_char=None,
        schema=dict.fromkeys([str(place) for place in range(width + 1)], pl.String),
        missing_columns="insert",
        truncate_ragged_lines=True,
    ).collect()


def _headers(path: Path, separator: str) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(_records(path, file, separator), (1, []))[1]


def _by_records(path: Path, separator: str, columns: Mapping[str, int], rows: int) -> Iterator[pl.DataFrame]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = _records(path, file, separator)
        _, headers = next(records)
        while some := list(islice(records, rows)):
            yield _framed(some, columns, len(headers))


def _records(path: Path, file: Iterator[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(file, delimiter=separator, skipinitialspace=True)
    begins = 1
    try:
        for record in reader:
            yield begins, record
            begins = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise _refused(path, wrong) from None


def _framed(records: Sequence[tuple[int, list[str]]], columns: Mapping[str, int], width: int) -> pl.DataFrame:
    def at(place: int) -> list[str]:
        return [record[place] if place < len(record) else "" for _, record in records]

    lines = [line for line, _ in records]
    return framed(lines, {name: at(place) for name, place in columns.items()}, at(width))


def _refused(path: Path, wrong: Exception) -> InvalidInput:
    what = str(wrong).partition("\n")[0]
    return InvalidInput(f"{path} is no CSV file in UTF-8: {what}.", field="file")
