"""Detention and release, as a prison reports them: bans whose term stands still meanwhile end later."""

import os
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, SubjectKey, append
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans import stays as ban_stays
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.bans.versions import VersionRecord
from aigis.apps.register.models import Ban, Detention, Subject
from aigis.apps.register.notifications import post_mail, prosecutors_of, tell_subscribers
from aigis.apps.register.register_version import announce, lock, next_version
from aigis.apps.register.storage import encryption
from aigis.apps.register.storage.encryption import Ground
from aigis.apps.register.subjects.changes import Attribution, subject_row
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.detention import Stay, require_apart
from aigis.core.bans.lifecycle import moved_by_detention
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.messages.register_messages import BanEndMoved

_REASON_DETAINED = "Detention reported"
_REASON_RELEASED = "Release reported"


@transaction.atomic(durable=True)
def report_detention(
    subject: UUID,
    *,
    detained_on: date,
    actor: Actor,
    at: datetime,
    released_on: date | None = None,
    request: IdempotentRequest | None = None,
) -> Detention:
    """Records that a subject is detained from a Brussels day on, until another one where the release is known already.

    The same request again returns the same report. Raises InvalidInput for a day that is not there yet or overlaps
    another stay.
    """
    lock()
    return recalled(request, actor=actor) or write(
        subject, stay_between(detained_on, released_on, at=at), actor=actor, at=at, request=request
    )


def write(
    subject: UUID, stay: Stay, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> Detention:
    """Does the work of `report_detention` inside the caller's open transaction, under the register's lock."""
    row = present(subject)
    require_apart([*ban_stays.stays_of(row), stay])
    report = record(row, ordered_id(at, os.urandom(10)), stay, by=Attribution(actor.key), at=at)
    append([_entry(report, actor=actor, at=at)])
    move_ends(row, _REASON_DETAINED, by=Attribution(actor.key), actor=actor, at=at)
    remember(request, str(report.pk), actor=actor, at=at)
    return report


@transaction.atomic(durable=True)
def report_release(
    stay: UUID, *, released_on: date, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> Detention:
    """Records the Brussels day on which a stay ended; the bans' ends are computed from it.

    The same request again returns the same report. Raises NotFound for an unknown stay, Conflict where the release is
    reported already.
    """
    lock()
    earlier = recalled(request, actor=actor)
    if earlier is not None:
        return earlier
    last = last_report(stay)
    if last.withdrawn:
        raise Conflict("This detention was withdrawn as an error. Report the detention again.")
    if last.released_on is not None:
        raise Conflict("The release from this detention is already reported.")
    stay_days = stay_between(last.detained_on, released_on, at=at)
    row = present(last.subject_id)
    report = record(row, stay, stay_days, by=Attribution(actor.key), at=at)
    append([_entry(report, actor=actor, at=at)])
    move_ends(row, _REASON_RELEASED, by=Attribution(actor.key), actor=actor, at=at)
    remember(request, str(report.pk), actor=actor, at=at)
    return report


def recalled(request: IdempotentRequest | None, *, actor: Actor) -> Detention | None:
    """The report that the same request made before."""
    earlier = recall(request, actor=actor)
    return Detention.objects.get(pk=UUID(earlier)) if earlier is not None else None


def last_report(stay: UUID) -> Detention:
    """The last report of a stay, with its subject; raises NotFound where there is no such stay."""
    last = Detention.objects.filter(stay=stay).select_related("subject").order_by("recorded_at", "id").last()
    if last is None:
        raise NotFound("There is no detention with this reference.")
    return last


def stay_between(detained_on: date, released_on: date | None, *, at: datetime) -> Stay:
    """A stay of which every day told has come; raises InvalidInput with its field."""
    _require_past(detained_on, field="detained_on", at=at)
    if released_on is not None:
        _require_past(released_on, field="released_on", at=at)
    return Stay(detained_on, released_on)


def present(subject: UUID) -> Subject:
    """The subject of a reference, or the one it was merged into; raises NotFound where there is none."""
    row = subject_row(subject)
    return row.merged_into if row.merged_into is not None else row


def _require_past(day: date, *, field: str, at: datetime) -> None:
    if day > day_of(at):
        raise InvalidInput("This day is in the future. Report it when it has come.", field=field)


def record(
    row: Subject, stay: UUID, stay_days: Stay, *, by: Attribution, at: datetime, withdrawn: bool = False
) -> Detention:
    """Writes the next report of a stay."""
    return Detention.objects.create(
        pk=ordered_id(at, os.urandom(10)),
        stay=stay,
        subject=row,
        detained_on=stay_days.detained_on,
        released_on=stay_days.released_on,
        withdrawn=withdrawn,
        recorded_at=at,
        recorded_by=by.recorded_by,
        approved_by=by.approved_by,
    )


def _entry(report: Detention, *, actor: Actor, at: datetime) -> EntryDraft:
    subject = report.subject_id
    closed_by = SubjectKey(encryption.scope(subject), encryption.key_of(subject))
    core, about = {"stay": str(report.stay)}, days_of(ban_stays.stay_of(report))
    return EntryDraft(Event.DETENTION_REPORTED, actor, at, core, about, about=subject, closed_by=closed_by)


def days_of(stay: Stay) -> dict[str, str | None]:
    """The days of a stay as JSON has them."""
    released_on = stay.released_on.isoformat() if stay.released_on else None
    return {"detained_on": stay.detained_on.isoformat(), "released_on": released_on}


def move_ends(row: Subject, reason: str, *, by: Attribution, actor: Actor, at: datetime) -> None:
    """Writes a version of every ban whose end the stays move, and tells office and prosecutor of each.

    What a second person approved needs no colleague's look any more.
    """
    stays, version = ban_stays.stays_of(row), None
    for ban in Ban.objects.filter(subject=row).select_related("authority__office", "authority__prosecutor", "subject"):
        life, last = ban_versions.load_history(ban)
        moved = moved_by_detention(life, stays, at=at)
        if moved is None:
            continue
        version = version or next_version()
        last_ground = ban_versions.ground_of(ban, last)
        ground = Ground(last_ground.legal_basis, last_ground.case_reference, reason)
        recorded = VersionRecord(last.authority, last.decision_date, ground, by.recorded_by, by.approved_by)
        written = ban_versions.write_version(ban, moved, recorded, register_version=version, at=at)
        if not by.approved_by:
            ban_changes.await_confirmation(written, at=at)
        append([ban_changes.entry(written, recorded, actor=actor, at=at, proposal=by.proposal)])
        _tell(ban, at=at)
    if version is not None:
        announce(version)
        tell_subscribers(version, at=at)


def _tell(ban: Ban, *, at: datetime) -> None:
    authority = ban.authority
    office = [authority.mailbox] if authority.mailbox else []
    mailboxes = sorted({*office, *prosecutors_of([authority])})
    post_mail(mailboxes, BanEndMoved, about=ban.pk, page=f"/bans/{ban.pk}", at=at)
