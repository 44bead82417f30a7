"""Raising alerts inside the check's own transaction; acknowledging and closing them at a desk."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from aigis import wiring
from aigis.apps.alerts.models import Alert, Desk, DeskAlert
from aigis.apps.audit import keys
from aigis.apps.audit.actions import SYSTEM, Draft, SubjectKey, append
from aigis.apps.facilities.queries import GateFacts
from aigis.apps.notices.actions import Receiver, Text, post
from aigis.core import envelope
from aigis.core.alerting import DeskFacts, DeskKind, desks_for
from aigis.core.errors import Conflict, InvalidInput, NoAnswer, NotFound
from aigis.core.identifiers import ordered_id
from aigis.core.permissions import Actor
from aigis.core.retention import hits_scope


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """A hit to be told: `occasion` names what must not be told twice."""

    check: UUID
    ban: UUID
    subject: UUID
    gate: GateFacts
    occasion: str


def desks_by_id() -> Mapping[int, Desk]:
    """Every desk, with its ports at hand."""
    return {desk.pk: desk for desk in Desk.objects.prefetch_related("ports")}


def raise_alerts(drafts: Sequence[AlertDraft], *, at: datetime) -> list[UUID]:
    """Writes alerts, their places at each desk and the notices to these, in the check's open transaction.

    An occasion already told is passed over. Raises NoAnswer where nobody would be told: then the check fails with it.
    """
    if not drafts:
        return []
    desks = desks_by_id()
    facts = [_facts(desk) for desk in desks.values()]
    chosen_for = {draft.gate.port: desks_for(draft.gate.port, facts) for draft in drafts}
    _lock({desk.id for chosen in chosen_for.values() for desk in chosen})
    raised = []
    for draft in sorted(drafts, key=lambda draft: (draft.ban, draft.occasion)):
        chosen = chosen_for[draft.gate.port]
        alert, new = Alert.objects.get_or_create(
            ban_id=draft.ban,
            occasion=draft.occasion,
            defaults={
                "id": ordered_id(at, os.urandom(10)),
                "check_made_id": draft.check,
                "gate_id": draft.gate.id,
                "raised_at": at,
            },
        )
        if new:
            _tell(alert, draft, [desks[one.id] for one in chosen], at)
            raised.append(alert.pk)
    return raised


_uncovered: dict[str, tuple[float, bool]] = {}
_REMEMBERED_SECONDS = 5.0


def nobody_to_tell(port: str) -> bool:
    """Tells whether a hit at the port would have no two desks to go to; asks the database every few seconds.

    Known before anybody is checked there: an answer that fails only for the banned would tell who they are.
    """
    asked_at, uncovered = _uncovered.get(port, (float("-inf"), True))
    if time.monotonic() - asked_at > _REMEMBERED_SECONDS:
        try:
            desks_for(port, [_facts(desk) for desk in desks_by_id().values()])
            uncovered = False
        except NoAnswer:
            uncovered = True
        _uncovered[port] = (time.monotonic(), uncovered)
    return uncovered


def forget() -> None:
    """Empties this process's memory of which ports have desks."""
    _uncovered.clear()


def _lock(desks: set[int]) -> None:
    """Locks all desks of a round at once and in one order, so that two rounds never wait for each other."""
    list(Desk.objects.select_for_update().filter(pk__in=desks).order_by("pk").values_list("pk"))


def _facts(desk: Desk) -> DeskFacts:
    ports = frozenset(port.locode for port in desk.ports.all())
    return DeskFacts(desk.pk, DeskKind(desk.kind), desk.organisation_id, ports)


def _tell(alert: Alert, draft: AlertDraft, desks: Sequence[Desk], at: datetime) -> None:
    numbers = [_place(alert, desk) for desk in sorted(desks, key=lambda desk: desk.pk)]
    for desk, number in numbers:
        post(_receivers(desk), _text(alert, desk, number, draft.gate.code, at), at=at)
    core = {
        "alert": str(alert.pk),
        "check": str(draft.check),
        "gate": draft.gate.code,
        "desks": [[desk.code, number] for desk, number in numbers],
    }
    subject = {"subject": str(draft.subject), "ban": str(draft.ban)}
    scope = hits_scope(draft.subject, at=at)
    closed_by = SubjectKey(scope, keys.made([scope])[scope])
    append([Draft("alert.raised", SYSTEM, at, core, subject, about=draft.subject, closed_by=closed_by)])


def _place(alert: Alert, desk: Desk) -> tuple[Desk, int]:
    """Gives the alert the desk's next number; desks are locked in order of their key, so no two actions deadlock."""
    locked = Desk.objects.select_for_update().get(pk=desk.pk)
    locked.last_number += 1
    locked.save(update_fields=["last_number"])
    DeskAlert.objects.create(alert=alert, desk=locked, number=locked.last_number)
    return desk, locked.last_number


def _receivers(desk: Desk) -> list[Receiver]:
    receivers = [Receiver("mail", desk.mailbox)] if desk.mailbox else []
    if desk.webhook:
        receivers.append(Receiver("webhook", desk.webhook, desk_secret(desk)))
    return receivers


def desk_secret(desk: Desk) -> str:
    """The signing secret of a desk's webhook."""
    if desk.webhook_secret is None:
        return ""
    key = keys.key(f"desk:{desk.code}")
    return envelope.open_(key, field="desk.secret", closed=desk.webhook_secret).decode()


def _text(alert: Alert, desk: Desk, number: int, gate: str, at: datetime) -> Text:
    """Thin by design: mail and webhooks pass through hands that may not know about whom."""
    page = f"{wiring.environment().url}/alerts/{alert.pk}"
    data = {"alert": str(alert.pk), "desk": desk.code, "number": number, "gate": gate, "page": page}
    body: dict[str, Any] = {"type": "alert.raised", "timestamp": at.isoformat(), "data": data}
    return Text("alert", f"Aigis {desk.code} #{number}: {gate}", json.dumps(body, indent=1), alert.pk, priority=10)


@transaction.atomic(durable=True)
def acknowledge(*, alert: UUID, actor: Actor, at: datetime, desk: str = "") -> DeskAlert:
    """Notes that a desk has seen the alert, once; an organisation of several desks names the one."""
    row = _at_desk(alert, actor, desk)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = at, actor.key
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        core = {"alert": str(alert), "desk": row.desk.code, "number": row.number}
        append([Draft("alert.acknowledged", actor, at, core)])
    return row


@transaction.atomic(durable=True)
def close(*, alert: UUID, outcome: str, actor: Actor, at: datetime, desk: str = "") -> DeskAlert:
    """Closes the alert at a desk with its outcome; it stays readable for good."""
    row = _at_desk(alert, actor, desk)
    if row.acknowledged_at is None:
        raise Conflict("Acknowledge the alert before you close it.")
    if row.closed_at is None:
        row.closed_at, row.closed_by, row.outcome = at, actor.key, outcome[:200]
        row.save(update_fields=["closed_at", "closed_by", "outcome"])
        core = {"alert": str(alert), "desk": row.desk.code, "number": row.number, "outcome": row.outcome}
        append([Draft("alert.closed", actor, at, core)])
    return row


def _at_desk(alert: UUID, actor: Actor, desk: str) -> DeskAlert:
    """The alert at one desk of the actor's organisation: one clerk must not answer for the desk beside."""
    rows = DeskAlert.objects.select_for_update(of=("self",)).select_related("desk")
    rows = rows.filter(alert=alert, desk__organisation=actor.organisation)
    # Compared here, not by the database: what a caller names may hold signs that no column takes.
    found = [row for row in rows if desk in ("", row.desk.code)]
    if not found:
        raise NotFound("There is no such alert at your desk.")
    if len(found) > 1:
        raise InvalidInput("Your organisation has several desks. Name the one you read.", field="desk")
    return found[0]


@dataclass(frozen=True, slots=True)
class DeskDraft:
    """A desk to be added; no ports means all of them."""

    code: str
    name: str
    kind: DeskKind
    organisation: int
    ports: tuple[str, ...] = ()
    mailbox: str = ""
    webhook: str = ""
    secret: str = ""


@transaction.atomic(durable=True)
def add_desk(draft: DeskDraft, *, actor: Actor, at: datetime) -> Desk:
    """Adds a desk; its webhook secret is closed under a key of its own."""
    desk = Desk(code=draft.code, name=draft.name, kind=draft.kind.value, organisation_id=draft.organisation)
    desk.mailbox, desk.webhook = draft.mailbox, draft.webhook
    if draft.secret:
        key = keys.made([f"desk:{draft.code}"])[f"desk:{draft.code}"]
        desk.webhook_secret = envelope.close(
            key, field="desk.secret", plain=draft.secret.encode(), nonce=os.urandom(envelope.NONCE_BYTES)
        )
    desk.full_clean(exclude=["webhook_secret"])
    desk.save(force_insert=True)
    desk.ports.set(desk.ports.model.objects.filter(locode__in=draft.ports))
    core = {"desk": draft.code, "kind": draft.kind.value, "organisation": draft.organisation}
    append([Draft("desk.added", actor, at, core | {"ports": list(draft.ports)})])
    return desk
