"""Raising alerts inside the check's own transaction, and drills; what desks do about them is in `steps`."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis import wiring
from aigis.apps.alerts import repeats
from aigis.apps.alerts.alert_notices import Circumstances, raised_message
from aigis.apps.alerts.desks import (
    DeskDraft,
    add_desk,
    desk_secret,
    desks_by_id,
    facts_of,
    has_too_few_alert_desks,
    recipients_of,
    too_few_desks_cache,
    write_desk,
)
from aigis.apps.alerts.models import Alert, AlertState, Desk, DeskAlertState
from aigis.apps.alerts.numbers import Numbered, number_alerts
from aigis.apps.alerts.repeats import AlertDraft
from aigis.apps.alerts.steps import acknowledge, close
from aigis.apps.audit import data_keys
from aigis.apps.audit.actions import SYSTEM, EntryDraft, SubjectKey, append
from aigis.apps.audit.inserted_rows import require_all
from aigis.apps.facilities.models import Gate
from aigis.apps.notices.actions import Posting, post_all
from aigis.core.access.permissions import Actor
from aigis.core.alerts.chain import AlertFacts
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import desks_for
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, NotFound
from aigis.core.privacy.retention import hits_scope

__all__ = [
    "AlertDraft",
    "DeskDraft",
    "acknowledge",
    "add_desk",
    "close",
    "desk_secret",
    "desks_by_id",
    "has_too_few_alert_desks",
    "raise_alerts",
    "raise_drill",
    "too_few_desks_cache",
    "write_desk",
]

_Drafted = list[tuple[UUID, AlertDraft]]


def raise_alerts(drafts: Sequence[AlertDraft], *, at: datetime) -> list[UUID]:
    """Writes alerts, their places at each desk and the notices to these, in the check's open transaction.

    An occasion already told is passed over; a further hit of an open alert joins it. The desks' counters are locked for
    the last few statements alone, so that no check waits for the work of another.

    Raises:
        NoAnswer: nobody would be told of a hit; then the check fails with it.
    """
    if not drafts:
        return []
    desks = desks_by_id()
    chosen = _chosen_desks(drafts, desks)
    repeats.lock_matters(drafts)
    new, hits = _sort(drafts, at=at)
    inserted = _insert(new, at=at)
    repeats.record_hits(hits, at=at)
    keys_of = _subject_keys([draft for _, draft in (*inserted, *hits)], at=at)
    entries = [repeats.entry_of_hit(alert, draft, keys_of[draft.subject], at=at) for alert, draft in hits]
    secrets = {desk.pk: desk_secret(desk) for port in chosen.values() for desk in port}
    gates = Gate.objects.select_related("facility__port").in_bulk([draft.gate.id for _, draft in inserted])
    placed = [(AlertFacts(alert, draft.gate.code, at), chosen[draft.gate.port]) for alert, draft in inserted]
    numbered = number_alerts(placed, escalates_at=at + wiring.environment().alert_wait)
    post_all(_postings(inserted, numbered, gates, secrets, at=at), at=at)
    for alert, draft in inserted:
        entries.append(_entry(alert, draft, numbered, keys_of[draft.subject], at=at))
    append(entries)
    return [alert for alert, _ in inserted]


def _chosen_desks(drafts: Sequence[AlertDraft], desks: Mapping[int, Desk]) -> dict[str, list[Desk]]:
    facts = [facts_of(desk) for desk in desks.values()]
    ports = {draft.gate.port for draft in drafts}
    return {port: [desks[desk.id] for desk in desks_for(port, facts)] for port in ports}


def _postings(
    inserted: _Drafted, numbered: Numbered, gates: Mapping[int, Gate], secrets: Mapping[int, str], *, at: datetime
) -> list[Posting]:
    return [
        Posting(
            recipients_of(desk, secrets[desk.pk]),
            raised_message(message, _circumstances(draft, gates), at=at),
            draft.gate.organisation,
        )
        for alert, draft in inserted
        for desk, message in numbered[alert]
    ]


def _circumstances(draft: AlertDraft, gates: Mapping[int, Gate]) -> Circumstances:
    return Circumstances(gates[draft.gate.id], draft.certainty, draft.found_on)


def _sort(drafts: Sequence[AlertDraft], *, at: datetime) -> tuple[_Drafted, _Drafted]:
    """Sorts drafts into new alerts and further hits of open ones, each with the alert's id."""
    open_alerts = repeats.open_alerts(drafts, at=at)
    here: dict[repeats.Matter, UUID] = {}
    new: _Drafted = []
    hits: _Drafted = []
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


def _insert(new: _Drafted, *, at: datetime) -> _Drafted:
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
                certainty=draft.certainty,
            )
            for alert, draft in new
        ],
        ignore_conflicts=True,
    )
    written = set(Alert.objects.filter(pk__in=[alert for alert, _ in new]).values_list("pk", flat=True))
    _require_kept([draft for alert, draft in new if alert not in written])
    AlertState.objects.bulk_create(AlertState(alert_id=alert, last_hit_at=at) for alert in written)
    return [(alert, draft) for alert, draft in new if alert in written]


def _require_kept(passed_over: Sequence[AlertDraft]) -> None:
    """Raises NoAnswer where an alert is neither new nor there already: somebody keeps it from being written."""
    if passed_over:
        rows = Alert.objects.filter(occasion__in={draft.occasion for draft in passed_over})
        present = set(rows.values_list("ban", "occasion"))
        wanted = {(draft.ban, draft.occasion) for draft in passed_over}
        require_all("alerts_alert", expected=len(wanted), arrived=len(wanted & present))


def _subject_keys(drafts: Sequence[AlertDraft], *, at: datetime) -> dict[UUID, SubjectKey]:
    """The key of each subject's hits of the month."""
    scopes = {draft.subject: hits_scope(draft.subject, at=at) for draft in drafts}
    made = data_keys.made(list(scopes.values()))
    return {subject: SubjectKey(scope, made[scope]) for subject, scope in scopes.items()}


def _entry(alert: UUID, draft: AlertDraft, numbered: Numbered, closed_by: SubjectKey, *, at: datetime) -> EntryDraft:
    desks = [[desk.code, message.number] for desk, message in numbered[alert]]
    core = {"alert": str(alert), "check": str(draft.check), "gate": draft.gate.code, "desks": desks}
    subject = {"subject": str(draft.subject), "ban": str(draft.ban)}
    return EntryDraft(Event.ALERT_RAISED, SYSTEM, at, core, subject, about=draft.subject, closed_by=closed_by)


@transaction.atomic(durable=True)
def raise_drill(*, desk: str, actor: Actor, at: datetime) -> UUID:
    """Raises a drill at a desk of the actor's organisation: numbered, delivered and escalated like an alert.

    Raises NotFound for another's desk, and Conflict while a drill there waits: drills must not bury alerts.
    """
    row = Desk.objects.filter(code=desk, organisation=actor.organisation, removed_at=None).first()
    if row is None:
        raise NotFound("Your organisation has no such desk.")
    if DeskAlertState.objects.filter(
        desk_alert__desk=row, desk_alert__alert__drill=True, acknowledged_at=None
    ).exists():
        raise Conflict("The last drill of this desk has not been acknowledged. Acknowledge it first.")
    alert = Alert.objects.create(
        id=ordered_id(at, os.urandom(10)),
        organisation_id=actor.organisation,
        occasion=f"drill/{row.code}/{at.isoformat()}",
        raised_at=at,
        drill=True,
    )
    AlertState.objects.create(alert=alert, last_hit_at=at)
    facts = AlertFacts(alert.pk, "", at, drill=True)
    ((_, message),) = number_alerts([(facts, [row])], escalates_at=at + wiring.environment().alert_wait)[alert.pk]
    posting = Posting(recipients_of(row, desk_secret(row)), raised_message(message, Circumstances(None), at=at))
    post_all([posting], at=at)
    core = {"drill": str(alert.pk), "desk": row.code, "number": message.number}
    append([EntryDraft(Event.ALERT_DRILL, actor, at, core)])
    return alert.pk
