"""Rows of a CSV file in UTF-8 with a header row, a block at a time.

Where every line is a row, with quotes only around whole cells, it is read as fast as the disk gives it. From the first
block on that is otherwise, the strict reader of all lists goes on: it reads lines in a cell, and refuses a stray quote.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import polars as pl

from aigis.adapters.csv_records import LONGEST_CELL, BrokenRecord, Record, csv_records, require_one_row
from aigis.core.errors import InvalidInput
from aigis.core.imports.file_errors import refused
from aigis.ops.lists.frame import OVER, Frames, framed, numbered

_SEPARATORS = ",;\t|"
_BYTES_A_ROW = 64  # of a list like these; only decides how much is read at once
_QUOTED = re.compile(rb'"(?:[^"\r\n]|"")*"')


def opened(path: Path) -> tuple[list[str], Frames]:
    """The headers, and what yields the chosen columns (name -> place) of all rows, some at a time."""
    header = _first_line(path)
    separator = max(_SEPARATORS, key=header.count)
    if "\r" in header or header.count('"') % 2:  # lines that end as on an old Macintosh; a header of several lines
        return _headers(path, separator), partial(_by_records, path, separator)
    headers = next(_records(path, iter([header]), separator)).cells
    return headers, partial(_by_blocks, path, separator, len(headers))


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        try:
            return file.readline(LONGEST_CELL).decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as wrong:
            raise _refused(path, wrong) from None


def _by_blocks(path: Path, separator: str, width: int, columns: Mapping[str, int], rows: int) -> Iterator[pl.DataFrame]:
    with path.open("rb") as file:
        at, line = len(file.readline()), 2
        for block in _blocks(file, rows * _BYTES_A_ROW):
            parsed = _parsed(block, separator, width) if _a_line_a_row(block, separator.encode()) else None
            if parsed is None:
                file.seek(at)
                text = TextIOWrapper(file, encoding="utf-8", newline="")
                yield from _frames(_records(path, text, separator, first=line, width=width), columns, rows, width)
                return
            yield parsed.select(
                numbered(line),
                *(pl.nth(index).alias(name) for name, index in columns.items()),
                pl.nth(width).alias(OVER),
            )
            at, line = at + len(block), line + block.count(b"\n")


def _a_line_a_row(block: bytes, separator: bytes) -> bool:
    """Tells whether quotes stand around whole cells of one line and nowhere else."""
    quotes = block.count(b'"')
    if not quotes:
        return True
    around = {*separator, *b"\r\n"}
    for quoted in _QUOTED.finditer(block):
        first, behind = quoted.span()
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


def _parsed(block: bytes, separator: str, width: int) -> pl.DataFrame | None:
    """All cells of some whole lines, one more than there are headers; None where a line has more or is no UTF-8."""
    with suppress(pl.exceptions.PolarsError):
        return pl.scan_csv(
            block,
            has_header=False,
            separator=separator,
            quote_char='"' if b'"' in block else None,
            schema=dict.fromkeys([str(index) for index in range(width + 1)], pl.String),
            missing_columns="insert",
        ).collect()
    return None


def _headers(path: Path, separator: str) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next((record.cells for record in _records(path, file, separator)), [])


def _by_records(path: Path, separator: str, columns: Mapping[str, int], rows: int) -> Iterator[pl.DataFrame]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = _records(path, file, separator)
        width = len(next(records).cells)
        yield from _frames(records, columns, rows, width)


def _records(
    path: Path, lines: Iterator[str], separator: str, *, first: int = 1, width: int | None = None
) -> Iterator[Record]:
    """Yields the records from line `first` on; the first of the file, where no `width` is known, is its header."""
    records = csv_records(lines, separator, first_line=first)
    if width is None:
        header = next(_whole(path, islice(records, 1), separator, None), None)
        if header is None:
            return
        yield header
        width = len(header.cells)
    yield from _whole(path, records, separator, width)


def _whole(path: Path, records: Iterator[Record], separator: str, width: int | None) -> Iterator[Record]:
    """Yields records none of which may hide rows; raises InvalidInput with the line of one that may."""
    try:
        for record in records:
            require_one_row(record, separator, width=len(record.cells) if width is None else width)
            yield record
    except UnicodeDecodeError as wrong:
        raise _refused(path, wrong) from None
    except BrokenRecord as broken:
        sentence = refused(broken.refusal, row=broken.line).sentence
        raise InvalidInput(f"{path}: {sentence}", field="file") from None


def _frames(records: Iterator[Record], columns: Mapping[str, int], rows: int, width: int) -> Iterator[pl.DataFrame]:
    while some := list(islice(records, rows)):
        yield _framed(some, columns, width)


def _framed(records: Sequence[Record], columns: Mapping[str, int], width: int) -> pl.DataFrame:
    def at(index: int) -> list[str]:
        return [record.cells[index] if index < len(record.cells) else "" for record in records]

    lines = [record.line for record in records]
    over = ["".join(record.cells[width:]) for record in records]
    return framed(lines, {name: at(index) for name, index in columns.items()}, over)


def _refused(path: Path, wrong: UnicodeDecodeError) -> InvalidInput:
    what = str(wrong).partition("\n")[0]
    return InvalidInput(f"{path} is no CSV file in UTF-8: {what}.", field="file")
