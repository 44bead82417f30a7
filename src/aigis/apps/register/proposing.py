"""Proposing what takes a second person: written down with the state it was made on, and the prosecutor told."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from aigis.apps.audit.actions import Draft, SubjectKey, append
from aigis.apps.people.placement import proposing_placement, written
from aigis.apps.people.requests import Request, recall, remember
from aigis.apps.register import changing, closing, lives, register_version, subjects
from aigis.apps.register.changing import BanChange
from aigis.apps.register.models import Authority, Ban, Proposal, Subject
from aigis.apps.register.subjects import SubjectChange
from aigis.apps.register.telling import tell_prosecutors
from aigis.core import envelope
from aigis.core.approval import LAPSES_AFTER
from aigis.core.identifiers import ordered_id
from aigis.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Sheet:
    """A proposal before it is written: the event, whom and what it is about, and the change as JSON has it."""

    event: str
    subject: Subject
    change: Mapping[str, Any]
    authorities: tuple[Authority, ...]
    ban: Ban | None = None
    other: Subject | None = None


@transaction.atomic(durable=True)
def propose(
    ban: UUID,
    asked: BanChange,
    *,
    actor: Actor,
    at: datetime,
    expected: int | None = None,
    request: Request | None = None,
) -> UUID:
    """Proposes a change of a ban and returns the proposal's id; the same request again returns the same one.

    Raises what the change itself would raise, so that nothing is proposed that cannot be carried out; ChangedSince
    where the caller read another version than the present one.
    """
    register_version.lock()
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return UUID(earlier)
    changing.require_version(ban, expected)
    proposal = write(ban, asked, actor=actor, at=at)
    remember(request, str(proposal), actor=actor, at=at)
    return proposal


def write(ban: UUID, asked: BanChange, *, actor: Actor, at: datetime) -> UUID:
    """Does the work of `propose` inside the caller's open transaction."""
    planned = changing.plan(ban, asked, recorded_by=actor.key, at=at)
    row = planned.ban
    authorities = tuple({planned.recorded.authority, row.authority})
    sheet = Sheet(asked.event.value, row.subject, asked.to_dict(), authorities, ban=row)
    return write_sheet(sheet, actor=actor, at=at)


@transaction.atomic(durable=True)
def propose_for_subject(
    subject: UUID, asked: SubjectChange, *, actor: Actor, at: datetime, request: Request | None = None
) -> UUID:
    """Proposes a change of identity, a merging or a splitting; returns the proposal's id."""
    register_version.lock()
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return UUID(earlier)
    planned = subjects.plan(subject, asked, at=at)
    sheet = Sheet(asked.event.value, planned.subject, asked.to_dict(), planned.authorities, other=planned.other)
    proposal = write_sheet(sheet, actor=actor, at=at)
    remember(request, str(proposal), actor=actor, at=at)
    return proposal


def write_sheet(sheet: Sheet, *, actor: Actor, at: datetime) -> UUID:
    """Writes a proposal in the open transaction, and tells the prosecutors of it."""
    proposer = proposing_placement(actor)
    key = closing.key_of(sheet.subject.pk)
    row = Proposal.objects.create(
        pk=ordered_id(at, os.urandom(10)),
        event=sheet.event,
        ban=sheet.ban,
        subject=sheet.subject,
        other=sheet.other,
        base=base(sheet.subject, sheet.other),
        closed=_close(key, sheet.change),
        proposed_by=actor.key,
        proposer=written(proposer),
        proposed_at=at,
        lapses_at=at + LAPSES_AFTER,
    )
    core = {"proposal": str(row.pk), "what": sheet.event, "ban": _id(sheet.ban), "base": row.base}
    closed_by = SubjectKey(closing.scope(sheet.subject.pk), key)
    append(
        [
            Draft(
                "proposal.made",
                actor,
                at,
                core,
                {"change": dict(sheet.change)},
                about=sheet.subject.pk,
                closed_by=closed_by,
            )
        ]
    )
    tell_prosecutors(sheet.authorities, event="proposal.made", about=row.pk, page=f"/proposals/{row.pk}", at=at)
    return row.pk


def base(subject: Subject, other: Subject | None) -> dict[str, int]:
    """The versions of all that a proposal about a subject rests on: the subjects themselves, their bans and stays."""
    about = [one for one in (subject, other) if one is not None]
    rows = Ban.objects.filter(subject__in=about).values_list("pk", "version")
    found = {f"ban {pk}": version for pk, version in rows}
    found |= {f"stay {reports[0].stay}": len(reports) for one in about for reports in lives.reports_of(one)}
    return found | {f"subject {one.pk}": one.version for one in about}


def open_of(subject: Subject, event: str, *, at: datetime) -> QuerySet[Proposal]:
    """The proposals of an event about a subject that wait for a decision."""
    return Proposal.objects.filter(subject=subject, event=event, state=Proposal.State.WAITING, lapses_at__gt=at)


def change_of(row: Proposal) -> dict[str, Any]:
    """What a proposal proposes, opened."""
    key = closing.key_of(row.subject_id)
    opened = envelope.open_(key, field="proposal.change", closed=row.closed)
    return dict(json.loads(opened))


def _close(key: bytes, change: Mapping[str, Any]) -> bytes:
    plain = json.dumps(change, ensure_ascii=False).encode()
    return envelope.close(key, field="proposal.change", plain=plain, nonce=os.urandom(envelope.NONCE_BYTES))


def _id(ban: Ban | None) -> str | None:
    return str(ban.pk) if ban else None


def authorities_of(bans: Iterable[Ban]) -> tuple[Authority, ...]:
    """The authorities of several bans, each once."""
    return tuple({ban.authority for ban in bans})
