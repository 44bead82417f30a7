"""`aigis manage …`: Django's own commands under the settings of this installation."""

import os
from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """Takes no argument of its own: all are Django's."""
    parser.add_argument("arguments", nargs="*")


def run(args: Namespace) -> int:
    """Hands the arguments to Django; its commands leave by SystemExit where they fail."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aigis.config.settings")
    execute_from_command_line(["aigis manage", *args.arguments])
    return 0
