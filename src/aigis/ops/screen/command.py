"""`aigis screen`: checks a list through the API. Exit 0 all clear, 1 any denied, 2 any referred, 3 any unanswered."""

import hashlib
import os
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from aigis.adapters.spreadsheet import Row, Table, read_table
from aigis.adapters.table_writer import require_writable, write_table
from aigis.core.dates.brussels import day_of
from aigis.core.errors import DomainError, InvalidInput, NoAnswer
from aigis.core.imports.cell_doubts import CellDoubt
from aigis.core.imports.columns import Column, columns_of
from aigis.core.imports.date_columns import DateColumns
from aigis.core.imports.dates import Dates
from aigis.core.imports.encodings import CODECS
from aigis.core.imports.rejects import written
from aigis.core.imports.row_reader import SLIPPED, RowReader, read_person
from aigis.core.imports.table import require_all_rows
from aigis.core.person.consistency import require_sound_details
from aigis.core.person.identity import require_identity
from aigis.core.person.person import Name, Person
from aigis.core.values import Purpose, Verdict
from aigis.ops.lists.file import content_of, require_other_file
from aigis.ops.progress import Progress
from aigis.ops.screen.checkpoint import Run
from aigis.ops.screen.client import ApiAnswer, Batches

ALL_CLEAR, DENIED, REFERRED, UNANSWERED = 0, 1, 2, 3
BATCH = 1_000  # the most the API takes at once
HEADERS = ("id", "verdict", "reason", "reference", "checked_at", "error")
_IDENTITY = (Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.FULL_NAME, Column.NATIONAL_NUMBER, Column.DOCUMENT)
_TWO_NUMBERS = "A check takes one national number. Write one and repeat the row for another."
_NOT_ASKED = "Not checked: asking stopped at an earlier row. Run the same command again."


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the list, where the answers go, whom to ask, for which gate and why."""
    parser.add_argument("file", type=Path, help=".xlsx, .xls, .ods or .csv; the columns are told by their headers")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the answers: .csv or .xlsx")
    parser.add_argument("--url", default=os.environ.get("AIGIS_URL", "http://127.0.0.1:8000"), help="or AIGIS_URL")
    parser.add_argument("--key", default=os.environ.get("AIGIS_KEY"), help="or AIGIS_KEY, which other users cannot see")
    parser.add_argument("--gate", required=True, help="such as BEANR-0001/main")
    parser.add_argument("--purpose", required=True, choices=[purpose.value for purpose in Purpose])
    parser.add_argument("--encoding", default="", metavar="NAME", help=f"of a .csv file: {', '.join(CODECS)}")
    parser.add_argument("--month-first", action="store_true", help="3/4/1981 is the 4th of March")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds to wait for an answer")
    parser.add_argument("--tries", type=int, default=3, help="how often a batch is sent before it is given up")


def run(args: Namespace) -> int:
    """Writes an answer or an error for every row; whatever goes wrong leaves with 3, never with a verdict's code."""
    try:
        return _run(args)
    except DomainError as refusal:
        print(f"no answer: {refusal.sentence}", file=sys.stderr)
    except Exception as failure:  # whatever it was, it was no verdict
        print(f"no answer: {type(failure).__name__}: {failure}", file=sys.stderr)
    return UNANSWERED


def _run(args: Namespace) -> int:
    at = datetime.now(UTC)
    _require(args)
    content = content_of(args.file)
    table = read_table(content, filename=args.file.name, encoding=args.encoding)
    people = _people(table, dates=Dates(day_of(at), args.month_first, table.epoch))
    require_all_rows(len(table.rows), len(people))
    _tell_counts(table, people)
    where = "|".join([hashlib.sha256(content).hexdigest(), args.url, args.gate, args.purpose])
    run = Run.begin(args.out, what=hashlib.sha256(where.encode()).hexdigest(), at=at)
    if run.begun < at:
        print(f"going on with the run begun at {run.begun:%Y-%m-%d %H:%M:%S} UTC", file=sys.stderr)
    headers = {"Authorization": f"Bearer {args.key}"}
    with httpx.Client(base_url=args.url.rstrip("/"), headers=headers, timeout=args.timeout) as client:
        results, whole = _ask_all(people, Batches(client, args.gate, args.purpose, args.tries), run)
    lines = (_line(person, result) for person, result in zip(people, results, strict=True))
    write_table(args.out, HEADERS, lines, for_programs=True)
    if whole:
        run.end()
    code = _summed_up(results, rows=len(table.rows))
    if table.other_lists:
        print(f"Not checked: the lists on other sheets: {', '.join(table.other_lists)}. Screen each.", file=sys.stderr)
        return UNANSWERED
    return code


def _require(args: Namespace) -> None:
    if not args.key:
        raise InvalidInput("Give a key with --key or in AIGIS_KEY.", field="key")
    if args.tries < 1:
        raise InvalidInput("Allow at least one try.", field="tries")
    require_writable(args.out)
    require_other_file(args.out, than=args.file)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row of the list: its id or else its number, and the person as the API takes it or what is wrong."""

    id: str
    person: dict[str, Any]
    error: str


def _people(table: Table, *, dates: Dates) -> list[_Listed]:
    columns = columns_of(table.headers)
    if not any(column in columns for column in _IDENTITY):
        raise InvalidInput("The list has no column for full_name, national_number or document.", field="file")
    if not table.rows:
        raise InvalidInput("The list contains no persons. Put one person in each row.", field="file")
    if columns.unread or Column.ALIASES in columns:
        left_out = [*columns.unread, *([columns.header(Column.ALIASES)] if Column.ALIASES in columns else [])]
        print(f"Columns that are not part of a check: {', '.join(left_out)}", file=sys.stderr)
    order = DateColumns.of(table.rows, columns, month_first=dates.month_first)
    if order.contradicted and not dates.month_first:
        print("A column has dates with the month first. If all have, add --month-first.", file=sys.stderr)
    people = []
    for row in table.rows:
        doubts = [(index, doubt) for index, doubt in row.doubts if doubt is not CellDoubt.HIDDEN_ROW]
        people.append(_listed(row, RowReader(row.cells, columns, order=order, doubts=doubts), dates))
    return people


def _tell_counts(table: Table, people: Sequence[_Listed]) -> None:
    rejected = sum(bool(person.error) for person in people)
    read = len(people) - rejected
    print(f"Rows of the file: {len(table.rows)} = {read} read + {rejected} rejected", file=sys.stderr)
    if table.encoding not in ("", "UTF-8"):
        print(f"Read in the encoding {table.encoding}; --encoding chooses another", file=sys.stderr)
    if table.above:
        print(f"Rows above the column names, not read: {table.above}", file=sys.stderr)
    if hidden := sum(any(doubt is CellDoubt.HIDDEN_ROW for _, doubt in row.doubts) for row in table.rows):
        print(f"Rows that the workbook hides, checked as well: {hidden}", file=sys.stderr)
    if table.other_sheets:
        print(f"Read is the sheet '{table.sheet}'; not read: {', '.join(table.other_sheets)}", file=sys.stderr)


def _listed(row: Row, reader: RowReader, dates: Dates) -> _Listed:
    name = " ".join(written(cell) for _, cell in reader.filled(Column.ID)) or str(row.number)
    person = read_person(reader, dates=dates)
    try:
        if row.slipped:
            raise InvalidInput(SLIPPED.sentence)
        if wrong_cells := [*reader.faults, *reader.doubts]:
            raise InvalidInput(" ".join(map(str, wrong_cells)))
        require_sound_details(person, today=dates.today)
        return _Listed(name, _as_request(person), "")
    except InvalidInput as wrong:
        return _Listed(name, {}, wrong.sentence)


def _as_request(person: Person) -> dict[str, Any]:
    """The person in the shape of the API; raises InvalidInput for what the API would refuse."""
    if len(person.national_numbers) > 1:
        raise InvalidInput(_TWO_NUMBERS)
    require_identity(person, field="")
    name = person.names[0] if person.names else Name("")
    fields = {
        "full_name": name.family if name.whole else None,
        "family_name": None if name.whole else name.family,
        "given_names": name.given,
        "birth_date": str(person.birth) if person.birth else None,
        "national_number": person.national_numbers[0] if person.national_numbers else None,
        "documents": [{"state": document.state, "number": document.number} for document in person.documents],
        "sex": person.sex.value if person.sex else None,
        "nationality": person.nationality,
    }
    return {field: value for field, value in fields.items() if value}


def _ask_all(people: Sequence[_Listed], batches: Batches, run: Run) -> tuple[list[ApiAnswer | str], bool]:
    """An answer or an error for every row, and whether every sound row was asked about."""
    results: list[ApiAnswer | str] = [person.error or _NOT_ASKED for person in people]
    sound = [index for index, person in enumerate(people) if not person.error]
    progress = Progress("rows checked", total=len(people))
    whole = True
    for start in range(0, len(sound), BATCH):
        places = sound[start : start + BATCH]
        try:
            answers = batches.ask({str(index): people[index].person for index in places}, request_key=run.key(start))
        except NoAnswer as failed:
            answers, whole = dict.fromkeys(map(str, places), failed.sentence), False
        for index in places:
            results[index] = answers[str(index)]
        if not whole:
            break
        progress.show(places[-1] + 1)
    progress.end(sum(isinstance(result, ApiAnswer) for result in results))
    return results, whole


def _line(person: _Listed, result: ApiAnswer | str) -> tuple[str, ...]:
    if isinstance(result, str):
        return person.id, "", "", "", "", result
    return person.id, result.verdict.value, result.reason, result.reference, result.checked_at, ""


def _summed_up(results: Sequence[ApiAnswer | str], *, rows: int) -> int:
    """Tells the sums; somebody unanswered weighs most, then denied, then referred."""
    counts = Counter(result.verdict if isinstance(result, ApiAnswer) else None for result in results)
    sums = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict)
    print(f"{sums}, {counts[None]} without an answer", file=sys.stderr)
    require_all_rows(rows, *counts.values())
    if counts[None]:
        return UNANSWERED
    return DENIED if counts[Verdict.DENIED] else REFERRED if counts[Verdict.REFER] else ALL_CLEAR
