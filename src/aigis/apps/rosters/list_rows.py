"""The rows of a list that is to be screened: each a person, or what is wrong with it; none is ever left out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aigis import wiring
from aigis.core.errors import InvalidInput
from aigis.core.imports.cell_doubts import CellDoubt
from aigis.core.imports.cells import Cell
from aigis.core.imports.columns import Column, Columns, columns_of
from aigis.core.imports.date_columns import DateColumns
from aigis.core.imports.dates import Dates
from aigis.core.imports.rejects import written
from aigis.core.imports.row_reader import SLIPPED, RowReader, read_person
from aigis.core.imports.table import Row, Table, require_all_rows
from aigis.core.person.consistency import find_detail_faults
from aigis.core.person.identity import require_identity
from aigis.core.person.person import Person
from aigis.core.remarks import Remark

MOST_ROWS = 1_000_000
ENDINGS = {
    "text/csv": ".csv",
    "application/x-ndjson": ".ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
_IDENTITY = (Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.FULL_NAME, Column.NATIONAL_NUMBER, Column.DOCUMENT)
_NO_OBJECT = Remark("This line is not a JSON object with texts. Write each person as one object on one line.")
_LONGEST_REFERENCE = 80


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row: its number as the file shows it, its reference, and the person or what is wrong."""

    number: int
    ref: str
    person: Person | None
    faults: tuple[Remark, ...] = ()

    @property
    def error(self) -> str:
        """What is wrong, in English."""
        return " ".join(map(str, self.faults))


def read_list(content: bytes, *, ending: str, today: date, refs_required: bool = False) -> list[ListedRow]:
    """Reads a file; raises InvalidInput where it is no list of persons or too long a one.

    With `refs_required` each row must have a reference in the file: a row without one cannot be told from the others.
    """
    unreadable: dict[int, Remark] = {}
    if ending == ".ndjson":
        table, unreadable = _read_lines(content)
    else:
        table = wiring.lists().read(content, filename=f"list{ending}")
    _require_list(table)
    columns = columns_of(table.headers)
    if not any(column in columns for column in _IDENTITY):
        raise InvalidInput("The list has no column for full_name, national_number or document.", field="file")
    if refs_required:
        _require_references(table, columns)
    order = DateColumns.of(table.rows, columns, month_first=False)
    dates = Dates(today, False, table.epoch)
    rows = [
        ListedRow(row.number, str(row.number), None, (unreadable[row.number],))
        if row.number in unreadable
        else _listed(row, columns, order, dates)
        for row in table.rows
    ]
    require_all_rows(len(table.rows), len(rows))
    return rows


def _require_list(table: Table) -> None:
    if not table.rows:
        raise InvalidInput("The list contains no persons. Put one person in each row.", field="file")
    if len(table.rows) > MOST_ROWS:
        raise InvalidInput("The list has more than 1,000,000 rows. Split it into several files.", field="file")
    if table.other_lists:
        names = ", ".join(table.other_lists)
        raise InvalidInput(f"The workbook has lists on other sheets: {names[:200]}. Send each as a file.", field="file")


def _require_references(table: Table, columns: Columns) -> None:
    for row in table.rows:
        if not RowReader(row.cells, columns).filled(Column.ID):
            raise InvalidInput(
                "Row %(row)s has no reference. Give each person one, in a column named id.",
                field="file",
                values={"row": row.number},
            )


def _listed(row: Row, columns: Columns, order: DateColumns, dates: Dates) -> ListedRow:
    doubts = [(index, doubt) for index, doubt in row.doubts if doubt is not CellDoubt.HIDDEN_ROW]
    reader = RowReader(row.cells, columns, order=order, doubts=doubts)
    ref = " ".join(written(cell) for _, cell in reader.filled(Column.ID)) or str(row.number)
    person = read_person(reader, dates=dates)
    wrong = (SLIPPED,) if row.slipped else (*reader.faults, *reader.doubts)
    wrong = wrong or tuple(_find_faults(person, today=dates.today))
    return ListedRow(row.number, ref[:_LONGEST_REFERENCE], None if wrong else person, wrong)


def _find_faults(person: Person, *, today: date) -> Iterator[Remark]:
    try:
        require_identity(person, field="person")
    except InvalidInput as missing:
        yield Remark.of(missing)
    for fault in find_detail_faults(person, today=today):
        yield Remark.of(fault)


def _read_lines(content: bytes) -> tuple[Table, dict[int, Remark]]:
    """Reads one JSON object a line under the columns of a list; a line that is none keeps its row and its fault."""
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise InvalidInput("The file is not text in UTF-8. Save it in UTF-8 and send it again.", field="file") from None
    objects = [(number, _object(line)) for number, line in enumerate(lines, start=1) if line.strip()]
    headers = tuple(dict.fromkeys(name for _, value in objects if value for name in value))
    rows = [Row(number, _cells(value or {}, headers)) for number, value in objects]
    return Table(headers, rows), {number: _NO_OBJECT for number, value in objects if value is None}


def _object(line: str) -> dict[str, Any] | None:
    """The object of a line; None where it is none, names a field twice, or holds anything but texts and numbers."""
    try:
        pairs = json.loads(line, object_pairs_hook=lambda members: members)
    except (ValueError, RecursionError):
        return None
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        return None
    value = dict(pairs)
    plain = all(item is None or (isinstance(item, str | int) and not isinstance(item, bool)) for item in value.values())
    return value if plain and len(value) == len(pairs) else None


def _cells(value: dict[str, Any], headers: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(None if value.get(name) is None else str(value[name]) for name in headers)
