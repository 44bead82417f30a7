"""Ours, as anybody runs it: `aigis match` over two lists or over pairs.

python with_aigis.py REGISTER QUERIES MATCHES [--same]      the certain and possible matches; with --all every candidate
python with_aigis.py --pairs PAIRS MATCHES
"""

import sys
from collections.abc import Sequence

from aigis.ops import cli
from aigis.ops.match.command import run as _ready  # noqa: F401 - imports come before the clock for every system

_EVERY_CANDIDATE = ["--min-bits=-60"]


def main(arguments: Sequence[str]) -> None:
    """Writes the matches; ends this process where the command fails."""
    if arguments[0] == "--pairs":
        command = ["match", "--pairs", arguments[1], "--out", arguments[2]]
    else:
        command = ["match", "--register", arguments[0], "--queries", arguments[1], "--out", arguments[2]]
        command += _EVERY_CANDIDATE if "--all" in arguments else []
    code = cli.main(command)
    if code:
        sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
