"""The command line. Exit 0 good, 1 bad, 2 could not tell."""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from aigis_verifier.errors import Bad, CannotTell
from aigis_verifier.log import check_consistency, check_log
from aigis_verifier.note import Key, Trust, read_checkpoint
from aigis_verifier.numbers import check_numbers
from aigis_verifier.policy import read_policy
from aigis_verifier.receipt import check_receipt
from aigis_verifier.source import Source, read_file

GOOD, BAD, CANNOT_TELL = 0, 1, 2

_PROGRESS_EVERY = 102_400


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out one command, prints what it proved, and gives the exit code."""
    args = _parser().parse_args(arguments)
    for out in (sys.stdout, sys.stderr):
        if isinstance(out, io.TextIOWrapper):  # a name the console cannot show must not hide what was proven
            out.reconfigure(errors="backslashreplace")
    try:
        for line in args.run(args, _trust(args)):
            print(line)
    except Bad as error:
        print(f"BAD: {error}")
        return BAD
    except (CannotTell, OSError) as error:
        print(f"COULD NOT TELL: {error}", file=sys.stderr)
        return CANNOT_TELL
    except Exception as error:  # a fault of this program proves nothing either way
        print(f"COULD NOT TELL: {type(error).__name__}: {error}", file=sys.stderr)
        return CANNOT_TELL
    print("GOOD")
    return GOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aigis-verifier", description=__doc__)
    commands = parser.add_subparsers(required=True)
    receipt = commands.add_parser("receipt", help="prove a receipt, offline")
    receipt.add_argument("file", type=Path)
    receipt.set_defaults(run=_receipt)
    numbers = commands.add_parser("numbers", help="prove that no entry of an organisation is missing between receipts")
    numbers.add_argument("files", type=Path, nargs="+")
    numbers.set_defaults(run=_numbers)
    log = commands.add_parser("log", help="recompute a published log, all of it")
    log.set_defaults(run=_log)
    consistency = commands.add_parser("consistency", help="prove that a later checkpoint extends an earlier one")
    consistency.add_argument("old", type=Path)
    consistency.add_argument("new", type=Path)
    consistency.set_defaults(run=_consistency)
    for command in (log, consistency):
        command.add_argument("source", metavar="DIR_OR_URL")
    for command in (receipt, numbers, log, consistency):
        trust = command.add_mutually_exclusive_group(required=True)
        trust.add_argument("--vkey", action="append", help="a verifier key of the log: name+hash+key")
        trust.add_argument("--policy", type=Path, help="a file that names logs, witnesses and a quorum: tlog-policy")
    return parser


def _trust(args: argparse.Namespace) -> Trust:
    if args.policy:
        return read_policy(read_file(args.policy))
    return Trust(tuple(Key.parse(vkey.strip(" \t\r\n")) for vkey in args.vkey))  # as it comes out of a file


def _receipt(args: argparse.Namespace, trust: Trust) -> list[str]:
    return check_receipt(read_file(args.file), trust).told()


def _numbers(args: argparse.Namespace, trust: Trust) -> list[str]:
    return check_numbers(args.files, trust)


def _log(args: argparse.Namespace, trust: Trust) -> list[str]:
    source = Source(args.source)
    checkpoint = read_checkpoint(source.checkpoint(), trust)
    opened = check_log(source, checkpoint, _show_progress)
    told = [f"{checkpoint.size} entries of {checkpoint.origin} lead to the signed root"]
    return told + ([f"{opened} opened entries are what was sealed"] if opened else [])


def _consistency(args: argparse.Namespace, trust: Trust) -> list[str]:
    old, new = (read_checkpoint(read_file(file), trust) for file in (args.old, args.new))
    check_consistency(Source(args.source), old, new)
    return [f"size {new.size} of {new.origin} extends size {old.size}"]


def _show_progress(done: int, size: int) -> None:
    if done % _PROGRESS_EVERY == 0:
        print(f"{done} of {size} entries", file=sys.stderr)
