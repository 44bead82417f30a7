"""`aigis admin apply`: organisations, facilities, gates, desks, authorities, people and clients from a file."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aigis.core.errors import InvalidInput

REFUSED = 2

if TYPE_CHECKING:
    from aigis.apps.administration.steps import Step


def add_arguments(parser: ArgumentParser) -> None:
    """Adds `apply FILE`."""
    actions = parser.add_subparsers(dest="action", required=True)
    apply = actions.add_parser("apply", help="make the installation what a TOML file describes")
    apply.add_argument("file", type=Path, help="the file; docs/ADMIN.md describes its tables")
    apply.add_argument("--dry-run", action="store_true", help="print the differences and change nothing")
    apply.add_argument("--print-links", action="store_true", help="print the one-time links of invitations")


def run(args: Namespace) -> int:
    """Prints the differences, carries them out in one transaction, prints keys and links; leaves with 2 on faults."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    django.setup()
    from django.utils import translation

    from aigis.apps.administration.actions import FaultyFile

    text = _read(args.file)
    with translation.override("en"):
        try:
            if args.dry_run:
                return _dry_run(text, print_links=args.print_links)
            return _apply(text, print_links=args.print_links)
        except FaultyFile as faulty:
            for fault in faulty.faults:
                print(f"{args.file}: {fault}", file=sys.stderr)
            count = _count(len(faulty.faults), "fault")
            print(f"aigis: {count} in {args.file}. Nothing was changed.", file=sys.stderr)
            return REFUSED


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise InvalidInput(f"{path} cannot be read: {wrong}. Give a TOML file in UTF-8.") from None


def _dry_run(text: str, *, print_links: bool) -> int:
    from aigis.apps.administration.actions import plan_file

    steps = plan_file(text, links_shown=print_links)
    _print_steps(steps)
    print(f"{_count(len(steps))} would be made")
    return 0


def _apply(text: str, *, print_links: bool) -> int:
    from django.utils import timezone

    from aigis.apps.accounts.links import address_of
    from aigis.apps.administration.actions import apply_file
    from aigis.apps.audit.actions import SYSTEM

    now = timezone.now()
    applied = apply_file(text, actor=SYSTEM, at=now, announce=_print_steps, links_shown=print_links)
    for client, key in applied.outcome.keys.items():
        print(f"key of {client} (shown only now): {key}")
    if print_links:
        for username, secret in applied.outcome.links.items():
            print(f"link for {username} (works once): {address_of(secret)}")
    print(_count(len(applied.steps)))
    return 0


def _print_steps(steps: Sequence["Step"]) -> None:
    for step in steps:
        print("\n".join(step.lines()), flush=True)


def _count(number: int, noun: str = "change") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
