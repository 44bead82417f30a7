"""Writes lists for people: .xlsx with every cell as text, or .csv; never a formula, readable by their owner alone."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from aigis.core.errors import InvalidInput

_ENDING = "The file to write must end in .xlsx or .csv. Give it another name."
_NO_FILE = "The file cannot be written. Choose another place."
# What a spreadsheet takes for a formula when it opens a CSV file; an apostrophe before it makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST_CELL = 32_767  # what Excel allows


def require_writable(path: Path) -> None:
    """Raises InvalidInput unless the ending is one that can be written and the folder is there."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise InvalidInput(_ENDING, field=str(path))
    if not path.absolute().parent.is_dir():
        raise InvalidInput(_NO_FILE, field=str(path))


def write_table(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]], *, mark: bool = False) -> None:
    """Writes a table by the ending of its path, replacing what was there; the file appears whole or not at all.

    A CSV file is UTF-8; `mark` puts the byte order mark before it, without which spreadsheets misread accents and with
    which many programs misread the first header.
    """
    require_writable(path)
    content = table_bytes(headers, rows, ending=path.suffix.lower(), mark=mark)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise InvalidInput(_NO_FILE, field=str(path)) from None


def table_bytes(headers: Sequence[str], rows: Iterable[Sequence[str]], *, ending: str, mark: bool = False) -> bytes:
    """The bytes of a table, a workbook for the ending `.xlsx` and otherwise CSV."""
    return _workbook(headers, rows) if ending == ".xlsx" else _delimited(headers, rows, mark)


def _workbook(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(headers) - 1, 0), 18, text)
    for place, row in enumerate((headers, *rows)):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell[:_WIDEST_CELL], text)
    book.close()
    return content.getvalue()


def _delimited(headers: Sequence[str], rows: Iterable[Sequence[str]], mark: bool) -> bytes:
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    for row in (headers, *rows):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return content.getvalue().encode("utf-8-sig" if mark else "utf-8", "replace")
