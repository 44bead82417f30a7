"""CSV as offices make it: any usual encoding, any usual separator."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from aigis.adapters.csv_records import BrokenRecord, Record, csv_records, require_one_row
from aigis.adapters.decoding import decode
from aigis.adapters.formula_guards import remove_guards
from aigis.adapters.header_row import WITHIN, header_row
from aigis.adapters.unreadable import Unreadable
from aigis.core.imports.file_errors import Refusal

_SEPARATORS = ",;\t|"
_SAMPLE = 50
_MAX_CELL = 32_767  # what Excel allows in a cell
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\x0b\x0c")
# A formula that is nothing but a text, as some programs export so that a spreadsheet keeps zeros at the front.
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')


@dataclass(frozen=True, slots=True)
class DelimitedList:
    """The records of a CSV file, blank ones included, how many cells its header has, and its encoding."""

    rows: Iterator[list[str]]
    width: int
    encoding: str


def delimited_list(content: bytes, *, encoding: str = "") -> DelimitedList:
    """Reads a CSV file; raises Unreadable for what is none, at once or as soon as a row may hide others."""
    decoded = decode(content, encoding=encoding)
    text = decoded.text
    if text.lstrip()[:1] == "<" or not _CONTROLS.isdisjoint(text):
        raise Unreadable(Refusal.NOT_A_LIST)
    first, _, rest = text.partition("\n")
    announced = first.strip().strip('"').lower()
    if announced.startswith("sep=") and len(announced) == 5:
        # Excel's own first line: it stays a blank record, so that row numbers are those of the sheet
        return _sound_list("\n" + rest, announced[4], decoded.encoding)
    return _sound_list(text, _separator(text), decoded.encoding)


def _separator(text: str) -> str:
    """The separator under which most records of the sample have the same width, and are wide."""
    return max(_SEPARATORS, key=lambda separator: _agreement(text, separator))


def _agreement(text: str, separator: str) -> tuple[int, int]:
    """How many records have the commonest width of more than one, and that width; titles above a list have no say."""
    widths: Counter[int] = Counter()
    with suppress(BrokenRecord):  # told with its row when the list is read
        for record in islice(_records(text, separator, strict=False), _SAMPLE):
            widths[len(record.cells)] += len(record.cells) > 1
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return count, width


def _sound_list(text: str, separator: str, encoding: str) -> DelimitedList:
    records = _records(text, separator)
    try:
        top = list(_top(records))
    except BrokenRecord as broken:
        raise Unreadable(broken.refusal, row=broken.row) from None
    width = _width(top)
    sound = _sound_rows(chain(top, records), separator, width, lines=sum(1 for _ in _lines(text)))
    return DelimitedList(map(_unguarded, sound), width, encoding)


def _sound_rows(records: Iterator[Record], separator: str, width: int, *, lines: int) -> Iterator[list[str]]:
    """Yields the cells of each record; raises Unreadable with the number of one that may hide other rows."""
    read = 0
    try:
        for record in records:
            require_one_row(record, separator, width=width)
            read += len(record.lines)
            yield record.cells
    except BrokenRecord as broken:
        raise Unreadable(broken.refusal, row=broken.row) from None
    if read != lines:
        raise Unreadable(Refusal.ROWS_LOST)


def _top(records: Iterator[Record]) -> Iterator[Record]:
    """Yields the records among which the header is looked for."""
    filled = 0
    for record in records:
        yield record
        filled += any(map(str.strip, record.cells))
        if filled == WITHIN:
            return


def _width(top: Sequence[Record]) -> int:
    """How many cells the header has."""
    cells = [[cell.strip() or None for cell in _unguarded(record.cells)] for record in top]
    filled = [(index, row) for index, row in enumerate(cells) if any(row)]
    return len(cells[filled[header_row([row for _, row in filled])][0]]) if filled else 0


def _records(text: str, separator: str, *, strict: bool = True) -> Iterator[Record]:
    return csv_records(_lines(text), separator, longest_cell=_MAX_CELL, strict=strict)


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline=""))


def _unguarded(record: list[str]) -> list[str]:
    return [_as_text(cell) for cell in record]


def _as_text(cell: str) -> str:
    """Returns a cell without what keeps a spreadsheet from changing it: guards before formula signs, `="…"`."""
    formula = _TEXT_FORMULA.fullmatch(cell)
    return formula[1].replace('""', '"') if formula else remove_guards(cell)
