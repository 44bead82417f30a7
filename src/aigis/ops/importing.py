"""`aigis import bans`: bans from a spreadsheet, a report for every row. Exit 0, 1 some rejected, 2 nothing done."""

import hashlib
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from aigis.adapters.spreadsheet import Cell, Table, read_table
from aigis.adapters.table_writer import require_writable, write_table
from aigis.core.bans import BRUSSELS
from aigis.core.columns import Columns, columns_of
from aigis.core.errors import DomainError, NotFound
from aigis.core.importing import BanRow, ListedAuthority, Rejected, by_name, read_ban, require_columns
from aigis.core.permissions import Actor, Capability
from aigis.ops.list_file import content_of, require_other_file
from aigis.ops.progress import Progress

if TYPE_CHECKING:
    from aigis.apps.register.importing import Sorted

ALL_SOUND, SOME_REJECTED, REFUSED = 0, 1, 2
_EVERY = 500
_REASON = "Reason"


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the file, whether to try only, and where the rejected rows go."""
    bans = parser.add_subparsers(dest="what", required=True).add_parser("bans", help="bans from a list")
    bans.add_argument("file", type=Path, help=".xlsx, .xls, .ods or .csv; the columns are told by their headers")
    bans.add_argument("--dry-run", action="store_true", help="report only; nothing is registered")
    bans.add_argument("--rejects", type=Path, metavar="FILE", help="write the rejected rows, with reasons, here")
    bans.add_argument("--as", dest="username", metavar="USERNAME", help="the registrar who imports; else the system")
    bans.add_argument("--data", type=Path, metavar="DIR", help="folder of the running installation")


def run(args: Namespace) -> int:
    """Tells for each row of the list what comes of it, and registers the new ones unless it is a dry run."""
    try:
        return _run(args)
    except DomainError:
        raise
    except Exception as failure:  # Python's own exit code for it would read as 'some rejected'
        print(f"aigis: nothing was imported ({type(failure).__name__}: {failure})", file=sys.stderr)
        return REFUSED


def _run(args: Namespace) -> int:
    at = datetime.now(UTC)
    _require_files(args)
    content = content_of(args.file)
    table = read_table(content, filename=args.file.name)
    columns = columns_of(table.headers)
    require_columns(columns)
    if columns.unread:
        print(f"Columns that are not read: {', '.join(columns.unread)}", file=sys.stderr)
    _set_up(args.data)
    return _carry_out(args, _List(table, columns, hashlib.sha256(content).hexdigest()), at=at)


@dataclass(frozen=True, slots=True)
class _List:
    """A list that was read: its table, what its columns mean, and the SHA-256 of the file in hex."""

    table: Table
    columns: Columns
    digest: str

    def bans(self, authorities: Mapping[str, ListedAuthority], *, today: date) -> Iterator[BanRow | Rejected]:
        """Reads row after row, telling how far it is."""
        progress = Progress("rows read", total=len(self.table.rows))
        for done, row in enumerate(self.table.rows, start=1):
            yield read_ban(row.cells, number=row.number, columns=self.columns, authorities=authorities, today=today)
            if done % _EVERY == 0:
                progress.show(done)
        progress.end(len(self.table.rows))


def _carry_out(args: Namespace, given: _List, *, at: datetime) -> int:
    from aigis.apps.register import importing

    actor = _actor(args.username, at=at)
    authorities = by_name(importing.listed_authorities())
    rows = list(given.bans(authorities, today=at.astimezone(BRUSSELS).date()))
    sound = [row for row in rows if isinstance(row, BanRow)]
    rejected = [row for row in rows if isinstance(row, Rejected)]
    if args.rejects:  # first: a list is not registered while its rejects would be lost
        _write_rejects(args.rejects, given.table, rejected)
    if args.dry_run:
        found = importing.sort(sound)
    else:
        source = importing.Source(args.file.name[:200], given.digest, len(rows), len(rejected))
        found = importing.import_bans(sound, source=source, actor=actor, at=at)
    _report(found, rejected, dry_run=args.dry_run)
    return SOME_REJECTED if rejected else ALL_SOUND


def _require_files(args: Namespace) -> None:
    if args.rejects is None:
        return
    require_writable(args.rejects)
    require_other_file(args.rejects, than=args.file)


def _set_up(data: Path | None) -> None:
    """Prepares Django for the installation in a folder; without one, for that of the environment."""
    import django

    if data is not None:
        environment = data / "environment.json"
        if not environment.is_file():
            raise NotFound(f"No installation is running in {data}. Start it with 'aigis up --data {data}'.")
        found = json.loads(environment.read_text())
        os.environ.update({name: str(value) for name, value in found.items()})
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()


def _actor(username: str | None, *, at: datetime) -> Actor:
    """The system, or the registrar named; raises NotAllowed for one who may not import."""
    from aigis.apps.audit.actions import SYSTEM
    from aigis.apps.people import access
    from aigis.apps.people.models import User

    if username is None:
        return SYSTEM
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotFound(f"There is no user '{username}'.")
    actor = access.actor_of_user(user)
    access.require(actor, Capability.BAN_IMPORT, at=at, address="aigis import bans")
    return actor


def _write_rejects(path: Path, table: Table, rejected: Sequence[Rejected]) -> None:
    """The rejected rows as they came, each with its number and what is wrong: to be corrected and sent again."""
    why = {row.number: f"Row {row.number}. {row.sentence}" for row in rejected}
    rows = [[*map(_written, row.cells), why[row.number]] for row in table.rows if row.number in why]
    write_table(path, [*table.headers, _REASON], rows, mark=True)


def _written(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)


def _report(found: "Sorted", rejected: Sequence[Rejected], *, dry_run: bool) -> None:
    """One line for each row in its order, then the sums; names stay in the list."""
    lines = {row.number: "new" for row in found.new} | {row.number: "known" for row in found.known}
    lines |= {row.number: f"rejected: {row.sentence}" for row in rejected}
    print("\n".join(f"row {number}: {lines[number]}" for number in sorted(lines)))
    done = "would be registered" if dry_run else "registered"
    print(f"{len(found.new)} new, {done}; {len(found.known)} known; {len(rejected)} rejected; {len(lines)} rows")
