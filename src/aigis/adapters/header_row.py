"""Where a list begins: the row whose cells are column names, below titles and remarks, on the sheet that has one."""

from collections.abc import Sequence
from typing import Any

from aigis.adapters.unreadable import Unreadable
from aigis.core.imports.columns import meanings
from aigis.core.imports.file_errors import Refusal

WITHIN = 20  # rows in which the headers are looked for
RECOGNISED = 2  # headers that leave no doubt


def header_row(top: Sequence[Sequence[Any]]) -> int:
    """The place of the headers among the first rows: where most names of columns are, else the first with two cells."""
    known = [recognised(cells) for cells in top]
    if known and max(known) >= RECOGNISED:
        return known.index(max(known))
    # a lone cell above the columns is a title, except in a list of one column
    return next((index for index, cells in enumerate(top) if len(cells) - list(cells).count(None) > 1), 0)


def require_no_list_above(top: Sequence[Sequence[Any]], start: int, *, number: int) -> None:
    """Raises Unreadable where a row before the headers names columns too and has rows under it: they would be lost.

    `number` is that of the row of the headers in the file.
    """
    if start and any(recognised(cells) >= RECOGNISED for cells in top[: start - 1]):
        raise Unreadable(Refusal.TWO_HEADERS, row=number)


def recognised(cells: Sequence[Any]) -> int:
    """How many different columns the cells of a row name."""
    words = [cell if isinstance(cell, str) else "" for cell in cells]
    return len({meaning for meaning in meanings(words) if meaning is not None})
