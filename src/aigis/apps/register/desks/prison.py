"""The prison's desk: reports are about somebody whom a look-up of the prison's own certainly found, and nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans import stays as ban_stays
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.lookups import recent
from aigis.apps.register.lookups.records import AskedThen, asked_of
from aigis.apps.register.models import Authority, Ban, Detention, LookUp, Subject
from aigis.apps.register.proposals import stay_corrections
from aigis.apps.register.register_version import lock
from aigis.apps.register.register_version import version as register_version
from aigis.apps.register.storage import encryption
from aigis.apps.register.subjects import detention as subject_detention
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans import detention
from aigis.core.bans.detention import Computation, Stay
from aigis.core.bans.lifecycle import BanHistory
from aigis.core.bans.versions import BanKind, Standing
from aigis.core.errors import ChangedSince, NotFound

_MOST_SHOWN = 50
_MOVED = frozenset({Standing.STANDS, Standing.SUSPENDED})


@dataclass(frozen=True, slots=True)
class LookedUp:
    """One of the prison's look-ups that certainly found somebody."""

    row: LookUp
    asked: AskedThen


@dataclass(frozen=True, slots=True)
class MovedBan:
    """A ban of somebody detained: how its last day is computed. `stayed`: its term stands still in detention."""

    ban: UUID
    kind: BanKind
    authority: Authority
    stayed: bool
    computation: Computation


@dataclass(frozen=True, slots=True)
class Prisoner:
    """A subject that a look-up found, with its stays in prison, oldest first, and the bans that still count.

    `correcting`: the stays of which a correction waits for a second person, and until when.
    """

    subject: UUID
    name: str
    stays: tuple[Detention, ...]
    bans: tuple[MovedBan, ...]
    correcting: Mapping[UUID, datetime]

    @property
    def open_stay(self) -> Detention | None:
        """The stay whose release is not reported yet."""
        return next((stay for stay in self.stays if stay.released_on is None), None)


@transaction.atomic(durable=True)
def desk(*, actor: Actor, at: datetime) -> tuple[LookedUp, ...]:
    """The actor's own look-ups of the last day that certainly found somebody, newest first; the look is an entry."""
    rows = _own(actor, at=at).filter(found__gt=0).order_by("-pk")[:_MOST_SHOWN]
    lookups = tuple(lookup for lookup in (LookedUp(row, asked_of(row)) for row in rows) if lookup.asked.certain)
    append([EntryDraft(Event.LOOKUP_READ, actor, at, {"lookups": [str(lookup.row.pk) for lookup in lookups]})])
    return lookups


@transaction.atomic(durable=True)
def found(lookup: UUID, *, actor: Actor, at: datetime) -> tuple[Prisoner, ...]:
    """Whom a look-up of the actor's own certainly found, with what a detention moves; the look is an entry.

    Raises NotFound where it is somebody else's, found nobody for certain, or is more than a day old.
    """
    subjects = _certain(lookup, actor=actor, at=at)
    people = tuple(_prisoner(subject, at=at) for subject in subjects)
    bans = [str(ban.ban) for person in people for ban in person.bans]
    shown = {"subject": [str(subject.pk) for subject in subjects], "bans": bans}
    core = {"lookup": str(lookup), "register_version": register_version()}
    append([EntryDraft(Event.DETENTION_READ, actor, at, core, shown, about=subjects[0].pk)])
    return people


@dataclass(frozen=True, slots=True)
class Reported:
    """A detention as a prison reports it; `lookup`: by which it knows the person, None for its last one of the day."""

    detained_on: date
    released_on: date | None = None
    lookup: UUID | None = None


@transaction.atomic(durable=True)
def report(
    subject: UUID, reported: Reported, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> Detention:
    """Reports that somebody whom a look-up of the actor's organisation found is or was detained.

    The same request again returns the same report. Raises LookUpFirst where nobody of the organisation looked the
    person up, otherwise as `detention.report_detention`.
    """
    lock()
    earlier = subject_detention.recalled(request, actor=actor)
    if earlier is not None:
        return earlier
    recent.require(subject_detention.present(subject), actor=actor, at=at, lookup=reported.lookup)
    stay = subject_detention.stay_between(reported.detained_on, reported.released_on, at=at)
    return subject_detention.write(subject, stay, actor=actor, at=at, request=request)


def report_detention(lookup: UUID, subject: UUID, stay: Stay, *, actor: Actor, at: datetime) -> Detention:
    """Reports that somebody whom a look-up found is or was detained; raises NotFound for anybody else."""
    _require_found(lookup, subject, actor=actor, at=at)
    return subject_detention.report_detention(
        subject, detained_on=stay.detained_on, released_on=stay.released_on, actor=actor, at=at
    )


def report_release(lookup: UUID, subject: UUID, *, released_on: date, actor: Actor, at: datetime) -> Detention:
    """Reports the day on which somebody whom a look-up found was released; raises NotFound for anybody else.

    Raises ChangedSince where nobody is detained any more, as when a colleague reported it meanwhile.
    """
    row = _require_found(lookup, subject, actor=actor, at=at)
    stay = next((stay_row for stay_row in ban_stays.stay_rows(row) if stay_row.released_on is None), None)
    if stay is None:
        raise ChangedSince
    return subject_detention.report_release(stay.stay, released_on=released_on, actor=actor, at=at)


def _own(actor: Actor, *, at: datetime) -> QuerySet[LookUp]:
    return LookUp.objects.filter(actor_key=actor.key, at__gt=at - recent.OPEN_FOR)


def _certain(lookup: UUID, *, actor: Actor, at: datetime) -> tuple[Subject, ...]:
    """The subjects that a look-up certainly found; for one merged meanwhile, what it was merged into."""
    row = _own(actor, at=at).filter(pk=lookup).first()
    ids = recent.present(asked_of(row).certain) if row is not None else ()
    subjects = tuple(Subject.objects.filter(pk__in=ids).order_by("pk"))
    if not subjects:
        raise NotFound("You have no look-up of the last day that matched this person. Look the person up first.")
    return subjects


def _require_found(lookup: UUID, subject: UUID, *, actor: Actor, at: datetime) -> Subject:
    for row in _certain(lookup, actor=actor, at=at):
        if row.pk == subject:
            return row
    raise NotFound("This look-up did not match that person. Look the person up first.")


def _prisoner(subject: Subject, *, at: datetime) -> Prisoner:
    person = encryption.open_person(encryption.reading_key(subject.pk), subject.person)
    bans = Ban.objects.filter(subject=subject).select_related("authority", "subject").order_by("pk")
    counted = (_moved(ban, *ban_versions.load_history(ban)) for ban in bans if Standing(ban.standing) in _MOVED)
    stays = tuple(ban_stays.stay_rows(subject))
    waiting = stay_corrections.waiting_for([stay.stay for stay in stays], subject, at=at)
    return Prisoner(subject.pk, person.names[0].full, stays, tuple(counted), waiting)


def _moved(ban: Ban, life: BanHistory, _last: object) -> MovedBan:
    terms = life.terms
    stays = life.stays if terms.stayed else ()
    computation = detention.compute(first=terms.first_day, last=terms.last_day, stays=stays)
    return MovedBan(ban.pk, life.kind, ban.authority, terms.stayed, computation)
