"""What happens to a subject: its identity changed, two that are one merged, one that is two split.

All of it takes two people. Bans move whole, with all their versions, and each move is a version itself.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from aigis.apps.audit import data_keys
from aigis.apps.audit.actions import EntryDraft, SubjectKey, append
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans import stays as ban_stays
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.bans.versions import VersionRecord
from aigis.apps.register.models import Authority, Ban, Detention, Subject, SubjectCode, SubjectVersion
from aigis.apps.register.notifications import tell_subscribers
from aigis.apps.register.register_version import announce, next_version
from aigis.apps.register.storage import codes as storage_codes
from aigis.apps.register.storage import encryption
from aigis.apps.register.storage.encryption import Ground
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.lifecycle import moved_by_detention, moved_to_other_subject
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.person.consistency import require_sound_subject
from aigis.core.person.identity import Use, require_identity
from aigis.core.person.person import Person


class SubjectEvent(StrEnum):
    """What may happen to a subject."""

    IDENTITY = "identity"
    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """What is to happen to a subject and why.

    `person`: its new identity; after a merging, what both are together; of a split, the new subject's. `other`: the
    subject that is merged into it. `bans`: those that go to the new subject, `rest`: the old one's identity after.
    `confirm_details`: a decision has a national number and a birth date or sex that disagree.
    """

    event: SubjectEvent
    reason: str
    person: Person
    other: UUID | None = None
    bans: tuple[UUID, ...] = ()
    rest: Person | None = None
    confirm_details: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON has it."""
        return {
            "event": self.event.value,
            "reason": self.reason,
            "person": self.person.to_dict(),
            "other": str(self.other) if self.other else None,
            "bans": [str(ban) for ban in self.bans],
            "rest": self.rest.to_dict() if self.rest else None,
            "confirm_details": self.confirm_details,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "SubjectChange":
        """The inverse of `to_dict`."""
        return cls(
            SubjectEvent(stored["event"]),
            stored["reason"],
            Person.from_dict(stored["person"]),
            UUID(stored["other"]) if stored["other"] else None,
            tuple(UUID(ban) for ban in stored["bans"]),
            Person.from_dict(stored["rest"]) if stored["rest"] else None,
            stored.get("confirm_details", False),  # a proposal of an earlier version of the software has none
        )


@dataclass(frozen=True, slots=True)
class PlannedSubject:
    """A change as it would come out: its subjects, the bans that move and that stay, whose prosecutors are told."""

    subject: Subject
    other: Subject | None
    moving: tuple[Ban, ...]
    staying: tuple[Ban, ...]
    authorities: tuple[Authority, ...]
    details_confirmed: bool


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who stands behind what is recorded: who reported or proposed it; who approved it and the proposal, if any."""

    recorded_by: str
    approved_by: str = ""
    proposal: UUID | None = None


def merged(first: Person, second: Person) -> Person:
    """What two records of one human being say together; where they contradict each other, the first one's word."""
    return Person(
        names=tuple(dict.fromkeys((*first.names, *second.names))),
        birth=first.birth or second.birth,
        national_numbers=tuple(dict.fromkeys((*first.national_numbers, *second.national_numbers))),
        documents=tuple(dict.fromkeys((*first.documents, *second.documents))),
        sex=first.sex or second.sex,
        nationality=first.nationality or second.nationality,
    )


def merging(
    subject: UUID, other: UUID, *, reason: str, person: Person | None = None, confirm_details: bool = False
) -> SubjectChange:
    """The merging of two subjects; without an identity, what both say together. NotFound where one is missing."""
    both = person or merged(person_of(subject_row(subject)), person_of(subject_row(other)))
    return SubjectChange(SubjectEvent.MERGE, reason, both, other=other, confirm_details=confirm_details)


def person_of(subject: Subject) -> Person:
    """A subject's identity, opened."""
    return encryption.open_person(encryption.reading_key(subject.pk), subject.person)


def subject_row(subject: UUID) -> Subject:
    """The row of a subject; raises NotFound where there is none."""
    row = Subject.objects.filter(pk=subject).first()
    if row is None:
        raise NotFound("There is no subject with this reference.")
    return row


def plan(subject: UUID, requested: SubjectChange, *, at: datetime) -> PlannedSubject:
    """Says what a change would touch, under the register's lock; writes nothing.

    Raises InvalidInput (with its field) where it is not sound, Conflict where a subject has been merged away.
    """
    row = _present(subject)
    if not requested.reason.strip():
        raise InvalidInput("Give the reason.", field="reason")
    confirmed = _require_sound(requested, at=at)
    bans = tuple(Ban.objects.filter(subject=row).select_related("authority", "subject").order_by("pk"))
    other: Subject | None = None
    moving: tuple[Ban, ...] = ()
    if requested.event is SubjectEvent.MERGE:
        other = _other(row, requested)
        moving = tuple(Ban.objects.filter(subject=other).select_related("authority", "subject").order_by("pk"))
    elif requested.event is SubjectEvent.SPLIT:
        moving = _leaving(bans, requested)
    elif requested.person == person_of(row):
        raise InvalidInput("Nothing would change. Enter what should be different.", field="person")
    staying = tuple(ban for ban in bans if ban not in moving)
    return PlannedSubject(row, other, moving, staying, tuple({ban.authority for ban in (*bans, *moving)}), confirmed)


def carry_out(subject: UUID, requested: SubjectChange, *, by: Attribution, actor: Actor, at: datetime) -> None:
    """Carries out an approved change in the open transaction, under the register's lock."""
    planned = plan(subject, requested, at=at)
    version = next_version()
    if requested.event is SubjectEvent.SPLIT:
        _split(planned, requested, by=by, version=version, at=at)
    else:
        _set_identity(planned.subject, requested.person, requested.event, by=by, version=version, at=at)
    if planned.other is not None:
        _merge_away(planned, planned.other, requested, by=by, version=version, at=at)
    # Whom a ban is about is part of what it says: bans that stay get a version too, for whoever follows the register.
    _move(planned.staying, planned.subject, requested, by=by, version=version, at=at)
    append([_entry(planned, requested, by=by, version=version, actor=actor, at=at)])
    announce(version)
    tell_subscribers(version, at=at)


def _present(subject: UUID) -> Subject:
    row = subject_row(subject)
    if row.merged_into_id is not None:
        raise Conflict("This subject was merged into another one. Open that one.")
    return row


def _other(row: Subject, requested: SubjectChange) -> Subject:
    if requested.other is None or requested.other == row.pk:
        raise InvalidInput("Choose the other subject that is the same person.", field="other")
    return _present(requested.other)


def _leaving(bans: Sequence[Ban], requested: SubjectChange) -> tuple[Ban, ...]:
    leaving = tuple(ban for ban in bans if ban.pk in requested.bans)
    if not leaving or len(leaving) != len(set(requested.bans)):
        raise InvalidInput("Select the bans of this subject that are about the other person.", field="bans")
    if len(leaving) == len(bans):
        raise InvalidInput(
            "At least one ban must stay with this subject. Otherwise, change the identity instead.", field="bans"
        )
    return leaving


def _require_sound(requested: SubjectChange, *, at: datetime) -> bool:
    """Raises InvalidInput for an identity that tells nobody or cannot be; returns whether it was confirmed.

    Whoever is younger than a banned person can be on the day of the change was so on the day of the decision.
    """
    today, confirmed = day_of(at), False
    for person, field in ((requested.person, "person"), (requested.rest, "rest")):
        if person is None:
            continue
        require_identity(person, field=field, use=Use.BAN)
        confirmed |= require_sound_subject(
            person, today=today, banned_on=today, confirmed=requested.confirm_details, field=field
        )
    return confirmed


def _set_identity(
    row: Subject, person: Person, event: SubjectEvent, *, by: Attribution, version: int, at: datetime
) -> None:
    """Writes the next version of a subject's identity, and the codes it is found by from now on."""
    key = encryption.key_of(row.pk)
    closed = encryption.close_person(key, person)
    row.version, row.person, row.changed_in = row.version + 1, closed, version
    row.save(update_fields=["version", "person", "changed_in", "merged_into"])
    SubjectVersion.objects.create(
        subject=row,
        number=row.version,
        event=event.value,
        person=closed,
        recorded_at=at,
        recorded_by=by.recorded_by,
        approved_by=by.approved_by,
        register_version=version,
    )
    _set_codes(row, person)


def _set_codes(row: Subject, person: Person) -> None:
    """Adds the codes of the new identity; earlier ones stay, for look-ups ask what the register said before."""
    codes = dict.fromkeys(storage_codes.codes_of(person))
    SubjectCode.objects.bulk_create(
        [SubjectCode(subject=row, kind=kind, code=code) for kind, code in codes], ignore_conflicts=True
    )


def _merge_away(
    planned: PlannedSubject, other: Subject, requested: SubjectChange, *, by: Attribution, version: int, at: datetime
) -> None:
    """Leaves the other subject as it was, pointing to the one it is; its bans go there."""
    other.merged_into = planned.subject
    Subject.objects.filter(merged_into=other).update(merged_into=planned.subject)
    _set_identity(other, person_of(other), SubjectEvent.MERGE, by=by, version=version, at=at)
    _move(planned.moving, planned.subject, requested, by=by, version=version, at=at)


def _split(planned: PlannedSubject, requested: SubjectChange, *, by: Attribution, version: int, at: datetime) -> None:
    """Makes a new subject of the bans that are about somebody else; reports of detention go with both."""
    fresh = ordered_id(at, os.urandom(10))
    key = data_keys.made([encryption.scope(fresh)])[encryption.scope(fresh)]
    closed = encryption.close_person(key, requested.person)
    row = Subject.objects.create(pk=fresh, person=closed, version=0, changed_in=version, added_at=at)
    _set_identity(row, requested.person, SubjectEvent.SPLIT, by=by, version=version, at=at)
    rest = requested.rest or person_of(planned.subject)
    _set_identity(planned.subject, rest, SubjectEvent.SPLIT, by=by, version=version, at=at)
    for stay in ban_stays.stay_rows(planned.subject):
        Detention.objects.create(
            pk=ordered_id(at, os.urandom(10)),
            stay=ordered_id(at, os.urandom(10)),
            subject=row,
            detained_on=stay.detained_on,
            released_on=stay.released_on,
            recorded_at=at,
            recorded_by=stay.recorded_by,
        )
    _move(planned.moving, row, requested, by=by, version=version, at=at)


def _move(
    bans: Sequence[Ban], to: Subject, requested: SubjectChange, *, by: Attribution, version: int, at: datetime
) -> None:
    """Has bans be about a subject as it is from now on, each by a version that says so."""
    for ban in bans:
        life, last = ban_versions.load_history(ban)
        last_ground = ban_versions.ground_of(ban, last)
        ground = Ground(last_ground.legal_basis, last_ground.case_reference, requested.reason)
        recorded = VersionRecord(last.authority, last.decision_date, ground, by.recorded_by, by.approved_by)
        ban.subject = to
        ban_versions.write_version(ban, moved_to_other_subject(life, at=at), recorded, register_version=version, at=at)
    _recompute(to, by=by, version=version, at=at)


def _recompute(subject: Subject, *, by: Attribution, version: int, at: datetime) -> None:
    """A ban that came to a subject with other stays in prison may end on another day."""
    stays = ban_stays.stays_of(subject)
    for ban in Ban.objects.filter(subject=subject).select_related("authority", "subject"):
        life, last = ban_versions.load_history(ban)
        moved = moved_by_detention(life, stays, at=at)
        if moved is not None:
            last_ground = ban_versions.ground_of(ban, last)
            recorded = VersionRecord(last.authority, last.decision_date, last_ground, by.recorded_by, by.approved_by)
            row = ban_versions.write_version(ban, moved, recorded, register_version=version, at=at)
            ban_changes.await_confirmation(row, at=at)


def _entry(
    planned: PlannedSubject, requested: SubjectChange, *, by: Attribution, version: int, actor: Actor, at: datetime
) -> EntryDraft:
    subject = planned.subject
    core = {
        "what": requested.event.value,
        "version": subject.version,
        "register_version": version,
        "other": str(planned.other.pk) if planned.other else None,
        "bans": [str(ban.pk) for ban in planned.moving],
        "approved_by": by.approved_by,
        "proposal": str(by.proposal) if by.proposal else None,
        "details_confirmed": planned.details_confirmed,
    }
    closed_by = SubjectKey(encryption.scope(subject.pk), encryption.key_of(subject.pk))
    about = {"person": requested.person.to_dict(), "reason": requested.reason}
    return EntryDraft(Event.SUBJECT_CHANGED, actor, at, core, about, about=subject.pk, closed_by=closed_by)
