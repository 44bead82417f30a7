"""Writes lists: .xlsx with every cell as text, .csv with every cell quoted; never a formula, readable by the owner."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from aigis.adapters.formula_guards import add_guards
from aigis.core.errors import InvalidInput

_ENDING = "The file to write must end in .xlsx or .csv. Give it another name."
_NO_FILE = "The file cannot be written. Choose another place."
_WIDEST_CELL = 32_767  # what Excel allows


def require_writable(path: Path) -> None:
    """Raises InvalidInput unless the ending is one that can be written and the folder is there."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise InvalidInput(_ENDING, field=str(path))
    if not path.absolute().parent.is_dir():
        raise InvalidInput(_NO_FILE, field=str(path))


def write_table(
    path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]], *, for_programs: bool = False
) -> None:
    """Writes a table by the ending of its path, replacing what was there; the file appears whole or not at all.

    Args:
        path: a file that ends in .xlsx or .csv.
        headers: the names of the columns.
        rows: the cells of each row.
        for_programs: see `table_bytes`.

    Raises InvalidInput if the file cannot be written.
    """
    require_writable(path)
    content = table_bytes(headers, rows, ending=path.suffix.lower(), for_programs=for_programs)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise InvalidInput(_NO_FILE, field=str(path)) from None


def table_bytes(
    headers: Sequence[str], rows: Iterable[Sequence[str]], *, ending: str, for_programs: bool = False
) -> bytes:
    """Returns the bytes of a table, a workbook for the ending `.xlsx` and otherwise CSV in UTF-8.

    CSV for people has the semicolon of Belgian spreadsheets and a byte order mark; `for_programs` it has the comma of
    RFC 4180 and no mark, which many programs take for a part of the first header.
    """
    return _workbook(headers, rows) if ending == ".xlsx" else _delimited(headers, rows, for_programs=for_programs)


def _workbook(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(headers) - 1, 0), 18, text)
    for number, row in enumerate((headers, *rows)):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell[:_WIDEST_CELL], text)
    book.close()
    return content.getvalue()


def _delimited(headers: Sequence[str], rows: Iterable[Sequence[str]], *, for_programs: bool) -> bytes:
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter="," if for_programs else ";", quoting=csv.QUOTE_ALL)
    for row in (headers, *rows):
        writer.writerow([add_guards(cell) for cell in row])
    return content.getvalue().encode("utf-8" if for_programs else "utf-8-sig", "replace")
