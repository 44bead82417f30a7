"""CSV as offices make it: any usual encoding, any usual separator."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = ",;\t|"
_SAMPLE = 50
_MAX_CELL = 32_767  # what Excel allows in a cell
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\x0b\x0c")
_NOT_A_LIST = "The file is not a list. Send a workbook (.xlsx, .xls, .ods) or a CSV file."
_BROKEN = "The CSV file breaks off or has a cell of more than 32,767 characters. Save it again from the spreadsheet."


class Unreadable(Exception):
    """A file that is refused; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def delimited_rows(content: bytes) -> Iterator[list[str]]:
    """Yields the records of a CSV file, blank ones included; raises Unreadable for what is none."""
    text = _decoded(content)
    if text.lstrip()[:1] == "<" or not _CONTROLS.isdisjoint(text):
        raise Unreadable(_NOT_A_LIST)
    first, _, rest = text.partition("\n")
    announced = first.strip().strip('"').lower()
    if announced.startswith("sep=") and len(announced) == 5:
        # Excel's own first line: it stays a blank record, so that row numbers are those of the sheet
        return _records("\n" + rest, announced[4])
    return _records(text, _separator(text))


def _decoded(content: bytes) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strict(content, encoding)
    if b"\0" in content[:400]:
        return _strict(content, "utf-16-be" if content[:1] == b"\0" else "utf-16-le")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # the five bytes that cp1252 leaves out are controls in latin-1, and refused as such
        return content.decode("cp1252", errors="replace")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(_NOT_A_LIST) from None


def _separator(text: str) -> str:
    """The separator under which most records of the sample are as wide as the first, and wide."""
    return max(_SEPARATORS, key=lambda separator: _agreement(text, separator))


def _agreement(text: str, separator: str) -> tuple[int, int]:
    widths = [len(record) for record in islice(_records(text, separator), _SAMPLE) if record]
    if not widths or widths[0] == 1:
        return (0, 0)
    return (sum(width == widths[0] for width in widths), widths[0])


def _records(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise Unreadable(_BROKEN) from None
