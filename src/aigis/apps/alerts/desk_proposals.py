"""Changing a desk's addresses or schedule: proposed at the desk, decided elsewhere, told to the old address.

A desk's addresses decide who hears of a hit. One person must not be able to send alerts elsewhere.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from aigis import wiring
from aigis.apps.alerts.desk_changes import write_desk_change
from aigis.apps.alerts.desks import (
    desks_by_id,
    encrypt_secret,
    facts_of,
    recipients_before_change,
)
from aigis.apps.alerts.models import LANGUAGES, Desk, DeskProposal
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.facilities.models import Port
from aigis.apps.notices.actions import post
from aigis.apps.people.account_position import as_written, of_key, placement, proposing_placement, written
from aigis.core.access.approval import LAPSES_AFTER, require_open, require_second
from aigis.core.access.permissions import Actor, Capability, may
from aigis.core.alerts.escalation import read_shift, write_shift
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import DeskFacts, desks_for
from aigis.core.checks.thresholds import require_other_organisation
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, InvalidInput, NoAnswer, NotAllowed, NotFound
from aigis.core.messages.alert_messages import DeskChanged
from aigis.core.webhooks.target import parse_target

REMOVED = "removed"
_LONGEST = 1_000
_TEXTS = {"name": 120, "telephone": 30}
_MAILBOXES = ("mailbox", "other_mailbox")
_MOST_SHIFTS = 50


def settings_of(desk: Desk) -> dict[str, Any]:
    """Returns what can be changed of a desk, in JSON values; the webhook's secret is left out."""
    return {
        "name": desk.name,
        "language": desk.language,
        "ports": sorted(port.locode for port in desk.ports.all()),
        "mailbox": desk.mailbox,
        "webhook": desk.webhook,
        "other_mailbox": desk.other_mailbox,
        "telephone": desk.telephone,
        "next_desk": desk.next_desk.code if desk.next_desk else "",
        "on_call": desk.on_call,
    }


@transaction.atomic(durable=True)
def propose(desk: str, changes: Mapping[str, Any], *, why: str, actor: Actor, at: datetime, secret: str = "") -> UUID:
    """Proposes changes of a desk of the actor's organisation, or `{"removed": true}`; returns the proposal's id.

    Raises InvalidInput for a field or value that cannot be, Conflict where nothing would change or another proposal
    waits. The desk is told at its present addresses.
    """
    row = _desk(desk, actor)
    base = settings_of(row)
    settings = {REMOVED: True} if changes.get(REMOVED) is True else _validated(row, base, changes)
    if not why.strip() or len(why) > _LONGEST:
        raise InvalidInput("Give the reason, in at most 1,000 characters.", field="why")
    if settings == base and not secret:
        raise Conflict("These are the desk's settings already.")
    if waiting(row, at=at) is not None:
        raise Conflict("Another proposal for this desk needs a decision. Decide on that one first.")
    proposal = DeskProposal.objects.create(
        pk=ordered_id(at, os.urandom(10)),
        desk=row,
        settings=settings,
        secret=encrypt_secret(row.code, secret) if secret else None,
        base=base,
        why=why.strip(),
        proposed_by=actor.key,
        proposer=written(proposing_placement(actor)),
        proposed_at=at,
        lapses_at=at + LAPSES_AFTER,
    )
    fields = changed_fields(proposal)
    core = {"desk": row.code, "proposal": str(proposal.pk), "fields": fields}
    append([EntryDraft(Event.DESK_CHANGE_PROPOSED, actor, at, core, {"why": proposal.why})])
    _tell(row, "proposed", fields, at=at)
    return proposal.pk


def waiting(desk: Desk, *, at: datetime) -> DeskProposal | None:
    """The proposal for a desk that waits for its decision; there is at most one."""
    return DeskProposal.objects.filter(desk=desk, state=DeskProposal.State.WAITING, lapses_at__gt=at).first()


def open_proposals(*, at: datetime) -> list[DeskProposal]:
    """The proposals for all desks that wait for a decision, oldest first."""
    rows = DeskProposal.objects.filter(state=DeskProposal.State.WAITING, lapses_at__gt=at)
    return list(rows.select_related("desk__organisation").order_by("proposed_at")[:100])


def changed_fields(proposal: DeskProposal) -> list[str]:
    """The names of the fields a proposal would change."""
    if proposal.settings.get(REMOVED):
        return [REMOVED]
    changed = [name for name, value in proposal.settings.items() if proposal.base.get(name) != value]
    return sorted([*changed, *(["webhook_secret"] if proposal.secret else [])])


def approve(proposal: UUID, *, actor: Actor, at: datetime) -> DeskProposal:
    """Carries a proposal out: the actor is another person of another organisation; told at the old addresses.

    Raises NotAllowed where this actor may not, Conflict where nobody may any more; each refusal is an entry.
    """
    return _or_record(proposal, lambda: _approve(proposal, actor=actor, at=at), actor=actor, at=at)


def reject(proposal: UUID, *, note: str, actor: Actor, at: datetime) -> DeskProposal:
    """Rejects a proposal with a note; who proposed it withdraws it in the same way. Raises as `approve`."""
    return _or_record(proposal, lambda: _reject(proposal, note=note, actor=actor, at=at), actor=actor, at=at)


@transaction.atomic(durable=True)
def _approve(proposal: UUID, *, actor: Actor, at: datetime) -> DeskProposal:
    row = _proposal(proposal)
    require_decidable(row, actor=actor, at=at)
    desk = Desk.objects.select_for_update(of=("self",)).select_related("next_desk").get(pk=row.desk_id)
    if settings_of(desk) != row.base or desk.removed_at is not None:
        raise Conflict("The desk has changed since the proposal. Reject it and propose it again.")
    _carry_out(desk, row, actor=actor, at=at)
    _decide(row, DeskProposal.State.APPROVED, actor=actor, at=at)
    core = {"desk": desk.code, "proposal": str(row.pk), "fields": changed_fields(row)}
    append([EntryDraft(Event.DESK_CHANGE_APPROVED, actor, at, core)])
    return row


def require_decidable(row: DeskProposal, *, actor: Actor, at: datetime) -> None:
    """Raises Conflict where nobody may approve a proposal any more, NotAllowed where this actor may not."""
    require_open(state=row.state, lapses_at=row.lapses_at, at=at)
    approver, proposer = placement(actor), as_written(row.proposer)
    if approver is None or not may(actor, Capability.DESK_DECIDE) or approver.role is not actor.role:
        raise NotAllowed
    require_second(proposer=proposer, now=of_key(row.proposed_by), approver=approver, proposed_at=row.proposed_at)
    require_other_organisation(proposer, approver)


def _carry_out(desk: Desk, row: DeskProposal, *, actor: Actor, at: datetime) -> None:
    """Changes or removes the desk; raises Conflict where that would leave a port short of desks."""
    short, now = _ports_short_of_desks(), settings_of(desk)
    changes: dict[str, tuple[object, object]] = {
        name: (now[name], value) for name, value in row.settings.items() if name != REMOVED and now[name] != value
    }
    if row.settings.get(REMOVED):
        changes = {"removed_at": (None, at)}
    if "next_desk" in changes:
        before, code = changes["next_desk"]
        changes["next_desk"] = (before, Desk.objects.get(code=code) if code else None)
    if row.secret is not None:
        changes["webhook_secret"] = ("hidden", row.secret)
    write_desk_change(desk, changes, actor=actor, at=at)
    for port, name in _ports_short_of_desks().items():
        if port not in short:
            raise Conflict(
                "The port %(port)s would have fewer than two alert desks. Nothing was changed.", values={"port": name}
            )


def _ports_short_of_desks() -> dict[str, str]:
    """The names of ports, by code, without two desks in two organisations that can be reached."""
    facts = [facts_of(desk) for desk in desks_by_id().values()]
    return {port.locode: port.name for port in Port.objects.all() if _is_short(port.locode, facts)}


def _is_short(port: str, facts: Sequence[DeskFacts]) -> bool:
    try:
        desks_for(port, facts)
    except NoAnswer:
        return True
    return False


@transaction.atomic(durable=True)
def _reject(proposal: UUID, *, note: str, actor: Actor, at: datetime) -> DeskProposal:
    row = _proposal(proposal)
    if not note.strip() or len(note) > _LONGEST:
        raise InvalidInput("Explain why you reject it.", field="note")
    if row.state != DeskProposal.State.WAITING:
        raise Conflict("This proposal is already decided. Nothing was changed.")
    if row.proposed_by != actor.key and not may(actor, Capability.DESK_DECIDE):
        raise NotAllowed
    row.note = note.strip()
    _decide(row, DeskProposal.State.REJECTED, actor=actor, at=at)
    core = {"desk": row.desk.code, "proposal": str(row.pk)}
    append([EntryDraft(Event.DESK_CHANGE_REJECTED, actor, at, core, {"note": row.note})])
    _tell(row.desk, "rejected", changed_fields(row), at=at)
    return row


def _decide(row: DeskProposal, state: str, *, actor: Actor, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.key, at
    row.save(update_fields=["state", "decided_by", "decided_at", "note"])


def _tell(desk: Desk, what: str, fields: list[str], *, at: datetime) -> None:
    """Tells a desk at the addresses it has now, and its organisation."""
    page = f"{wiring.environment().url}/alerts/desks/"
    message = DeskChanged(at=at, desk=desk.code, what=what, fields=fields, page=page)
    post(recipients_before_change(desk), message, at=at)


def _desk(code: str, actor: Actor) -> Desk:
    rows = Desk.objects.select_for_update(of=("self",)).select_related("next_desk", "organisation")
    row = rows.filter(code=code, organisation=actor.organisation, removed_at=None).first()
    if row is None:
        raise NotFound("Your organisation has no such desk.")
    return row


def _proposal(proposal: UUID) -> DeskProposal:
    rows = DeskProposal.objects.select_for_update(of=("self",)).select_related("desk__organisation")
    row = rows.filter(pk=proposal).first()
    if row is None:
        raise NotFound("There is no proposal with this reference.")
    return row


def _validated(desk: Desk, base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The desk's settings with changes; raises InvalidInput with the field that is wrong."""
    unknown = sorted(changes.keys() - base.keys())
    if unknown:
        raise InvalidInput("A desk has no such setting.", field=unknown[0])
    settings = {**base, **changes}
    for name, longest in _TEXTS.items():
        if not isinstance(settings[name], str) or len(settings[name]) > longest:
            raise InvalidInput("Use fewer characters.", field=name)
    if settings["language"] not in {code for code, _ in LANGUAGES}:
        raise InvalidInput("Choose nl, fr, de or en.", field="language")
    for name in _MAILBOXES:
        _require_mailbox(settings[name], name)
    if settings["webhook"]:
        _require_webhook(settings["webhook"])
    if not (settings["mailbox"] or settings["webhook"]):
        raise InvalidInput(
            "A desk needs a mailbox or a webhook. To remove the desk, propose its removal.", field="mailbox"
        )
    _require_known(desk, settings)
    settings["on_call"] = _shifts(settings["on_call"])
    return settings


def _require_mailbox(value: object, field: str) -> None:
    try:
        if value:
            validate_email(str(value))
    except ValidationError:
        raise InvalidInput("Write a mail address like desk@police.example.", field=field) from None


def _require_webhook(value: object) -> None:
    try:
        parse_target(str(value))
    except InvalidInput as refused:
        raise InvalidInput(refused.template, field="webhook", values=refused.values) from None


def _require_known(desk: Desk, settings: Mapping[str, Any]) -> None:
    ports = settings["ports"]
    if not isinstance(ports, list) or Port.objects.filter(locode__in=ports).count() != len(set(ports)):
        raise InvalidInput("Name ports by their UN/LOCODE, such as BEANR.", field="ports")
    code = settings["next_desk"]
    if code and (code == desk.code or not Desk.objects.filter(code=code, removed_at=None).exists()):
        raise InvalidInput("Choose another desk that exists.", field="next_desk")


def _shifts(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list) or len(value) > _MOST_SHIFTS:
        raise InvalidInput("Give at most 50 shifts.", field="on_call")
    shifts = [read_shift(data) for data in value]
    for shift in shifts:
        _require_mailbox(shift.mailbox, "on_call")
    return [write_shift(shift) for shift in shifts]


def _or_record(proposal: UUID, decide: Callable[[], DeskProposal], *, actor: Actor, at: datetime) -> DeskProposal:
    try:
        return decide()
    except (NotAllowed, Conflict) as refused:
        _record_refusal(proposal, refused, actor=actor, at=at)
        raise


@transaction.atomic(durable=True)
def _record_refusal(proposal: UUID, refused: NotAllowed | Conflict, *, actor: Actor, at: datetime) -> None:
    core = {"proposal": str(proposal), "code": refused.code, "sentence": refused.template}
    append([EntryDraft(Event.DESK_CHANGE_REFUSED, actor, at, core)])
