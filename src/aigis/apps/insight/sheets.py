"""The sheet of a person: what was looked up about them, told with the delay that the law sets.

Only entries that certainly are about the person are told, so that nobody reads of somebody else. What is kept back
leaves no gap and no count on the sheet; the entry of the sheet says how much it was.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.insight import trails
from aigis.apps.insight.models import Sheet, Trail
from aigis.apps.insight.trails import SightedEntry
from aigis.apps.people import directory
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.person.person import Person
from aigis.core.privacy.disclosure_delays import withheld
from aigis.core.privacy.retention import Kept

PROVEN_BY = ("document", "eid", "supervisor")
LANGUAGES = ("nl", "fr", "de", "en")
_FIELD = "sheet"


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """What somebody asked for: who they are is proven how, under which reference; `inquiry`: one is open."""

    reference: str
    proven_by: str
    language: str
    inquiry: bool


@dataclass(frozen=True, slots=True)
class DisclosedLook:
    """One look at the person as the sheet tells it: what, when, by what kind of organisation, for what purpose."""

    event: str
    at: datetime
    kind: str
    purpose: str


@dataclass(frozen=True, slots=True)
class GivenSheet:
    """A sheet as it was given."""

    row: Sheet
    person: Person
    reference: str
    rows: tuple[DisclosedLook, ...]


@transaction.atomic(durable=True)
def give(trail: UUID, request: SheetRequest, *, actor: Actor, at: datetime) -> UUID:
    """Makes the sheet of a trail that has ended; raises InvalidInput, NotFound or Conflict."""
    row = trails.of_organisation(trail, actor=actor)
    _require_sound(row, request)
    person = trails.query_of(row).person
    seen = [entry for entry in trails.opened(row) if entry.strength == "certain"]
    disclosed = [entry for entry in seen if not _is_withheld(entry, request, at=at)]
    sheet = ordered_id(at, os.urandom(10))
    rows = [[entry.event, entry.entry.at.isoformat(), kind, _purpose(entry)] for entry, kind in _with_kinds(disclosed)]
    plain = {"person": person.to_dict(), "reference": request.reference, "rows": rows}
    Sheet.objects.create(
        id=sheet,
        trail=row,
        given_by=actor.key,
        organisation=actor.organisation,
        given_at=at,
        language=request.language,
        closed=_close(plain, at=at),
    )
    core = {
        "sheet": str(sheet),
        "trail": str(trail),
        "language": request.language,
        "proven_by": request.proven_by,
        "inquiry": request.inquiry,
        "shown": len(disclosed),
        "withheld": len(seen) - len(disclosed),
        "unsure": row.many - len(seen),
    }
    append(
        [EntryDraft(Event.SHEET_GIVEN, actor, at, core, {"person": plain["person"], "reference": request.reference})]
    )
    return sheet


@transaction.atomic(durable=True)
def read(sheet: UUID, *, actor: Actor, at: datetime) -> GivenSheet:
    """A sheet of the actor's organisation as it was given; the reading is an entry. Raises NotFound."""
    row = Sheet.objects.filter(pk=sheet, organisation=actor.organisation).first()
    if row is None:
        raise NotFound("This access report does not exist.")
    append([EntryDraft(Event.SHEET_READ, actor, at, {"sheet": str(sheet)})])
    plain = json.loads(open_of_month(row.given_at, kept_class=Kept.LOOK_UPS, field=_FIELD, closed=row.closed))
    rows = tuple(
        DisclosedLook(event, datetime.fromisoformat(when), kind, why) for event, when, kind, why in plain["rows"]
    )
    return GivenSheet(row, Person.from_dict(plain["person"]), plain["reference"], rows)


def _require_sound(row: Trail, request: SheetRequest) -> None:
    if row.state != Trail.State.ENDED:
        raise Conflict("The log is still being read for this person. Wait until that has finished.")
    if not request.reference.strip():
        raise InvalidInput("Enter the reference of the person's request.", field="reference")
    if request.proven_by not in PROVEN_BY:
        raise InvalidInput("State how the person proved their identity.", field="proven_by")
    if request.language not in LANGUAGES:
        raise InvalidInput("Choose the language of the access report.", field="language")


def _is_withheld(entry: SightedEntry, request: SheetRequest, *, at: datetime) -> bool:
    return withheld(entry.event, purpose=_purpose(entry), at=entry.entry.at, told_at=at, inquiry=request.inquiry)


def _purpose(entry: SightedEntry) -> str:
    return str(entry.core.get("purpose") or "")


def _with_kinds(entries: list[SightedEntry]) -> list[tuple[SightedEntry, str]]:
    kinds: Mapping[int, str] = {organisation.pk: organisation.kind for organisation in directory.organisations()}
    return [(entry, kinds.get(entry.entry.organisation, "")) for entry in entries]


def _close(plain: Any, *, at: datetime) -> bytes:
    key = month_key(at, kept_class=Kept.LOOK_UPS)
    return sealed_fields.seal_json(key, field=_FIELD, value=plain)
