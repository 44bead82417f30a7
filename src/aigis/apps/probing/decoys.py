"""Decoys: invented persons that auditors hand out; whoever checks one tries names out."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.probing.models import Decoy
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.matching.index import Index
from aigis.core.matching.match import screen
from aigis.core.matching.types import Strength
from aigis.core.person.consistency import require_sound_details
from aigis.core.person.identity import Use, suffices
from aigis.core.person.person import Person
from aigis.core.privacy.retention import Kept
from aigis.core.timed_cache import TimedCache

MOST = 500
_FIELD = "decoy.person"
index_cache: TimedCache[str, Index] = TimedCache(seconds=10.0, clock=time.monotonic)


@dataclass(frozen=True, slots=True)
class OpenedDecoy:
    """A decoy with its invented person."""

    row: Decoy
    person: Person


@transaction.atomic(durable=True)
def add(person: Person, *, actor: Actor, at: datetime) -> Decoy:
    """Adds a decoy; raises InvalidInput for too few details, and for one that exists already."""
    require_sound_details(person, today=day_of(at))
    if not suffices(person, Use.CLEAR):
        raise InvalidInput("Enter the family name, given names and full date of birth.", field="family_name")
    if any(decoy.person == person for decoy in _standing()):
        raise InvalidInput("This decoy exists already.", field="family_name")
    if Decoy.objects.filter(ended_at=None).count() >= MOST:
        raise Conflict("There are 500 decoys. End one first.")
    sealed = sealed_fields.seal_json(month_key(at), field=_FIELD, value=person.to_dict())
    row = Decoy.objects.create(person=sealed, made_at=at, made_by=actor.key)
    append([EntryDraft(Event.DECOY_ADDED, actor, at, {"decoy": row.pk})])
    index_cache.clear()
    return row


@transaction.atomic(durable=True)
def end(decoy: int, *, actor: Actor, at: datetime) -> None:
    """Ends a decoy; raises NotFound for one that does not exist or has ended."""
    if not Decoy.objects.filter(pk=decoy, ended_at=None).update(ended_at=at):
        raise NotFound
    append([EntryDraft(Event.DECOY_ENDED, actor, at, {"decoy": decoy})])
    index_cache.clear()


@transaction.atomic(durable=True)
def shown(*, actor: Actor, at: datetime) -> list[OpenedDecoy]:
    """Returns the decoys in use, newest first; the look is an entry."""
    decoys = _standing()
    append([EntryDraft(Event.DECOY_READ, actor, at, {"decoys": len(decoys)})])
    return decoys


def _standing() -> list[OpenedDecoy]:
    return [OpenedDecoy(row, _person(row)) for row in Decoy.objects.filter(ended_at=None).order_by("-pk")]


def _person(row: Decoy) -> Person:
    plain = open_of_month(row.made_at, kept_class=Kept.LOG, field=_FIELD, closed=row.person)
    return Person.from_dict(json.loads(plain))


def hits(persons: Sequence[Person]) -> list[bool]:
    """Tells of each person whether it is certainly a decoy."""
    index = index_cache.get("decoys")
    if index is None:
        people = [(UUID(int=decoy.row.pk), decoy.person) for decoy in _standing()]
        index = index_cache.put("decoys", Index.build(people, version=0))
    if not len(index):
        return [False] * len(persons)
    return [any(match.strength is Strength.CERTAIN for match in matches) for matches in screen(persons, index)]
