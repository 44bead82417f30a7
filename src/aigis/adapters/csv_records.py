"""Records of a CSV file, none of which can hide in another: one strict reader for every list that is text.

Python's own reader in its strict mode refuses an unclosed quotation mark and text after a closing one. What it cannot
know is whether a cell of several lines is one, or rows that a stray mark has swallowed: `require_one_row` decides.
Source: RFC 4180, section 2.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aigis.core.imports.file_errors import Refusal

LONGEST_CELL = 2**20  # characters
_REFUSALS = {
    "unexpected end of data": Refusal.OPEN_QUOTE,
    "field larger than field limit": Refusal.LONG_CELL,
    "expected after": Refusal.AFTER_QUOTE,
}


class BrokenRecord(Exception):
    """A record that cannot be read for sure: why, its number among the records, and the line it begins on, from 1."""

    def __init__(self, refusal: Refusal, *, row: int, line: int) -> None:
        self.refusal, self.row, self.line = refusal, row, line
        super().__init__(f"{refusal.value} in row {row}, line {line}")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number and the line it begins on, from 1, its cells, and the lines it was read from."""

    row: int
    line: int
    cells: list[str]
    lines: tuple[str, ...]


def csv_records(
    lines: Iterable[str], separator: str, *, first_line: int = 1, longest_cell: int = LONGEST_CELL, strict: bool = True
) -> Iterator[Record]:
    """Yields the records of lines that still have their ends, blank ones included.

    Raises BrokenRecord for an unclosed quotation mark, text after a closing one, or too long a cell. Not `strict`, it
    takes what comes: only to see which separator a file has.
    """
    csv.field_size_limit(longest_cell)
    taken: list[str] = []

    def taking() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    reader = csv.reader(taking(), delimiter=separator, skipinitialspace=True, strict=strict)
    row, line = 1, first_line
    while True:
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise BrokenRecord(_refusal(str(wrong)), row=row, line=line) from None
        yield Record(row, line, cells, tuple(taken))
        row, line = row + 1, line + len(taken)


def require_one_row(record: Record, separator: str, *, width: int) -> None:
    """Raises BrokenRecord where a cell of several lines may be rows that a stray quotation mark has swallowed.

    Args:
        record: a record of the file.
        separator: what stands between its cells.
        width: how many cells the header has.

    Two rows of the header's width that became one record either make it wider, or have separators within the cell,
    after a first line that is a whole row. An address of several lines has neither, but may have commas.
    """
    if len(record.lines) > 1 and _may_be_rows(record, separator, width):
        raise BrokenRecord(Refusal.ROWS_IN_CELL, row=record.row, line=record.line)


def _may_be_rows(record: Record, separator: str, width: int) -> bool:
    if width == 1 or len(record.cells) > width:
        return True
    if not any(separator in cell for cell in record.cells if "\n" in cell or "\r" in cell):
        return False
    whole_row = any(line.count(separator) >= width - 1 for line in record.lines[:-1])
    return separator != "," or len(record.cells) != width or whole_row


def _refusal(message: str) -> Refusal:
    return next((refusal for words, refusal in _REFUSALS.items() if words in message), Refusal.BROKEN)
