"""Tables out of files that anybody may send: .xlsx, .xls, .ods and .csv, read by a child that may die of them.

A 1.4 kB workbook can abort the parser and a 3 MB one can unpack to a gigabyte. So nothing of the file is parsed in this
process: a child with limits on memory, time and output reads it and hands back lines of JSON through memory files.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from aigis.core.imports.cell_doubts import CellDoubt
from aigis.core.imports.encodings import encoding_named
from aigis.core.imports.file_errors import Refusal, refused
from aigis.core.imports.table import Row, Table

__all__ = ["MAX_BYTES", "Row", "Table", "read_table"]

MAX_BYTES = 20 * 2**20
WALL_SECONDS = 5.0


def read_table(source: Path | bytes, *, filename: str = "", encoding: str = "") -> Table:
    """Reads a workbook or a CSV file into a table.

    Numbers without a fraction come as int, dates as date or datetime, formulas as their stored values, empty cells as
    None; every cell of a CSV file is text. `filename` is needed with bytes only. `encoding` is that of a CSV file, a
    name of `aigis.core.encodings`; "" recognises it. Raises InvalidInput for what is not a list, is protected, is too
    large, or cannot be read within five seconds (`file`), and for letters that could be several (`encoding`).
    """
    content = _content(source)
    name = source.name if isinstance(source, Path) else filename
    with _memory_file() as given, _memory_file() as answer:
        given.write(content)
        given.seek(0)
        finished = _run_child(name, encoding_named(encoding), given, answer)
        answer.seek(0)
        return _table(answer, finished)


def _content(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        content = source
    else:
        with source.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise refused(Refusal.TOO_BIG)
    return content


def _memory_file() -> BinaryIO:
    # never a temporary file: a list of names must not be left on a disk
    return os.fdopen(os.memfd_create("aigis-table"), "w+b")


def _run_child(filename: str, encoding: str, source: BinaryIO, answer: BinaryIO) -> bool:
    """Tells whether the child came to an end by itself; its answer may be a refusal."""
    command = [sys.executable, "-I", "-m", "aigis.adapters.spreadsheet_child"]
    command += [Path(filename).suffix.lower(), str(os.getpid()), encoding]
    try:
        # the file arrives and the answer leaves by file descriptors; the child gets no environment, so no secrets
        ended = subprocess.run(
            command, stdin=source, stdout=answer, stderr=subprocess.DEVNULL, env={}, timeout=WALL_SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, ValueError):  # ValueError: a NUL in the suffix
        return False
    return ended.returncode == 0


def _table(answer: BinaryIO, finished: bool) -> Table:
    lines = _lines(answer) if finished else iter(())
    first = next(lines, None)
    if first is None:
        raise refused(Refusal.TOO_HARD)
    if "refusal" in first:
        raise refused(Refusal(first["refusal"]), row=first["row"], readings=first["readings"])
    rows_read = [row for line in lines for row in line]
    width = max([len(first["headers"]), *(len(row[1]) for row in rows_read)])
    headers = (*first["headers"], *[""] * (width - len(first["headers"])))
    most = width if first["width"] is None else first["width"]
    epoch = date.fromisoformat(first["epoch"]) if first["epoch"] else None
    return Table(
        headers,
        [_row(row, width, most) for row in rows_read],
        first["sheet"],
        tuple(first["other_sheets"]),
        epoch,
        first["above"],
        other_lists=tuple(first["other_lists"]),
        encoding=first["encoding"],
    )


def _row(row: list[Any], width: int, most: int) -> Row:
    number, cells, *doubts = row
    named = tuple((index, CellDoubt(reason)) for index, reason in (doubts[0] if doubts else ()))
    return Row(number, (*cells, *[None] * (width - len(cells))), len(cells) > most, named)


def _lines(answer: BinaryIO) -> Iterator[Any]:
    decode = json.JSONDecoder(object_hook=_dates).decode
    for line in answer:
        yield decode(line.decode("utf-8"))


def _dates(cell: dict[str, Any]) -> Any:
    if "date" in cell:
        return date.fromisoformat(cell["date"])
    if "datetime" in cell:
        return datetime.fromisoformat(cell["datetime"])
    return cell
