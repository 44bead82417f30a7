"""`aigis drill`: restores a backup into a scratch folder, starts it and compares it with its log."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from aigis.ops.backup.restoration import try_backup


def add_arguments(parser: ArgumentParser) -> None:
    """Adds which backup, and the keys that open it."""
    parser.add_argument("folder", type=Path, help="what 'aigis backup' made")
    parser.add_argument("--keys", type=Path, help="the keys folder (AIGIS_KEYS, AIGIS_DATA/keys)")


def run(args: Namespace) -> int:
    """Tries the backup; 0 where it is good, 1 with a line for each fault."""
    data = Path(os.environ.get("AIGIS_DATA", ".aigis/data"))
    keys = args.keys or Path(os.environ.get("AIGIS_KEYS", data / "keys"))
    faults = try_backup(args.folder.absolute(), keys=keys.absolute())
    for fault in faults:
        print(fault)
    print("The backup is good." if not faults else f"The backup has {len(faults)} faults.", file=sys.stderr)
    return int(bool(faults))
