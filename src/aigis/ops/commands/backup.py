"""`aigis backup`: both databases at one point, without the keys."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from aigis.core.errors import DomainError
from aigis.ops.backup.base_backup import take_backup


def add_arguments(parser: ArgumentParser) -> None:
    """Adds where the backup goes."""
    parser.add_argument("folder", type=Path, help="an empty folder, outside the data folder")


def run(args: Namespace) -> int:
    """Takes a backup as the database's owner and says what it holds."""
    url = os.environ.get("AIGIS_DATABASE_URL", "")
    if not url:
        raise DomainError("AIGIS_DATABASE_URL is missing: give the owner's URL, or run it beside 'aigis up'.")
    manifest = take_backup(url, args.folder.absolute())
    print(f"{args.folder}: {manifest.size} sealed entries, version {manifest.register_version} of the register.")
    print("The keys folder is not in it. Back it up apart, without log.state. Try the backup: aigis drill FOLDER")
    return 0
