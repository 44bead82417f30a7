"""`aigis restore`: puts a backup into a folder without a database."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from aigis.ops.backup.restoration import restore


def add_arguments(parser: ArgumentParser) -> None:
    """Adds which backup, and where to."""
    parser.add_argument("folder", type=Path, help="what 'aigis backup' made")
    parser.add_argument("--data", type=Path, required=True, help="a data folder without a database")


def run(args: Namespace) -> int:
    """Restores and says what to do next."""
    manifest = restore(args.folder.absolute(), args.data.absolute())
    print(f"{args.data} holds the databases as of {manifest.made_at}. Before you start it:")
    print(f"1. Put the keys folder into {args.data / 'keys'}: the newest log.state there is, never one from a backup.")
    print("2. aigis up --data FOLDER; the sealer refuses a database that is older than what was signed.")
    print("3. aigis retention reapply, aigis verify live, aigis reconcile --once.")
    return 0
