"""Proposing what takes a second person: written down with the state it was made on, and the prosecutor told."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, SubjectKey, append
from aigis.apps.people.account_position import proposing_placement, written
from aigis.apps.register.bans import stays
from aigis.apps.register.models import Authority, Ban, Proposal, Subject
from aigis.apps.register.notifications import tell_prosecutors
from aigis.apps.register.storage import encryption
from aigis.core.access.approval import LAPSES_AFTER
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.messages.register_messages import ProposalMade


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A proposal before it is written: the event, whom and what it is about, and the change as JSON has it."""

    event: str
    subject: Subject
    change: Mapping[str, Any]
    authorities: tuple[Authority, ...]
    ban: Ban | None = None
    other: Subject | None = None


def write_sheet(sheet: ProposalDraft, *, actor: Actor, at: datetime) -> UUID:
    """Writes a proposal in the open transaction, and tells the prosecutors of it."""
    proposer = proposing_placement(actor)
    key = encryption.key_of(sheet.subject.pk)
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
    closed_by = SubjectKey(encryption.scope(sheet.subject.pk), key)
    append(
        [
            EntryDraft(
                Event.PROPOSAL_MADE,
                actor,
                at,
                core,
                {"change": dict(sheet.change)},
                about=sheet.subject.pk,
                closed_by=closed_by,
            )
        ]
    )
    tell_prosecutors(sheet.authorities, ProposalMade, about=row.pk, page=f"/proposals/{row.pk}", at=at)
    return row.pk


def base(subject: Subject, other: Subject | None) -> dict[str, int]:
    """The versions of all that a proposal about a subject rests on: the subjects themselves, their bans and stays."""
    about = [row for row in (subject, other) if row is not None]
    rows = Ban.objects.filter(subject__in=about).values_list("pk", "version")
    versions = {f"ban {pk}": version for pk, version in rows}
    versions |= {f"stay {reports[0].stay}": len(reports) for row in about for reports in stays.reports_of(row)}
    return versions | {f"subject {row.pk}": row.version for row in about}


def open_of(subject: Subject, event: str, *, at: datetime) -> QuerySet[Proposal]:
    """The proposals of an event about a subject that wait for a decision."""
    return Proposal.objects.filter(subject=subject, event=event, state=Proposal.State.WAITING, lapses_at__gt=at)


def change_of(row: Proposal) -> dict[str, Any]:
    """What a proposal proposes, opened."""
    key = encryption.key_of(row.subject_id)
    return dict(sealed_fields.open_json(key, field="proposal.change", ciphertext=row.closed))


def _close(key: bytes, change: Mapping[str, Any]) -> bytes:
    return sealed_fields.seal_json(key, field="proposal.change", value=change)


def _id(ban: Ban | None) -> str | None:
    return str(ban.pk) if ban else None


def authorities_of(bans: Iterable[Ban]) -> tuple[Authority, ...]:
    """The authorities of several bans, each once."""
    return tuple({ban.authority for ban in bans})
