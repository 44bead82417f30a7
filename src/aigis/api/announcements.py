"""Announcements: people expected at a facility on a day, with every check of each and why it was made."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey, purpose_of
from aigis.api.problems import answers
from aigis.api.roster_entries import Item, SentItems, keyed_request
from aigis.api.schemas import ShortText, likely_day
from aigis.api.strict_json import Strict
from aigis.apps.people import access
from aigis.apps.rosters import announcement_queries, announcements
from aigis.apps.rosters.announcement_queries import ExpectedPerson
from aigis.apps.rosters.announcements import AnnouncementDraft, Occasion
from aigis.apps.rosters.models import Announcement
from aigis.core.access.permissions import Capability
from aigis.core.errors import InvalidInput

router = Router(tags=["announcements"])
ClockTime = Annotated[
    str | None, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="A time of the day in Brussels, `08:00`.")
]


class AnnouncementIn(Strict):
    """Who is expected where, on which Brussels day, by whom and why."""

    facility: ShortText
    on: ShortText
    host: Annotated[str, Field(max_length=120)] = ""
    purpose: ShortText
    first_time: ClockTime = None
    last_time: ClockTime = None
    persons: Annotated[list[Item], Field(min_length=1, max_length=announcements.MOST_PERSONS)]


@router.post("", response={201: dict[str, Any]}, openapi_extra=answers())
def announce(
    request: HttpRequest, body: AnnouncementIn, idempotency_key: IdempotencyKey = None
) -> Status[dict[str, Any]]:
    """Announces up to 1,000 people and checks them; `refused` lists items with all that is wrong with them."""
    at = timezone.now()
    actor = actor_of(request, Capability.CHECK_ASK, at=at)
    items = SentItems(body.persons, at=at)
    access.record_malformed_items(actor, at=at, address=request.path, wrong=items.errors)
    if not items.persons:
        first, *others = [error for _, error in items.errors]
        raise InvalidInput(first.sentence, field=f"persons.{first.field}").with_further(others)
    day, purpose = likely_day(body.on, field="on"), purpose_of(body.purpose)
    times = (time.fromisoformat(text) if text else None for text in (body.first_time, body.last_time))
    draft = AnnouncementDraft(body.facility, day, body.host.strip(), purpose, items.persons, *times)
    row = announcements.announce(draft, actor=actor, at=at, request=keyed_request(request, idempotency_key))
    announcements.check_persons(row, announcements.unchecked(row), Occasion.ANNOUNCED, actor=actor, at=at)
    return Status(201, {**_announcement(row), "refused": items.refused()})


@router.get("/{uuid:announcement}", response={200: dict[str, Any]}, openapi_extra=answers(404))
def read_announcement(request: HttpRequest, announcement: UUID) -> dict[str, Any]:
    """An announcement of the caller's organisation or at its facility."""
    at = timezone.now()
    actor = actor_of(request, Capability.CHECK_READ, at=at)
    return _announcement(announcement_queries.announcement(announcement, actor=actor, at=at))


def _announcement(row: Announcement) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "facility": row.gate.facility.code,
        "on": row.on.isoformat(),
        "host": announcement_queries.host_of(row),
        "purpose": row.purpose,
        "first_time": f"{row.first_time:%H:%M}" if row.first_time else None,
        "last_time": f"{row.last_time:%H:%M}" if row.last_time else None,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "persons": [_person(person) for person in announcement_queries.persons_of(row)],
    }


def _person(expected: ExpectedPerson) -> dict[str, Any]:
    row = expected.row
    return {
        "ref": row.ref,
        "checks": [
            {"at": check.at.isoformat(), "verdict": check.verdict, "why": check.why} for check in expected.checks
        ],
        "arrived_at": row.arrived_at.isoformat() if row.arrived_at else None,
        "no_show": row.no_show,
    }
