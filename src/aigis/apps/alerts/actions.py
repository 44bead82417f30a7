"""Raising alerts inside the check's own transaction; acknowledging and closing them at a desk."""

import json
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from aigis import wiring
from aigis.apps.alerts import repeats
from aigis.apps.alerts.models import Alert, Desk, DeskAlert
from aigis.apps.alerts.repeats import AlertDraft
from aigis.apps.audit import data_keys, sealed_fields
from aigis.apps.audit.actions import SYSTEM, EntryDraft, SubjectKey, append
from aigis.apps.notices.actions import NoticeRecipient, NoticeText, post_all
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import DeskFacts, DeskKind, desks_for
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, InvalidInput, NoAnswer, NotFound
from aigis.core.privacy.retention import hits_scope
from aigis.core.timed_cache import TimedCache


def desks_by_id() -> Mapping[int, Desk]:
    """Every desk, with its ports at hand."""
    return {desk.pk: desk for desk in Desk.objects.prefetch_related("ports")}


def raise_alerts(drafts: Sequence[AlertDraft], *, at: datetime) -> list[UUID]:
    """Writes alerts, their places at each desk and the notices to these, in the check's open transaction.

    An occasion already told is passed over; a further hit of an open alert joins it. The desks' rows are locked for
    the last few statements alone, so that no check waits for the work of another.

    Raises:
        NoAnswer: nobody would be told of a hit; then the check fails with it.
    """
    if not drafts:
        return []
    desks = desks_by_id()
    facts = [_facts(desk) for desk in desks.values()]
    chosen_for = {draft.gate.port: desks_for(draft.gate.port, facts) for draft in drafts}
    repeats.lock_matters(drafts)
    new, hits = _sort(drafts, at=at)
    inserted = _insert(new, at=at)
    repeats.record_hits(hits, at=at)
    keys_of = _closing_keys([draft for _, draft in (*inserted, *hits)], at=at)
    entries = [repeats.entry_of_hit(alert, draft, keys_of[draft.subject], at=at) for alert, draft in hits]
    secrets = {desk.id: desk_secret(desks[desk.id]) for port in chosen_for for desk in chosen_for[port]}
    places = _number([(alert, [desk.id for desk in chosen_for[draft.gate.port]]) for alert, draft in inserted])
    post_all(
        [
            (_receivers(desks[desk], secrets[desk]), _text(alert, desks[desk], number, draft.gate.code, at))
            for (alert, draft), numbers in zip(inserted, places, strict=True)
            for desk, number in numbers
        ],
        at=at,
    )
    for (alert, draft), numbers in zip(inserted, places, strict=True):
        named = [[desks[desk].code, number] for desk, number in numbers]
        entries.append(_entry(alert, draft, named, keys_of[draft.subject], at=at))
    append(entries)
    return [alert for alert, _ in inserted]


_Told = list[tuple[UUID, AlertDraft]]


def _sort(drafts: Sequence[AlertDraft], *, at: datetime) -> tuple[_Told, _Told]:
    """Sorts drafts into new alerts and further hits of open ones, each with the alert's id."""
    open_alerts = repeats.open_alerts(drafts, at=at)
    here: dict[repeats.Matter, UUID] = {}
    new: _Told = []
    hits: _Told = []
    for draft in sorted(drafts, key=lambda draft: (draft.ban, draft.occasion)):
        matter = draft.matter
        joined = here.get(matter) if matter else None
        if matter and joined is None:
            joined = next((alert.pk for alert in open_alerts.get(matter, []) if repeats.takes(alert, draft)), None)
        if joined is not None:
            hits.append((joined, draft))
            continue
        alert = ordered_id(at, os.urandom(10))
        new.append((alert, draft))
        if matter:
            here[matter] = alert
    return new, hits


def _insert(new: _Told, *, at: datetime) -> _Told:
    """Writes new alerts; returns those whose occasion was not told before."""
    Alert.objects.bulk_create(
        [
            Alert(
                id=alert,
                ban_id=draft.ban,
                occasion=draft.occasion,
                check_made_id=draft.check,
                gate_id=draft.gate.id,
                organisation_id=draft.gate.organisation,
                raised_at=at,
                last_hit_at=at,
            )
            for alert, draft in new
        ],
        ignore_conflicts=True,
    )
    written = set(Alert.objects.filter(pk__in=[alert for alert, _ in new]).values_list("pk", flat=True))
    return [(alert, draft) for alert, draft in new if alert in written]


def _closing_keys(drafts: Sequence[AlertDraft], *, at: datetime) -> dict[UUID, SubjectKey]:
    """The key of each subject's hits of the month."""
    scopes = {draft.subject: hits_scope(draft.subject, at=at) for draft in drafts}
    made = data_keys.made(list(scopes.values()))
    return {subject: SubjectKey(scope, made[scope]) for subject, scope in scopes.items()}


too_few_desks_cache: TimedCache[str, bool] = TimedCache(seconds=5.0, clock=time.monotonic)


def has_too_few_alert_desks(port: str) -> bool:
    """Tells whether a hit at the port would have no two desks to go to; asks the database every few seconds.

    Known before anybody is checked there: an answer that fails only for the banned would tell who they are.
    """
    too_few = too_few_desks_cache.get(port)
    return too_few if too_few is not None else too_few_desks_cache.put(port, _has_too_few_desks(port))


def _has_too_few_desks(port: str) -> bool:
    try:
        desks_for(port, [_facts(desk) for desk in desks_by_id().values()])
    except NoAnswer:
        return True
    return False


def _facts(desk: Desk) -> DeskFacts:
    ports = frozenset(port.locode for port in desk.ports.all())
    return DeskFacts(desk.pk, DeskKind(desk.kind), desk.organisation_id, ports)


_ADVANCE = "UPDATE alerts_desk SET last_number = last_number + %s WHERE id = %s RETURNING last_number"


def _number(alerts: Sequence[tuple[UUID, Sequence[int]]]) -> list[list[tuple[int, int]]]:
    """Gives alerts their numbers at their desks, without gaps; returns desk and number of each alert.

    Desks are taken in one order by everybody, so that two never wait for each other; what is written under their locks
    is three statements.
    """
    wanted = Counter(desk for _, desks in alerts for desk in desks)
    next_number: dict[int, int] = {}
    with connection.cursor() as cursor:
        for desk, count in sorted(wanted.items()):
            cursor.execute(
                "UPDATE alerts_desk SET last_number = last_number + %s WHERE id = %s RETURNING last_number",
                [count, desk],
            )
            next_number[desk] = int(cursor.fetchone()[0]) - count + 1
    places: list[list[tuple[int, int]]] = []
    for _, desks in alerts:
        places.append([(desk, next_number[desk]) for desk in sorted(desks)])
        for desk in desks:
            next_number[desk] += 1
    DeskAlert.objects.bulk_create(
        DeskAlert(alert_id=alert, desk_id=desk, number=number)
        for (alert, _), numbers in zip(alerts, places, strict=True)
        for desk, number in numbers
    )
    return places


def _entry(
    alert: UUID, draft: AlertDraft, desks: Sequence[Sequence[object]], closed_by: SubjectKey, *, at: datetime
) -> EntryDraft:
    core = {"alert": str(alert), "check": str(draft.check), "gate": draft.gate.code, "desks": desks}
    subject = {"subject": str(draft.subject), "ban": str(draft.ban)}
    return EntryDraft(Event.ALERT_RAISED, SYSTEM, at, core, subject, about=draft.subject, closed_by=closed_by)


def _receivers(desk: Desk, secret: str) -> list[NoticeRecipient]:
    receivers = [NoticeRecipient("mail", desk.mailbox)] if desk.mailbox else []
    if desk.webhook:
        receivers.append(NoticeRecipient("webhook", desk.webhook, secret))
    return receivers


def desk_secret(desk: Desk) -> str:
    """The signing secret of a desk's webhook."""
    if desk.webhook_secret is None:
        return ""
    key = data_keys.key(f"desk:{desk.code}")
    return sealed_fields.open_text(key, field="desk.secret", ciphertext=desk.webhook_secret)


def _text(alert: UUID, desk: Desk, number: int, gate: str, at: datetime) -> NoticeText:
    """Thin by design: mail and webhooks pass through hands that may not know about whom."""
    page = f"{wiring.environment().url}/alerts/{alert}"
    data = {"alert": str(alert), "desk": desk.code, "number": number, "gate": gate, "page": page}
    body: dict[str, Any] = {"type": "alert.raised", "timestamp": at.isoformat(), "data": data}
    return NoticeText("alert", f"Aigis {desk.code} #{number}: {gate}", json.dumps(body, indent=1), alert, priority=10)


@transaction.atomic(durable=True)
def acknowledge(*, alert: UUID, actor: Actor, at: datetime, desk: str = "") -> DeskAlert:
    """Notes that a desk has seen the alert, once; an organisation of several desks names the one."""
    row = _at_desk(alert, actor, desk)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = at, actor.key
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        core = {"alert": str(alert), "desk": row.desk.code, "number": row.number}
        append([EntryDraft(Event.ALERT_ACKNOWLEDGED, actor, at, core)])
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
        append([EntryDraft(Event.ALERT_CLOSED, actor, at, core)])
    return row


def _at_desk(alert: UUID, actor: Actor, desk: str) -> DeskAlert:
    """The alert at one desk of the actor's organisation: one clerk must not answer for the desk beside."""
    rows = DeskAlert.objects.select_for_update(of=("self",)).select_related("desk")
    rows = rows.filter(alert=alert, desk__organisation=actor.organisation)
    # Compared here, not by the database: what a caller names may hold signs that no column takes.
    visible = [row for row in rows if desk in ("", row.desk.code)]
    if not visible:
        raise NotFound("Your desk has no such alert.")
    if len(visible) > 1:
        raise InvalidInput("Your organisation has several alert desks. State which one you read.", field="desk")
    return visible[0]


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
    return write_desk(draft, actor=actor, at=at)


def write_desk(draft: DeskDraft, *, actor: Actor, at: datetime) -> Desk:
    """Does the work of `add_desk` inside the caller's open transaction."""
    desk = Desk(code=draft.code, name=draft.name, kind=draft.kind.value, organisation_id=draft.organisation)
    desk.mailbox, desk.webhook = draft.mailbox, draft.webhook
    if draft.secret:
        key = data_keys.made([f"desk:{draft.code}"])[f"desk:{draft.code}"]
        desk.webhook_secret = sealed_fields.seal_text(key, field="desk.secret", text=draft.secret)
    desk.full_clean(exclude=["webhook_secret"])
    desk.save(force_insert=True)
    desk.ports.set(desk.ports.model.objects.filter(locode__in=draft.ports))
    core = {"desk": draft.code, "kind": draft.kind.value, "organisation": draft.organisation}
    append([EntryDraft(Event.DESK_ADDED, actor, at, core | {"ports": list(draft.ports)})])
    return desk
