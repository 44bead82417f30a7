"""CSV as offices make it: any usual encoding, any usual separator."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from aigis.adapters.decoding import decoded
from aigis.adapters.unreadable import Unreadable
from aigis.core.list_refusals import Refusal

_SEPARATORS = ",;\t|"
_SAMPLE = 50
_MAX_CELL = 32_767  # what Excel allows in a cell
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\x0b\x0c")
# Signs that begin a formula: our own lists, and others', have an apostrophe before them that says "this is text".
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def delimited_rows(content: bytes) -> Iterator[list[str]]:
    """Yields the records of a CSV file, blank ones included; raises Unreadable for what is none."""
    text = decoded(content)
    if text.lstrip()[:1] == "<" or not _CONTROLS.isdisjoint(text):
        raise Unreadable(Refusal.NOT_A_LIST)
    first, _, rest = text.partition("\n")
    announced = first.strip().strip('"').lower()
    if announced.startswith("sep=") and len(announced) == 5:
        # Excel's own first line: it stays a blank record, so that row numbers are those of the sheet
        return _unguarded(_records("\n" + rest, announced[4]))
    return _unguarded(_records(text, _separator(text)))


def _separator(text: str) -> str:
    """The separator under which most records of the sample have the same width, and are wide."""
    return max(_SEPARATORS, key=lambda separator: _agreement(text, separator))


def _agreement(text: str, separator: str) -> tuple[int, int]:
    """How many records have the commonest width of more than one, and that width; titles above a list have no say."""
    widths = Counter(len(record) for record in islice(_records(text, separator), _SAMPLE) if len(record) > 1)
    width, many = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    return many, width


def _records(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise Unreadable(Refusal.BROKEN) from None


def _unguarded(records: Iterator[list[str]]) -> Iterator[list[str]]:
    for record in records:
        yield [cell[1:] if cell.startswith(_GUARDED) else cell for cell in record]
