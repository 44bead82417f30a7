"""What the parser of workbooks leaves out of an .xlsx: number formats, errors, formulas without results, hidden rows.

Source: ECMA-376 part 1, sections 18.3.1 (worksheets), 18.8 (styles).
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree

from aigis.adapters.number_formats import BUILT_IN, ShownDate, adds_signs, shown_date

_BOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_CHUNK = 2**22
_MOST_OF_PART = 2**24
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_STYLE = re.compile(rb"\bs\s*=\s*[\"']([0-9]{1,6})[\"']")
_TAG = re.compile(rb"<((?:\w+:)?)(row|c)(?=[\s/>])([^>]*)>")
_WITHOUT_REFERENCE = re.compile(rb"<(?:\w+:)?(?:row|c)(?=[\s/>])(?![^>]*\sr\s*=)")
_ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"']([0-9]{1,7})[\"']")
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\b(?=[^>]*\s(?:hidden\s*=\s*[\"'](?:1|true|on)|ht\s*=\s*[\"']0[\"'.]))[^>]*\br\s*=\s*[\"']([0-9]{1,7})"
)
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\st\s*=\s*[\"']e[\"'])([^>/]*)>(?:(?!</(?:\w+:)?c>).){0,9000}?<(?:\w+:)?v>([^<]{1,40})<",
    re.DOTALL,
)
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c\b([^>/]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]{0,9000}</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass(slots=True)
class SheetDetails:
    """Details of one sheet; cells are (row, column), counted from 0.

    `dates`: cells that show a part of a date only. `numbers`: the format of cells that add signs to a number.
    `errors`: what stands in cells with an error. `hidden`: rows that are not shown.
    """

    dates: dict[tuple[int, int], ShownDate] = field(default_factory=dict)
    numbers: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    no_results: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)


def details_of(content: bytes, sheet: str) -> SheetDetails:
    """Returns the details of a sheet; none for another kind of archive, whose cells say what they show."""
    details = SheetDetails()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = {name.lstrip("/").lower(): name for name in archive.namelist()}
        part = _part_of(archive, names, sheet)
        if part is None:
            return details
        dates, numbers = _styles(archive, names)
        tags = _style_tags([*dates, *numbers])
        numbering = _Numbering()
        for block in _blocks(archive, part):
            _read_block(numbering.complete(block), tags, dates, numbers, details)
    return details


class _Numbering:
    """Numbers rows and cells of a sheet that leave out their references, which they may."""

    def __init__(self) -> None:
        self._row = self._column = 0
        self._needed = False

    def complete(self, block: bytes) -> bytes:
        """Returns the block with a reference in each tag of a row or cell."""
        self._needed = self._needed or bool(_WITHOUT_REFERENCE.search(block))
        return _TAG.sub(self._numbered, block) if self._needed else block

    def _numbered(self, match: "re.Match[bytes]") -> bytes:
        prefix, tag, attributes = match.groups()
        number, cell = _ROW_NUMBER.search(attributes), _cell(attributes)
        if tag == b"row":
            self._row, self._column = int(number[1]) if number else self._row + 1, 0
            return match.group() if number else b'<%srow r="%d"%s>' % (prefix, self._row, attributes)
        self._column = cell[1] + 1 if cell else self._column + 1
        if cell:
            return match.group()
        return b'<%sc r="%s%d"%s>' % (prefix, _letters(self._column), self._row, attributes)


def _letters(column: int) -> bytes:
    """Returns the letters of a column, counted from 1."""
    letters = b""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters


def _read_block(
    block: bytes,
    tags: "re.Pattern[bytes] | None",
    dates: dict[int, ShownDate],
    numbers: dict[int, str],
    details: SheetDetails,
) -> None:
    for match in tags.finditer(block) if tags else ():
        style, cell = _STYLE.search(match[1]), _cell(match[1])
        if style is None or cell is None:
            continue
        number = int(style[1])
        if number in dates:
            details.dates[cell] = dates[number]
        else:
            details.numbers[cell] = numbers[number]
    for match in _ERROR.finditer(block):
        if cell := _cell(match[1]):
            details.errors[cell] = match[2].decode("utf-8", "replace")
    details.no_results.update(cell for match in _NO_RESULT.finditer(block) if (cell := _cell(match[1])))
    details.hidden.update(int(match[1]) - 1 for match in _HIDDEN_ROW.finditer(block))


def _cell(tag: bytes) -> tuple[int, int] | None:
    reference = _REFERENCE.search(tag)
    if reference is None:
        return None
    column = 0
    for letter in reference[1]:
        column = column * 26 + letter - 64
    return int(reference[2]) - 1, column - 1


def _style_tags(styles: list[int]) -> "re.Pattern[bytes] | None":
    """Returns what finds the tags of cells with one of these styles."""
    if not styles:
        return None
    numbers = b"|".join(str(style).encode() for style in styles)
    return re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\ss\s*=\s*[\"'](?:" + numbers + rb")[\"'])([^>]*)>")


def _styles(archive: zipfile.ZipFile, names: dict[str, str]) -> tuple[dict[int, ShownDate], dict[int, str]]:
    """Returns the styles that show a part of a date, and the formats of those that add signs to a number."""
    if _STYLES not in names:
        return {}, {}
    root = _xml(archive, names[_STYLES])
    codes = dict(BUILT_IN)
    for element in root.iter():
        if _local(element) == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
    cell_styles = next((element for element in root if _local(element) == "cellXfs"), ())
    dates: dict[int, ShownDate] = {}
    numbers: dict[int, str] = {}
    for style, element in enumerate(cell_styles):
        code = codes.get(int(element.get("numFmtId", "0")), "")
        part = shown_date(code)
        if part is not None and part is not ShownDate.WHOLE:
            dates[style] = part
        elif part is None and adds_signs(code):
            numbers[style] = code
    return dates, numbers


def _part_of(archive: zipfile.ZipFile, names: dict[str, str], sheet: str) -> str | None:
    """Returns the name of the archive's member that holds a sheet."""
    if _BOOK not in names or _RELATIONS not in names:
        return None
    relation = next(
        (
            value
            for element in _xml(archive, names[_BOOK]).iter()
            if _local(element) == "sheet" and element.get("name") == sheet
            for attribute, value in element.attrib.items()
            if attribute.endswith("}id")
        ),
        None,
    )
    for element in _xml(archive, names[_RELATIONS]).iter():
        if relation is not None and element.get("Id") == relation:
            target = element.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return names.get(path.lower())
    return None


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as part:
        return ElementTree.fromstring(part.read(_MOST_OF_PART))  # noqa: S314 - in the child that may die of it


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yields the text of a sheet in UTF-8, whole rows at a time."""
    with archive.open(name) as part:
        rest = part.read(_CHUNK)
        if rest[:2] in (b"\xff\xfe", b"\xfe\xff"):
            rest = (rest + part.read()).decode("utf-16").encode()
        while chunk := part.read(_CHUNK):
            rest += chunk
            end = rest.rfind(b"row>") + len(b"row>")
            if end >= len(b"row>"):
                yield rest[:end]
                rest = rest[end:]
        yield rest
