"""The child process of `spreadsheet`: limits itself, reads one file from standard input, writes lines of JSON.

Run as `python -m aigis.adapters.spreadsheet_child SUFFIX PARENT ENCODING`. The first line is `{"headers": […], …}` or
`{"refusal": CODE}`, each further line a list of `[row number, [cells]]`, where a row has any with its doubts as a third
member. What goes wrong here goes wrong here only.
"""

import ctypes
import io
import json
import math
import os
import resource
import signal
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, TextIO

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from aigis.adapters import calendars, sheet_details
from aigis.adapters.delimited import delimited_list
from aigis.adapters.header_row import RECOGNISED, WITHIN, header_row, recognised, require_no_list_above
from aigis.adapters.sheet_details import SheetDetails
from aigis.adapters.shown_cells import Doubts, show_cells
from aigis.adapters.unreadable import Unreadable
from aigis.core.imports.file_errors import Refusal

MEMORY_BYTES = 512 * 2**20
ANSWER_BYTES = 64 * 2**20
CPU_SECONDS = 5
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_RATIO = 100
MAX_MEMBERS = 50
MAX_CELLS = 2_000_000
ROWS_A_LINE = 500  # one call of the encoder for many rows

_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PR_SET_PDEATHSIG = 1
_TOP_OF_SHEET = 100  # rows in which another list is looked for


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a list, blank ones included, and what the file says of itself.

    `width`: how many cells the header of a CSV file has; a row with more has slipped. A sheet's rows cannot slip.
    `other_lists`: sheets with column names that are not read, hidden ones included. `doubts`: what has to be confirmed
    of cells and rows, by the row counted from 0.
    """

    rows: Iterable[list[Any]]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    epoch: date | None = None
    width: int | None = None
    encoding: str = ""
    other_lists: tuple[str, ...] = ()
    doubts: Doubts = field(default_factory=dict)

    @property
    def head(self) -> dict[str, Any]:
        """What is told with the headers."""
        return {
            "sheet": self.sheet,
            "other_sheets": self.other_sheets,
            "other_lists": self.other_lists,
            "epoch": self.epoch.isoformat() if self.epoch else None,
            "width": self.width,
            "encoding": self.encoding,
        }


def limit_myself(parent: int) -> None:
    """Bounds memory, processor time and output of this process and ties its life to the parent's."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # the parent died before it could be tied to
        sys.exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_BYTES, ANSWER_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def found_in(content: bytes, suffix: str, *, encoding: str = "") -> Found:
    """Returns the list of a file; raises Unreadable. `encoding` is that of a CSV file, "" to recognise it."""
    if content.startswith(_ZIP):
        check_directory(content)
        return _of_workbook(content, calendars.of_archive(content))
    if content.startswith(_OLE):
        if _ENCRYPTED in content:  # the parser reports these as damaged
            raise Unreadable(Refusal.PROTECTED)
        return _of_workbook(content, calendars.of_old_workbook(content))
    if suffix in _WORKBOOKS:
        raise Unreadable(Refusal.NOT_WORKBOOK)
    delimited = delimited_list(content, encoding=encoding)
    return Found(delimited.rows, width=delimited.width, encoding=delimited.encoding)


def check_directory(content: bytes) -> None:
    """Refuses an archive by its directory, before anything of it is unpacked; raises Unreadable.

    A directory can lie: the memory limit is there for those that do.
    """
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unreadable(Refusal.DAMAGED) from None
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(content) or len(members) > MAX_MEMBERS:
        raise Unreadable(Refusal.BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(Refusal.PROTECTED)


def _of_workbook(content: bytes, epoch: date | None) -> Found:
    """The first visible sheet on which columns are recognised, else the first that holds anything."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        names = [sheet.name for sheet in sheets if sheet.visible is SheetVisibleEnum.Visible]
        chosen, rows = _chosen(workbook, names)
        merged = workbook.get_sheet_by_name(chosen).merged_cell_ranges or []
        details = sheet_details.details_of(content, chosen) if content.startswith(_ZIP) else SheetDetails()
        doubts = show_cells(rows, details, merged=merged, epoch=epoch)
        others = [sheet.name for sheet in sheets if sheet.name != chosen]
        other_lists = tuple(name for name in others if _is_list(workbook, name))
    except PasswordError:
        raise Unreadable(Refusal.PROTECTED) from None
    other_sheets = tuple(name for name in others if name in names)
    return Found(rows, chosen, other_sheets, epoch, other_lists=other_lists, doubts=doubts)


def _chosen(workbook: CalamineWorkbook, names: list[str]) -> tuple[str, list[list[Any]]]:
    first: tuple[str, list[list[Any]]] | None = None
    for name in names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if _has_column_names(rows):
            return name, rows
        if rows and first is None:
            first = name, rows
    if first is None:
        raise Unreadable(Refusal.EMPTY)
    return first


def _is_list(workbook: CalamineWorkbook, name: str) -> bool:
    """Tells whether a sheet has column names and a row below them."""
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=_TOP_OF_SHEET)
    return _has_column_names(rows[:-1])


def _has_column_names(rows: list[list[Any]]) -> bool:
    return any(recognised(cells) >= RECOGNISED for _, cells in islice(_filled(rows), WITHIN))


def plain(value: Any) -> Any:
    """Turns a cell into what JSON can carry: dates tagged, whole numbers as int, blank text as None."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value if value is None or isinstance(value, bool | int) else str(value)


def _number(value: float) -> int | float | str:
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def lines(workbook_list: Found) -> Iterator[Any]:
    """Yields the headers, then the rows that are not blank, some at a time; drops what stands above the headers."""
    filled = _filled(workbook_list.rows)
    top = list(islice(filled, WITHIN))
    if not top:
        raise Unreadable(Refusal.EMPTY)
    start = header_row([cells for _, cells in top])
    require_no_list_above([cells for _, cells in top], start, number=top[start][0])
    yield {"headers": [_header(value) for value in top[start][1]], "above": start, **workbook_list.head}
    rest = (_with_doubts(number, cells, workbook_list.doubts) for number, cells in chain(top[start + 1 :], filled))
    while some := list(islice(rest, ROWS_A_LINE)):
        yield some


def _with_doubts(number: int, cells: list[Any], doubts: Doubts) -> list[Any]:
    return [number, cells, *([doubts[number - 1]] if number - 1 in doubts else [])]


def _filled(rows: Iterable[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
    count = 0
    for number, row in enumerate(rows, start=1):
        cells = [plain(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        count += max(len(cells), 1)
        if count > MAX_CELLS:
            raise Unreadable(Refusal.MANY_CELLS)
        if cells:
            yield number, cells


def _header(value: Any) -> str:
    if isinstance(value, dict):
        return str(next(iter(value.values())))
    return "" if value is None else str(value)


def answer(content: bytes, suffix: str, out: TextIO, *, encoding: str = "") -> None:
    """Writes the table or, instead of all of it, one refusal."""
    try:
        for line in lines(found_in(content, suffix, encoding=encoding)):
            out.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
        out.flush()
    except Unreadable as unreadable:
        _refuse(out, unreadable.refusal, row=unreadable.row, readings=unreadable.readings)
    except (OSError, MemoryError):  # past the limits set on this process
        _refuse(out, Refusal.MANY_CELLS)
    except BaseException:  # the parser panics past Exception, and a refusal is the answer to anything it does
        _refuse(out, Refusal.DAMAGED)


def _refuse(out: TextIO, refusal: Refusal, *, row: int = 0, readings: str = "") -> None:
    out.seek(0)
    out.truncate()
    out.write(json.dumps({"refusal": refusal.value, "row": row, "readings": readings}) + "\n")
    out.flush()


def main(arguments: list[str]) -> None:
    """Is the whole life of the child."""
    limit_myself(int(arguments[1]))
    with open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False) as out:
        answer(sys.stdin.buffer.read(), arguments[0], out, encoding=arguments[2])


if __name__ == "__main__":
    main(sys.argv[1:])
