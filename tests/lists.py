"""Lists as offices send them, made by the tests that import them."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

HEADERS = ("Naam", "Voornaam", "Geboortedatum", "Rechtbank", "Datum vonnis", "Dossier", "Van", "Tot en met", "Foto")


def workbook(*rows: Sequence[Any], headers: Sequence[Any] = HEADERS, **options: Any) -> bytes:
    """The bytes of a workbook: text as text, dates as dates, numbers as numbers."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "dd/mm/yyyy", **options})
    fill(book.add_worksheet(), [headers, *rows])
    book.close()
    return content.getvalue()


def fill(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    """Writes rows from the first one down."""
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(place, column, cell)
            elif isinstance(cell, date | datetime):
                sheet.write_datetime(place, column, cell)
            elif cell is not None:
                sheet.write(place, column, cell)


def delimited(*rows: Sequence[str], headers: Sequence[str] = HEADERS, separator: str = ";") -> str:
    """The text of a CSV file; a cell that holds the separator stands between quotation marks."""
    cells = [[f'"{cell}"' if separator in cell else cell for cell in row] for row in (headers, *rows)]
    return "\r\n".join(map(separator.join, cells)) + "\r\n"
