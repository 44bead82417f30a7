"""Reading a screened list: how far the job is, and the result of every row."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis import wiring
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.rosters.list_jobs import RESULTS, ResultRow, open_field
from aigis.apps.rosters.models import ListScreening, ListScreeningPart
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import InvalidInput

HEADERS = ("row", "id", "verdict", "reason", "reference", "checked_at", "error")
MOST_LISTED = 50
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def list_screening(screening: UUID, *, actor: Actor) -> ListScreening | None:
    """A job of the actor's organisation, or None."""
    return ListScreening.objects.filter(pk=screening, organisation=actor.organisation).first()


def list_screenings(*, actor: Actor) -> list[ListScreening]:
    """The latest jobs of the actor's organisation, the newest first; their files are not read."""
    rows = ListScreening.objects.filter(organisation=actor.organisation).defer("file")
    return list(rows.order_by("-at")[:MOST_LISTED])


@transaction.atomic(durable=True)
def results(row: ListScreening, *, form: str, actor: Actor, at: datetime) -> bytes:
    """The results so far as a file, in the order of the rows; handing them out is an entry.

    Raises InvalidInput for a form that is not written.
    """
    if form not in CONTENT_TYPES:
        raise InvalidInput(f"Give one of {', '.join(CONTENT_TYPES)}.", field="format")
    append([EntryDraft(Event.SCREENING_READ, actor, at, {"screening": str(row.pk), "rows": row.done})])
    rows = _rows(row)
    if form == "ndjson":
        return b"".join(_lines(rows))
    return wiring.lists().written(HEADERS, (list(map(str, result)) for result in rows), ending=f".{form}")


def _rows(row: ListScreening) -> Iterator[ResultRow]:
    for part in ListScreeningPart.objects.filter(screening=row, first__lt=row.done).order_by("first").iterator(20):
        yield from map(tuple, json.loads(open_field(row, RESULTS, part.results)))


def _lines(rows: Iterable[ResultRow]) -> Iterator[bytes]:
    for result in rows:
        members = {name: value for name, value in zip(HEADERS, result, strict=True) if value != ""}
        yield json.dumps(members, ensure_ascii=False).encode() + b"\n"
