"""`aigis backup`: both databases at one point, without the keys."""

import os
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from aigis.core.errors import DomainError
from aigis.ops.backup.base_backup import take_backup
from aigis.ops.backup.record import record_backup


def add_arguments(parser: ArgumentParser) -> None:
    """Adds where the backup goes."""
    parser.add_argument("folder", type=Path, nargs="?", help="an empty folder, outside the data folder")
    parser.add_argument(
        "--made-elsewhere", action="store_true", help="only note that another tool has made a backup now"
    )


def run(args: Namespace) -> int:
    """Takes a backup as the database's owner and says what it holds."""
    url = os.environ.get("AIGIS_DATABASE_URL", "")
    if not url:
        raise DomainError("AIGIS_DATABASE_URL is missing: give the owner's URL, or run it beside 'aigis up'.")
    if args.made_elsewhere:
        record_backup(url, at=datetime.now(UTC))
        print("Noted: a backup was made now.")
        return 0
    if args.folder is None:
        raise DomainError("Name the folder of the backup: aigis backup FOLDER.")
    manifest = take_backup(url, args.folder.absolute())
    record_backup(url, at=datetime.now(UTC))
    print(f"{args.folder}: {manifest.size} sealed entries, version {manifest.register_version} of the register.")
    print("The keys folder is not in it. Back it up apart, without log.state. Try the backup: aigis drill FOLDER")
    return 0
