"""Apostrophes before signs that could begin a formula when a spreadsheet opens a CSV file.

A program that opens the file under another separator than it was written with splits its cells. Therefore a sign is
guarded at the start of a cell and after each separator within it.
"""

import re

_SEPARATORS = ";,|\\t\\r\\n"
# Full-width signs are formulas for some spreadsheets; blanks and quotation marks before a sign are dropped by others.
_FORMULA = r"(?=[\s\"']*[=+\-@＝＋－＠]|[\t\r])"
_UNGUARDED = re.compile(rf"(?:^|(?<=[{_SEPARATORS}])){_FORMULA}")
_GUARD = re.compile(rf"(^|[{_SEPARATORS}])'{_FORMULA}")


def add_guards(cell: str) -> str:
    """Returns the cell with an apostrophe before each sign that could begin a formula."""
    return _UNGUARDED.sub("'", cell)


def remove_guards(cell: str) -> str:
    """Returns the cell as it was before `add_guards`."""
    return _GUARD.sub(r"\1", cell) if "'" in cell else cell
