"""Detention and release, as a prison reports them: bans whose term stands still meanwhile end later."""

import os
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import Draft, SubjectKey, append
from aigis.apps.people.requests import Request, recall, remember
from aigis.apps.register import changing, closing, lives
from aigis.apps.register.closing import Ground
from aigis.apps.register.lives import Recorded
from aigis.apps.register.models import Ban, Detention, Subject
from aigis.apps.register.subjects import subject_row
from aigis.apps.register.telling import post_mail, prosecutors_of, tell_subscribers
from aigis.core.ban_life import moved_by_detention
from aigis.core.days import day_of
from aigis.core.detention import Stay, require_apart
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.identifiers import ordered_id
from aigis.core.permissions import Actor

_REASON_DETAINED = "Detention reported"
_REASON_RELEASED = "Release reported"


@transaction.atomic(durable=True)
def report_detention(
    subject: UUID, *, detained_on: date, actor: Actor, at: datetime, request: Request | None = None
) -> Detention:
    """Records that a subject is detained from a Brussels day on; the end of its stayed bans is open from then.

    The same request again returns the same report. Raises InvalidInput for a day that is not there yet or overlaps
    another stay.
    """
    lives.lock()
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return Detention.objects.get(pk=UUID(earlier))
    row = _present(subject)
    _require_past(detained_on, field="detained_on", at=at)
    stay = Stay(detained_on)
    require_apart([*lives.stays_of(row), stay])
    report = _report(row, ordered_id(at, os.urandom(10)), stay, actor=actor, at=at)
    _move_ends(row, _REASON_DETAINED, actor=actor, at=at)
    remember(request, str(report.pk), actor=actor, at=at)
    return report


@transaction.atomic(durable=True)
def report_release(
    stay: UUID, *, released_on: date, actor: Actor, at: datetime, request: Request | None = None
) -> Detention:
    """Records the Brussels day on which a stay ended; the bans' ends are computed from it.

    The same request again returns the same report. Raises NotFound for an unknown stay, Conflict where the release is
    reported already.
    """
    lives.lock()
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return Detention.objects.get(pk=UUID(earlier))
    last = Detention.objects.filter(stay=stay).select_related("subject").order_by("recorded_at", "id").last()
    if last is None:
        raise NotFound("There is no stay in prison with this reference.")
    if last.released_on is not None:
        raise Conflict("The release from this stay is reported already.")
    _require_past(released_on, field="released_on", at=at)
    row = _present(last.subject.merged_into_id or last.subject_id)
    report = _report(row, stay, Stay(last.detained_on, released_on), actor=actor, at=at)
    _move_ends(row, _REASON_RELEASED, actor=actor, at=at)
    remember(request, str(report.pk), actor=actor, at=at)
    return report


def _present(subject: UUID) -> Subject:
    row = subject_row(subject)
    return row.merged_into if row.merged_into is not None else row


def _require_past(day: date, *, field: str, at: datetime) -> None:
    if day > day_of(at):
        raise InvalidInput("This day is still to come. Report it when it is there.", field=field)


def _report(row: Subject, stay: UUID, said: Stay, *, actor: Actor, at: datetime) -> Detention:
    report = Detention.objects.create(
        pk=ordered_id(at, os.urandom(10)),
        stay=stay,
        subject=row,
        detained_on=said.detained_on,
        released_on=said.released_on,
        recorded_at=at,
        recorded_by=actor.key,
    )
    about = {
        "detained_on": said.detained_on.isoformat(),
        "released_on": said.released_on.isoformat() if said.released_on else None,
    }
    closed_by = SubjectKey(closing.scope(row.pk), closing.key_of(row.pk))
    append([Draft("detention.reported", actor, at, {"stay": str(stay)}, about, about=row.pk, closed_by=closed_by)])
    return report


def _move_ends(row: Subject, reason: str, *, actor: Actor, at: datetime) -> None:
    """Writes a version of every ban whose end the stays move, and tells office and prosecutor of each."""
    stays, version = lives.stays_of(row), None
    for ban in Ban.objects.filter(subject=row).select_related("authority__office", "authority__prosecutor", "subject"):
        life, last = lives.read_life(ban)
        moved = moved_by_detention(life, stays, at=at)
        if moved is None:
            continue
        version = version or lives.next_version()
        kept = lives.ground_of(ban, last)
        ground = Ground(kept.legal_basis, kept.case_reference, reason)
        recorded = Recorded(last.authority, last.decision_date, ground, actor.key)
        written = lives.write_version(ban, moved, recorded, register_version=version, at=at)
        changing.await_confirmation(written, at=at)
        append([changing.entry(written, recorded, actor=actor, at=at)])
        _tell(ban, at=at)
    if version is not None:
        lives.announce(version)
        tell_subscribers(version, at=at)


def _tell(ban: Ban, *, at: datetime) -> None:
    authority = ban.authority
    office = [authority.mailbox] if authority.mailbox else []
    mailboxes = sorted({*office, *prosecutors_of([authority])})
    post_mail(mailboxes, event="ban.end_moved", about=ban.pk, page=f"/bans/{ban.pk}", at=at)
