"""Lists of the front office as files: all rows that the search and the filters leave, cells as the page shows them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from aigis import wiring
from aigis.apps.people import directory
from aigis.core.errors import InvalidInput
from aigis.web.base.access import PageRequest

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PARAMETER = "export"
_MOST_ROWS = 20_000
_NOT_FILTERS = frozenset({PARAMETER, "page"})


def export_list(
    request: PageRequest, listed: str, columns: Sequence[Any], rows: Iterable[Any], texts: Callable[[Any], list[str]]
) -> HttpResponse:
    """Returns a list as a file and writes the entry of it; raises InvalidInput for another form or too many rows."""
    form = request.GET.get(PARAMETER, "")
    if form not in TYPES:
        raise InvalidInput("A list is exported as csv or xlsx.", field=PARAMETER)
    table = [texts(row) for row in rows]
    if len(table) > _MOST_ROWS:
        raise InvalidInput("This list is too long to export. Search for less, or choose a filter.", field=PARAMETER)
    content = wiring.lists().written([str(column) for column in columns], table, ending=f".{form}")
    filters = [name for name, value in request.GET.items() if value and name not in _NOT_FILTERS]
    directory.record_export(listed, rows=len(table), form=form, filters=filters, actor=request.actor, at=timezone.now())
    disposition = {"Content-Disposition": f'attachment; filename="{listed}.{form}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=disposition)
