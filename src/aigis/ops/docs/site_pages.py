"""References of the documentation site, written from the code: settings and commands."""

import os
from argparse import ArgumentParser
from importlib import import_module

from aigis.ops.cli import COMMANDS, PASSED_ON
from aigis.ops.settings_table import ROWS

_WIDTH = "100"


def settings_page() -> str:
    """Returns every setting with what it does and its default, as Markdown."""
    rows = [f"| `{row.name}` | {row.sentence} | {row.default or '-'} | {'yes' if row.secret else ''} |" for row in ROWS]
    head = ["# Settings", "", "They come from the environment; `aigis config` prints each with its origin.", ""]
    return "\n".join([*head, "| variable | what it does | without it | secret |", "|---|---|---|---|", *rows, ""])


def commands_page() -> str:
    """Returns every command with its help, as Markdown."""
    parts = ["# Commands", "", "`aigis COMMAND`, or `./aigis COMMAND` in a clone.", ""]
    for name, (module, sentence) in COMMANDS.items():
        parts += [f"## `aigis {name}`", "", f"{sentence[0].upper()}{sentence[1:]}.", ""]
        if name not in PASSED_ON:
            parts += ["```text", help_of(name, module), "```", ""]
    return "\n".join(parts)


def help_of(name: str, module: str) -> str:
    """Returns what `aigis NAME --help` prints, a hundred columns wide."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = _WIDTH
    try:
        parser = ArgumentParser(prog=f"aigis {name}", allow_abbrev=False)
        import_module(module).add_arguments(parser)
        return parser.format_help().rstrip()
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
