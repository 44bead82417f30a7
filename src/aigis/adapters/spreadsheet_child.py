"""The child process of `spreadsheet`: limits itself, reads one file from standard input, writes lines of JSON.

Run as `python -m aigis.adapters.spreadsheet_child SUFFIX PARENT`. The first line is `{"headers": […]}` or
`{"refusal": "…"}`, each further line a list of `[row number, [cells]]`. What goes wrong here goes wrong here only.
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
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, TextIO

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from aigis.adapters.delimited import Unreadable, delimited_rows

MEMORY_BYTES = 2**30
ANSWER_BYTES = 64 * 2**20
CPU_SECONDS = 5
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_RATIO = 100
MAX_MEMBERS = 50
MAX_CELLS = 2_000_000
MAX_TITLE_ROWS = 10
ROWS_A_LINE = 500  # one call of the encoder for many rows

_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PROTECTED = "The file is protected by a password. Save it without a password and send it again."
_EMPTY = "The file holds no list. Put the column names in the first row and one person on each further row."
_NOT_WORKBOOK = "The file is not a workbook, whatever its name says. Open it, save it as .xlsx or CSV, and send that."
_BOMB = "The workbook unpacks to far more than a list needs. Copy the list into a new workbook and send that."
_MANY_CELLS = "The list is too long: more than two million cells or 64 MB of text. Split it into files."
_DAMAGED = "The workbook is damaged or not a plain list. Copy the list into a new workbook, or save it as CSV."
_PR_SET_PDEATHSIG = 1


def limit_myself(parent: int) -> None:
    """Bounds memory, processor time and output of this process and ties its life to the parent's."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # the parent died before it could be tied to
        sys.exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_BYTES, ANSWER_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def rows_of(content: bytes, suffix: str) -> Iterable[list[Any]]:
    """Returns the rows of the first sheet with content, blank ones included; raises Unreadable."""
    if content.startswith(_ZIP):
        check_directory(content)
        return _workbook_rows(content)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:  # the parser reports these as damaged
            raise Unreadable(_PROTECTED)
        return _workbook_rows(content)
    if suffix in _WORKBOOKS:
        raise Unreadable(_NOT_WORKBOOK)
    return delimited_rows(content)


def check_directory(content: bytes) -> None:
    """Refuses an archive by its directory, before anything of it is unpacked; raises Unreadable.

    A directory can lie: the memory limit is there for those that do.
    """
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unreadable(_DAMAGED) from None
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(content) or len(members) > MAX_MEMBERS:
        raise Unreadable(_BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(_PROTECTED)


def _workbook_rows(content: bytes) -> list[list[Any]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in workbook.sheets_metadata:
            if sheet.typ is not SheetTypeEnum.WorkSheet or sheet.visible is not SheetVisibleEnum.Visible:
                continue
            rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            if rows:
                return rows
    except PasswordError:
        raise Unreadable(_PROTECTED) from None
    raise Unreadable(_EMPTY)


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


def lines(rows: Iterable[list[Any]]) -> Iterator[Any]:
    """Yields the headers, then the rows that are not blank, some at a time; drops what stands above the headers."""
    filled = _filled(rows)
    top = list(islice(filled, MAX_TITLE_ROWS))
    if not top:
        raise Unreadable(_EMPTY)
    # a lone cell above the columns is a title, except in a list of one column
    start = next((place for place, (_, cells) in enumerate(top) if len(cells) - cells.count(None) > 1), 0)
    yield {"headers": [_header(value) for value in top[start][1]]}
    rest = chain(top[start + 1 :], filled)
    while some := list(islice(rest, ROWS_A_LINE)):
        yield some


def _filled(rows: Iterable[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
    count = 0
    for number, row in enumerate(rows, start=1):
        cells = [plain(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        count += max(len(cells), 1)
        if count > MAX_CELLS:
            raise Unreadable(_MANY_CELLS)
        if cells:
            yield number, cells


def _header(value: Any) -> str:
    if isinstance(value, dict):
        return str(next(iter(value.values())))
    return "" if value is None else str(value)


def answer(content: bytes, suffix: str, out: TextIO) -> None:
    """Writes the table or, instead of all of it, one refusal."""
    try:
        for line in lines(rows_of(content, suffix)):
            out.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
        out.flush()
    except Unreadable as refused:
        _refuse(out, refused.sentence)
    except (OSError, MemoryError):  # past the limits set on this process
        _refuse(out, _MANY_CELLS)
    except BaseException:  # the parser panics past Exception, and a refusal is the answer to anything it does
        _refuse(out, _DAMAGED)


def _refuse(out: TextIO, sentence: str) -> None:
    out.seek(0)
    out.truncate()
    out.write(json.dumps({"refusal": sentence}) + "\n")
    out.flush()


def main(arguments: list[str]) -> None:
    """Is the whole life of the child."""
    limit_myself(int(arguments[1]))
    with open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False) as out:
        answer(sys.stdin.buffer.read(), arguments[0], out)


if __name__ == "__main__":
    main(sys.argv[1:])
