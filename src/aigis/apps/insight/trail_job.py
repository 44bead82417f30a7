"""The job of a trail: reads a stretch of the log from its beginning, and keeps the entries that are about a person.

An entry is about the person when it holds a person that matches, when it is about a subject of the register that the
person is, or when it names a check, a look-up, a ban or an alert that is. A worker that dies goes on where it was.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from aigis.apps.alerts.models import Alert
from aigis.apps.audit import data_keys, sealed_fields
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.decryption import subject_field
from aigis.apps.audit.models import Entry
from aigis.apps.insight import trails
from aigis.apps.insight.models import Trail
from aigis.apps.insight.trails import MOST_FOUND, Sighting
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.register.models import Ban
from aigis.apps.register.search import recognition
from aigis.core.audit.entry import SALT_LENGTH
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.audit.person_events import REFERENCES, holds_person, holds_reference
from aigis.core.crypto import field_encryption
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import DomainError
from aigis.core.matching.index import Index
from aigis.core.matching.match import compare, screen
from aigis.core.matching.types import Strength
from aigis.core.person.person import Person

CHUNK = 5_000
_LOWEST, _NOBODY = bytes(10), UUID(int=0)
_LEAST = -1_000.0  # bits: whoever shares a key is compared
_COLUMNS = ("pk", "kind", "at", "about", "subject_scope", "core", "subject")
_PERSON = frozenset(kind.number for kind in CATALOGUE.values() if holds_person(kind))
_REFERENCE = frozenset(kind.number for kind in CATALOGUE.values() if holds_reference(kind))
_KINDS = sorted(_PERSON | _REFERENCE)


@dataclass(slots=True)
class Tracker:
    """Whom is looked for, and by what else than their details an entry may be about them."""

    asked: Person
    view: RegisterView
    subjects: dict[UUID, str]
    references: dict[str, str]
    index: Index = field(init=False)
    erased: int = 0

    def __post_init__(self) -> None:
        self.index = Index.build([(_NOBODY, self.asked)], version=0)

    @classmethod
    def of(cls, person: Person, *, view: RegisterView) -> "Tracker":
        """Prepares for a person: the register's subjects that may be them, with their bans and alerts."""
        recognised = recognition.now(person, view=view)
        subjects = {subject: match.match.strength.value for subject, match in recognised.items()}
        bans = dict(Ban.objects.filter(subject__in=subjects).values_list("pk", "subject"))
        alerts = dict(Alert.objects.filter(ban__in=bans).values_list("pk", "ban"))
        references = {str(ban): subjects[subject] for ban, subject in bans.items()}
        references |= {str(alert): references[str(ban)] for alert, ban in alerts.items()}
        return cls(person, view, subjects, references)

    def sight(self, rows: Sequence[Entry]) -> list[Sighting]:
        """Those of some entries, in their order, that are about the person; remembers what they refer to."""
        strengths = {row.pk: self.subjects[row.about] for row in rows if row.about in self.subjects}
        strengths |= self._matching([row for row in rows if row.pk not in strengths and row.kind in _PERSON])
        for row in rows:  # in their order: a check is read after it was made
            if row.pk in strengths:
                self._remember(row, strengths[row.pk])
            elif row.kind in _REFERENCE and (strength := self._referred(row)):
                strengths[row.pk] = strength
        return [Sighting(row.pk, strengths[row.pk]) for row in rows if row.pk in strengths]

    def _matching(self, rows: Sequence[Entry]) -> dict[UUID, str]:
        """The entries whose person certainly or possibly is the one looked for."""
        held = list(self._persons(rows))
        likely = screen([person for _, person in held], self.index, least=_LEAST)
        strengths = {}
        for (entry, person), near in zip(held, likely, strict=True):
            if near:
                match = compare(person, self.asked, frequencies=self.view.index.frequencies)
                if match.strength is not Strength.NONE:
                    strengths[entry] = match.strength.value
        return strengths

    def _persons(self, rows: Sequence[Entry]) -> Iterator[tuple[UUID, Person]]:
        opening = data_keys.known(sorted({row.subject_scope for row in rows}))
        for row in rows:
            key = opening.get(row.subject_scope)
            if key is None or not row.subject:
                self.erased += 1
                continue
            person = _opened(key, subject_field(row.about), row.subject).get("person")
            if person:
                yield row.pk, Person.from_dict(person)

    def _referred(self, row: Entry) -> str:
        named = (self.references.get(name, "") for name in _references(row))
        return min(filter(None, named), default="")  # certain comes before possible

    def _remember(self, row: Entry, strength: str) -> None:
        """A check or a look-up of this person: whoever reads it later looks at the person too."""
        if row.kind in _REFERENCE:
            self.references |= {name: strength for name in _references(row) if name not in self.references}


def _references(row: Entry) -> list[str]:
    """The checks, look-ups, bans and alerts that an entry's core names."""
    key = data_keys.known([data_keys.month_scope(row.at)]).get(data_keys.month_scope(row.at))
    core = _opened(key, "entry.core", row.core) if key else {}
    values = (core[name] for name in REFERENCES if core.get(name))
    return [str(item) for value in values for item in (value if isinstance(value, list) else [value])]


def _opened(key: bytes, name: str, closed: field_encryption.Stored) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(sealed_fields.open_bytes(key, field=name, ciphertext=closed)[SALT_LENGTH:])
    return values


def run(trail: UUID, *, view: RegisterView, at: datetime) -> None:
    """Reads the log for a trail to the end of its stretch; one that ended, or that nobody asked for, is left alone."""
    row = Trail.objects.filter(pk=trail, state=Trail.State.RUNNING).first()
    if row is None:
        return
    try:
        _follow(row, view=view, at=at)
    except DomainError:
        _end(row, at=at, state=Trail.State.FAILED)
        raise


def _follow(row: Trail, *, view: RegisterView, at: datetime) -> None:
    tracker = Tracker.of(trails.query_of(row).person, view=view)
    sightings = trails.sightings_of(row)
    # What was found before an interruption is seen again, for what it refers to.
    tracker.sight(list(Entry.objects.filter(pk__in=[sighting.entry for sighting in sightings]).order_by("pk")))
    tracker.erased = row.erased
    for chunk in _chunks(row, tracker.subjects):
        sightings += tracker.sight(chunk)
        row.reached, row.scanned, row.erased = chunk[-1].pk, row.scanned + len(chunk), tracker.erased
        _note(row, sightings[: MOST_FOUND + 1])
        if len(sightings) > MOST_FOUND:
            break
    _end(row, at=at, state=Trail.State.ENDED)


def _chunks(row: Trail, subjects: Iterable[UUID]) -> Iterator[list[Entry]]:
    rows = Entry.objects.filter(Q(kind__in=_KINDS) | Q(about__in=list(subjects)), pk__lt=ordered_id(row.end, _LOWEST))
    rows = rows.only(*_COLUMNS).order_by("pk")
    after = row.reached or ordered_id(row.first, _LOWEST)
    while chunk := list(rows.filter(pk__gt=after)[:CHUNK]):
        yield chunk
        after = chunk[-1].pk


def _note(row: Trail, sightings: list[Sighting]) -> None:
    """How far it is; a worker that takes over goes on from here."""
    row.found, row.many = trails.close_sightings(sightings, at=row.asked_at), len(sightings)
    row.save(update_fields=["reached", "scanned", "erased", "found", "many"])


@transaction.atomic(durable=True)
def _end(row: Trail, *, at: datetime, state: str) -> None:
    Trail.objects.filter(pk=row.pk).update(state=state, ended_at=at)
    core = {"trail": str(row.pk), "scanned": row.scanned, "found": row.many, "erased": row.erased, "state": state}
    append([EntryDraft(Event.PERSON_TRAIL_ENDED, SYSTEM, at, core)])
