"""Announcing people who are expected at a facility on a day: checked at once, and each check kept with its reason."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.checks.actions import perform
from aigis.apps.checks.query import Answer, Query
from aigis.apps.facilities.models import Gate
from aigis.apps.facilities.queries import GateFacts, gates_of
from aigis.apps.notices.webhook_targets import tell_organisation
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register import register_version
from aigis.apps.rosters.models import UNCHECKED, AnnouncedCheck, AnnouncedPerson, Announcement
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import ANNOUNCED, OVERTAKEN
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import DomainError, InvalidInput
from aigis.core.messages.webhook_messages import AnnouncementOvertaken, WebhookEvent
from aigis.core.person.person import Person
from aigis.core.privacy.retention import Kept
from aigis.core.values import Purpose, Verdict

MOST_PERSONS = 1_000
_LATEST = timedelta(days=60)  # the persons go 92 days after the month in which they were announced
_PERSON, _HOST = "announced.person", "announced.host"


class Occasion(StrEnum):
    """Why an expected person was checked; the third is a ban that came after the person was clear."""

    ANNOUNCED = "announced"
    REGISTER_CHANGED = "register_changed"
    BAN_AFTER_APPROVAL = "ban_after_approval"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class AnnouncementDraft:
    """Who is expected where, when, by whom and why; persons by the announcer's reference."""

    facility: str
    on: date
    host: str
    purpose: Purpose
    persons: Mapping[str, Person]
    first_time: time | None = None
    last_time: time | None = None

    @property
    def times(self) -> str:
        """From and until when they are expected, `08:00-10:00`, as far as it is known."""
        first, last = (f"{at:%H:%M}" if at else "" for at in (self.first_time, self.last_time))
        return f"{first}-{last}" if first or last else ""


@transaction.atomic(durable=True)
def announce(
    draft: AnnouncementDraft,
    *,
    actor: Actor,
    at: datetime,
    request: IdempotentRequest | None = None,
    gate: Gate | None = None,
) -> Announcement:
    """Writes an announcement; its persons are checked by `check_persons`, which follows.

    `gate` is given where a link opens its facility to somebody who has no gates.

    Raises InvalidInput for a day that is over or too far ahead, times that end before they begin, more persons than
    are announced at once, and a facility out of the actor's sight.
    """
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return Announcement.objects.select_related("gate__facility__port").get(pk=UUID(earlier))
    require_announceable(draft, today=day_of(at))
    row = Announcement(pk=ordered_id(at, os.urandom(10)), organisation_id=actor.organisation, at=at, followed_at=at)
    row.followed_version = register_version.version()
    row.gate, row.on, row.purpose, row.actor_key = (
        gate or gate_of_facility(draft.facility, actor),
        draft.on,
        draft.purpose.value,
        actor.key,
    )
    row.first_time, row.last_time = draft.first_time, draft.last_time
    key = month_key(at, kept_class=Kept.UPLOADS)
    row.host = sealed_fields.seal_text(key, field=f"{_HOST}:{row.pk}", text=draft.host)
    row.save(force_insert=True)
    AnnouncedPerson.objects.bulk_create(_person(row, key, ref, person) for ref, person in draft.persons.items())
    append([_entry(row, draft, actor=actor, at=at)])
    remember(request, str(row.pk), actor=actor, at=at)
    return row


def require_announceable(draft: AnnouncementDraft, *, today: date) -> None:
    """Raises InvalidInput for a day, times or a number of persons that cannot be announced."""
    if not today <= draft.on <= today + _LATEST:
        raise InvalidInput("Announce people for today or a day within the next 60 days.", field="on")
    if draft.first_time and draft.last_time and draft.last_time < draft.first_time:
        raise InvalidInput("The last time is before the first. Correct one of them.", field="last_time")
    if len(draft.persons) > MOST_PERSONS:
        raise InvalidInput("Announce at most 1,000 persons at once. Split the list.", field="persons")


def gate_of_facility(facility: str, actor: Actor) -> Gate:
    """The gate at which people are checked beforehand; raises InvalidInput for a facility out of the actor's sight."""
    gates = [gate for gate in gates_of(actor) if gate.facility.code == facility]
    if not gates:
        raise InvalidInput("You cannot announce people at this facility. Check its code.", field="facility")
    return gates[0]


def _person(row: Announcement, key: bytes, ref: str, person: Person) -> AnnouncedPerson:
    identifier = ordered_id(row.at, os.urandom(10))
    sealed = sealed_fields.seal_json(key, field=f"{_PERSON}:{identifier}", value=person.to_dict())
    return AnnouncedPerson(pk=identifier, announcement=row, ref=ref, person=sealed)


def _entry(row: Announcement, draft: AnnouncementDraft, *, actor: Actor, at: datetime) -> EntryDraft:
    core = {"announcement": str(row.pk), "facility": draft.facility, "on": draft.on.isoformat()}
    core |= {"purpose": draft.purpose.value, "times": draft.times}
    persons = [[ref, person.to_dict()] for ref, person in draft.persons.items()]
    return EntryDraft(Event.ANNOUNCEMENT_MADE, actor, at, core, {"persons": persons, "host": draft.host})


def system_actor(row: Announcement) -> Actor:
    """Who checks and closes an announcement by itself."""
    return Actor("system", "announcement", None, row.organisation_id)


def open_announced(row: Announcement, person: AnnouncedPerson) -> Person:
    """Decrypts an expected person; raises Erased where the month was erased."""
    field = f"{_PERSON}:{person.pk}"
    plain = open_of_month(row.at, kept_class=Kept.UPLOADS, field=field, closed=person.person)
    return Person.from_dict(json.loads(plain))


def open_host(row: Announcement) -> str:
    """Decrypts who expects them."""
    return open_of_month(row.at, kept_class=Kept.UPLOADS, field=f"{_HOST}:{row.pk}", closed=row.host).decode()


def check_persons(
    row: Announcement, persons: Sequence[AnnouncedPerson], why: Occasion, *, actor: Actor, at: datetime
) -> None:
    """Checks expected persons and keeps the results; raises the first error of any of them."""
    if not persons:
        return
    facility = row.gate.facility
    gate = GateFacts(row.gate_id, row.gate.code, facility.port.locode, facility.organisation_id)
    queries = [
        Query(
            person=open_announced(row, person),
            gate=gate,
            purpose=Purpose(row.purpose),
            actor=actor,
            source=OVERTAKEN if person.verdict == Verdict.CLEAR.value else ANNOUNCED,
            occasion=_occasion(person),
        )
        for person in persons
    ]
    answers = [_answer(result) for result in perform(queries, at=at)]
    _record(row, dict(zip((person.pk for person in persons), answers, strict=True)), why, actor=actor, at=at)


def _occasion(person: AnnouncedPerson) -> str:
    """What must not be told twice: this person's present denial, or the one that a denial now would be."""
    return f"announced:{person.pk}:{person.denials + (person.verdict != Verdict.DENIED.value)}"


def _answer(result: Answer | DomainError) -> Answer:
    if isinstance(result, DomainError):
        raise result
    return result


@transaction.atomic(durable=True)
def _record(row: Announcement, answers: Mapping[UUID, Answer], why: Occasion, *, actor: Actor, at: datetime) -> None:
    """Keeps checks with their reason; the verdict by the newer register stays."""
    stored = AnnouncedPerson.objects.select_for_update().filter(pk__in=answers).order_by("pk")
    entries = []
    for person in stored:
        answer = answers[person.pk]
        denied = answer.verdict is Verdict.DENIED
        overtaken = denied and person.verdict == Verdict.CLEAR.value
        reason = Occasion.BAN_AFTER_APPROVAL if overtaken else why
        keep_check(person, answer.id, answer.verdict, reason, at=at)
        if overtaken:
            core = {"announcement": str(row.pk), "ref": person.ref, "check": str(answer.id)}
            entries.append(EntryDraft(Event.ANNOUNCEMENT_OVERTAKEN, actor, at, core))
            message = AnnouncementOvertaken(at=at, announcement=str(row.pk), ref=person.ref)
            tell_organisation(row.organisation_id, WebhookEvent.ANNOUNCEMENT_OVERTAKEN, message, at=at)
        if answer.register_version >= person.verdict_version:
            person.denials += denied and person.verdict != Verdict.DENIED.value
            person.verdict, person.verdict_version = answer.verdict.value, answer.register_version
            person.save(update_fields=["denials", "verdict", "verdict_version"])
    append(entries)


def keep_check(person: AnnouncedPerson, check: UUID, verdict: Verdict, why: Occasion, *, at: datetime) -> None:
    """Writes one check of an expected person in the open transaction."""
    AnnouncedCheck.objects.create(person=person, made=check, at=at, verdict=verdict.value, why=why.value)


def unchecked(row: Announcement) -> list[AnnouncedPerson]:
    """The persons of an announcement who have no verdict yet."""
    return list(AnnouncedPerson.objects.filter(announcement=row, verdict_version=UNCHECKED).order_by("pk"))
