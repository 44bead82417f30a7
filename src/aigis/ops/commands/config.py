"""`aigis config`: every setting with its value and where that comes from; secrets are hidden."""

import os
from argparse import ArgumentParser, Namespace

from aigis.ops import installation
from aigis.ops.settings_table import setting_origins


def add_arguments(parser: ArgumentParser) -> None:
    """Takes none."""


def run(args: Namespace) -> int:
    """Prints a line for each setting: name, value, origin."""
    before = dict(os.environ)
    installation.adopt()
    rows = [
        (setting.name, setting.shown or "-", _origin(setting.name, setting.origin, before))
        for setting in setting_origins(os.environ)
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, value, origin in rows:
        print(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin}")
    return 0


def _origin(name: str, origin: str, before: dict[str, str]) -> str:
    if origin == "default":
        return "default"
    return "environment" if name in before else "running installation (environment.json)"
