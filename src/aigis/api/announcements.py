"""Announcements: people expected at a facility on a day, with every check of each and why it was made."""

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
from aigis.apps.rosters import announcements
from aigis.apps.rosters.announcements import AnnouncementDraft, Occasion
from aigis.apps.rosters.models import AnnouncedPerson, Announcement
from aigis.core.access.permissions import Capability
from aigis.core.errors import InvalidInput

router = Router(tags=["announcements"])


class AnnouncementIn(Strict):
    """Who is expected where, on which Brussels day, by whom and why."""

    facility: ShortText
    on: ShortText
    host: Annotated[str, Field(max_length=120)] = ""
    purpose: ShortText
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
    draft = AnnouncementDraft(body.facility, day, body.host.strip(), purpose, items.persons)
    row = announcements.announce(draft, actor=actor, at=at, request=keyed_request(request, idempotency_key))
    announcements.check_persons(row, announcements.unchecked(row), Occasion.ANNOUNCED, actor=actor, at=at)
    return Status(201, {**_announcement(row), "refused": items.refused()})


@router.get("/{uuid:announcement}", response={200: dict[str, Any]}, openapi_extra=answers(404))
def read_announcement(request: HttpRequest, announcement: UUID) -> dict[str, Any]:
    """An announcement of the caller's organisation or at its facility."""
    at = timezone.now()
    actor = actor_of(request, Capability.CHECK_READ, at=at)
    return _announcement(announcements.announcement(announcement, actor=actor, at=at))


def _announcement(row: Announcement) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "facility": row.gate.facility.code,
        "on": row.on.isoformat(),
        "host": announcements.open_host(row),
        "purpose": row.purpose,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "persons": [_person(person) for person in announcements.persons_of(row)],
    }


def _person(person: AnnouncedPerson) -> dict[str, Any]:
    made = sorted(person.announcedcheck_set.all(), key=lambda check: (check.at, check.pk))
    return {
        "ref": person.ref,
        "checks": [{"at": check.at.isoformat(), "verdict": check.verdict, "why": check.why} for check in made],
        "arrived_at": person.arrived_at.isoformat() if person.arrived_at else None,
        "no_show": person.no_show,
    }
