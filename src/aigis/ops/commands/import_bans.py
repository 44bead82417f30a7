"""`aigis import bans`: bans from a spreadsheet, a report for every row. Exit 0, 1 some left out, 2 nothing done."""

import hashlib
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aigis.adapters.spreadsheet import Table, read_table
from aigis.adapters.table_writer import require_writable, write_table
from aigis.core.access.permissions import Actor, Capability
from aigis.core.dates.brussels import day_of
from aigis.core.errors import ChangedSince, DomainError
from aigis.core.imports.ban_rows import BanRow, Reading, Rejected, RowState, read_ban
from aigis.core.imports.columns import REASON_HEADERS, Columns
from aigis.core.imports.dates import Dates
from aigis.core.imports.rejects import plain_cells, rejects
from aigis.core.imports.table import require_all_rows
from aigis.ops.command_context import acting_as, enter
from aigis.ops.commands.import_options import add_arguments, columns_of_list
from aigis.ops.lists.file import content_of, require_other_file
from aigis.ops.progress import Progress

if TYPE_CHECKING:
    from aigis.apps.register.imports.classification import Outcome, Sorted
    from aigis.apps.register.imports.registration import Imported

__all__ = ["add_arguments", "run"]

ALL_SOUND, SOME_LEFT_OUT, REFUSED = 0, 1, 2
_ROUND = 500
_TRIES = 5


def run(args: Namespace) -> int:
    """Tells for each row of the list what comes of it, and registers the new ones unless it is a dry run."""
    try:
        return _run(args)
    except DomainError:
        raise
    except Exception as failure:  # Python's own exit code for it would read as 'some left out'
        print(f"aigis: nothing was imported ({type(failure).__name__}: {failure})", file=sys.stderr)
        return REFUSED


@dataclass(frozen=True, slots=True)
class _List:
    """A list that was opened: its table, what its columns mean, and the SHA-256 of the file in hex."""

    table: Table
    columns: Columns
    digest: str


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows as they were read: whole bans, and what is none."""

    reading: Reading
    sound: Sequence[BanRow]
    rejected: Sequence[Rejected]


def _run(args: Namespace) -> int:
    at = datetime.now(UTC)
    _require_files(args)
    content = content_of(args.file)
    table = read_table(content, filename=args.file.name, encoding=args.encoding)
    if table.other_sheets:
        others = ", ".join(table.other_sheets)
        print(f"Read is the sheet '{table.sheet}'; not read: {others}", file=sys.stderr)
    bans_list = _List(table, columns_of_list(table.headers, args), hashlib.sha256(content).hexdigest())
    enter(args.data)
    actor = acting_as(args.username, Capability.BAN_IMPORT, at=at, address="aigis import bans")
    rows = _read(bans_list, month_first=args.month_first, at=at)
    for again in range(_TRIES):
        try:
            return _carry_out(args, bans_list, rows, actor=actor, at=at)
        except ChangedSince:  # somebody registered meanwhile; nothing was written, and the rows are sorted anew
            if again == _TRIES - 1:
                raise
    return REFUSED


def _read(bans_list: _List, *, month_first: bool, at: datetime) -> _Rows:
    """Reads row after row, telling how far it is."""
    from aigis.apps.register.imports import classification as import_classification

    dates = Dates(day_of(at), month_first)
    reading = Reading.of(
        bans_list.table, columns=bans_list.columns, authorities=import_classification.authorities(), dates=dates
    )
    progress = Progress("rows read", total=len(bans_list.table.rows))
    read_rows: list[BanRow | Rejected] = []
    for row in bans_list.table.rows:
        read_rows.append(read_ban(row, reading=reading))
        if len(read_rows) % _ROUND == 0:
            progress.show(len(read_rows))
    progress.end(len(read_rows))
    rows = _Rows(
        reading,
        [row for row in read_rows if isinstance(row, BanRow)],
        [row for row in read_rows if isinstance(row, Rejected)],
    )
    require_all_rows(len(bans_list.table.rows), len(rows.sound), len(rows.rejected))
    _tell_counts(bans_list.table, rows)
    return rows


def _tell_counts(table: Table, rows: _Rows) -> None:
    read, rejected = len(rows.sound), len(rows.rejected)
    print(f"Rows of the file: {len(table.rows)} = {read} read + {rejected} rejected", file=sys.stderr)
    if table.encoding not in ("", "UTF-8"):
        print(f"Read in the encoding {table.encoding}; --encoding chooses another", file=sys.stderr)
    if table.above:
        print(f"Rows above the column names, not read: {table.above}", file=sys.stderr)


def _carry_out(args: Namespace, bans_list: _List, rows: _Rows, *, actor: Actor, at: datetime) -> int:
    from aigis.apps.register.imports import registration as import_registration

    sorted_rows = _sort(rows.sound, at=at)
    require_all_rows(len(rows.sound), *(len(sorted_rows.of(state)) for state in RowState))
    conflicts = sorted_rows.of(RowState.CONFLICT)
    left_out = [] if args.with_conflicts else conflicts
    if args.rejects:  # first: a list is not registered while its rejects would be lost
        _write_rejects(args.rejects, bans_list.table, rows, left_out)
    made = None
    if not args.dry_run:
        source = import_registration.Source(
            args.file.name[:200], bans_list.digest, len(bans_list.table.rows), rejected=len(rows.rejected)
        )
        chosen = [conflict.row.number for conflict in conflicts] if args.with_conflicts else []
        made = import_registration.import_bans(sorted_rows, source=source, actor=actor, at=at, with_conflicts=chosen)
    _report(sorted_rows, rows.rejected, made, with_conflicts=args.with_conflicts)
    if bans_list.table.other_lists:
        print(f"Not read: the lists on other sheets: {', '.join(bans_list.table.other_lists)}.", file=sys.stderr)
    return SOME_LEFT_OUT if rows.rejected or left_out or bans_list.table.other_lists else ALL_SOUND


def _sort(rows: Sequence[BanRow], *, at: datetime) -> "Sorted":
    from aigis.apps.register.imports import classification as import_classification

    sorter = import_classification.Sorter(at=at)
    outcomes: list[Outcome] = []
    progress = Progress("rows compared", total=len(rows))
    for first in range(0, len(rows), _ROUND):
        outcomes += sorter.sort(rows[first : first + _ROUND])
        progress.show(len(outcomes))
    progress.end(len(outcomes))
    return import_classification.Sorted.compared(outcomes, version=sorter.version)


def _require_files(args: Namespace) -> None:
    if args.rejects is None:
        return
    require_writable(args.rejects)
    require_other_file(args.rejects, than=args.file)


def _write_rejects(path: Path, table: Table, rows: _Rows, conflicts: Sequence["Outcome"]) -> None:
    """The rows left out as they came, each with its number and what is wrong: to be corrected and sent again."""
    why = {row.number: f"Row {row.number}. {row.sentence}" for row in rows.rejected}
    why |= {conflict.row.number: f"Row {conflict.row.number}. {_sentence(conflict)}" for conflict in conflicts}
    rejected_rows = (
        (plain_cells(row, reading=rows.reading), why[row.number]) for row in table.rows if row.number in why
    )
    headers, lines = rejects(table.headers, rejected_rows, reason=REASON_HEADERS["en"])
    write_table(path, headers, lines)


def _report(
    sorted_rows: "Sorted", rejected: Sequence[Rejected], imported: "Imported | None", *, with_conflicts: bool
) -> None:
    """One line for each row in its order, then the sums; names stay in the list."""
    lines = {outcome.row.number: _line(outcome) for outcome in sorted_rows.outcomes}
    lines |= {row.number: f"rejected: {row.sentence}" for row in rejected}
    print("\n".join(f"row {number}: {lines[number]}" for number in sorted(lines)))
    counts = {state: len(sorted_rows.of(state)) for state in RowState}
    done = "would be registered" if imported is None else "registered"
    taken = f"{done} all the same" if with_conflicts else "left out"
    conflicts = f"{counts[RowState.CONFLICT]} conflicts" + (f", {taken}" if counts[RowState.CONFLICT] else "")
    sums = f"{counts[RowState.NEW]} new, {done}; {counts[RowState.KNOWN]} known; {conflicts}"
    print(f"{sums}; {len(rejected)} rejected; {len(lines)} rows")


def _line(outcome: "Outcome") -> str:
    texts = [*map(str, outcome.row.notes), *((_sentence(outcome),) if outcome.remarks else ())]
    return f"{outcome.state.value}: {' '.join(texts)}" if texts else outcome.state.value


def _sentence(outcome: "Outcome") -> str:
    return " ".join(map(str, outcome.remarks))
