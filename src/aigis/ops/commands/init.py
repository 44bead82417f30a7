"""`aigis init`: keys, tables, and the one-time link by which the first administrator is made."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from aigis.core.errors import InvalidInput
from aigis.ops.commands import migrate
from aigis.ops.database import role_urls

_ORIGIN = "aigis.example/log"


def add_arguments(parser: ArgumentParser) -> None:
    """Adds `--link-only` and `--signer`."""
    signer = "make the log's key alone, in AIGIS_SIGNER_KEYS; run it as the account of the sealer"
    parser.add_argument("--signer", action="store_true", help=signer)
    parser.add_argument("--link-only", action="store_true", help="print the link alone; keys and tables are there")


def run(args: Namespace) -> int:
    """Makes what is missing and prints the link while there is no user; safe to run again."""
    if args.signer:
        return _make_signer()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    if not args.link_only:
        _make_keys()
        role_urls.adopt_role("migrate")  # tables are made by their owner
    import django

    django.setup()
    if not args.link_only:
        migrate.run(args)
        print("keys and tables are in place")
    _print_link()
    return 0


def _make_keys() -> None:
    from aigis.ops import keys

    data = Path(os.environ.get("AIGIS_DATA", ".aigis/data")).absolute()
    folder = Path(os.environ.get("AIGIS_KEYS", data / "keys")).absolute()
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys.ensure(folder, origin=_origin(), signer=_signer_folder())


def _make_signer() -> int:
    from aigis.ops import keys

    folder = _signer_folder()
    if folder is None:
        raise InvalidInput("Name the folder of the log's key with AIGIS_SIGNER_KEYS.")
    print(f"the log is signed by {keys.ensure_signer(folder, origin=_origin())}")
    return 0


def _signer_folder() -> Path | None:
    named = os.environ.get("AIGIS_SIGNER_KEYS")
    return Path(named).absolute() if named else None


def _origin() -> str:
    return os.environ.get("AIGIS_LOG_ORIGIN", _ORIGIN)


def _print_link() -> None:
    from django.utils import timezone

    from aigis.apps.accounts.first_start import first_address, issue_first_link
    from aigis.apps.audit.actions import SYSTEM

    secret = issue_first_link(actor=SYSTEM, at=timezone.now())
    if secret is None:
        print("this installation has users; sign in, or use 'aigis admin apply'")
        return
    print("\nMake the first administrator here (the link works once, for two days):")
    print(f"  {first_address(secret)}\n", flush=True)
