"""The options of `aigis import bans`, and what they say of the columns."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from aigis.core.errors import InvalidInput
from aigis.core.imports.ban_rows import missing, require_columns
from aigis.core.imports.column_suggestions import suggested, told
from aigis.core.imports.columns import Columns, columns_as
from aigis.core.imports.encodings import CODECS

_FORM = "Write --map 'Header=column', such as --map 'Geb.=birth_date', or --map 'Header=-' for a column to leave out."


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the file, how it is to be read, whether to try only, and where the rejected rows go."""
    bans = parser.add_subparsers(dest="what", required=True).add_parser("bans", help="bans from a list")
    bans.add_argument("file", type=Path, help=".xlsx, .xls, .ods or .csv; the columns are told by their headers")
    bans.add_argument("--dry-run", action="store_true", help="report only; nothing is registered")
    bans.add_argument("--rejects", type=Path, metavar="FILE", help="write the rows left out, with reasons, here")
    bans.add_argument("--map", action="append", default=[], metavar="HEADER=COLUMN", help="what a column holds")
    bans.add_argument("--encoding", default="", metavar="NAME", help=f"of a .csv file: {', '.join(CODECS)}")
    bans.add_argument("--month-first", action="store_true", help="3/4/1981 is the 4th of March")
    bans.add_argument("--with-conflicts", action="store_true", help="register rows that contradict bans or themselves")
    bans.add_argument("--as", dest="username", metavar="USERNAME", help="the registrar who imports; else the system")
    bans.add_argument("--data", type=Path, metavar="DIR", help="folder of the running installation")


def columns_of_list(headers: Sequence[str], args: Namespace) -> Columns:
    """What the columns of a list are, by their headers and what was said of them; raises InvalidInput.

    What is only alike is never taken: it is proposed, for whoever imports to say so.
    """
    columns = columns_as(headers, told(headers, dict(map(_pair, args.map))))
    hints = [
        f"  --map '{header}={suggestion.column.value}'"
        for header, suggestion in zip(headers, suggested(headers), strict=True)
        if suggestion.column and not suggestion.sure and suggestion.column not in columns and header in columns.unread
    ]
    if hints and (missing(columns) or not args.map):
        print("Some columns look like ones that can be read. If they are:\n" + "\n".join(hints), file=sys.stderr)
    require_columns(columns)
    if columns.unread:
        print(f"Columns that are not read: {', '.join(columns.unread)}", file=sys.stderr)
    return columns


def _pair(text: str) -> tuple[str, str]:
    header, equals, column = text.rpartition("=")
    if not equals or not header.strip():
        raise InvalidInput(_FORM, field="map")
    return header, column.strip()
