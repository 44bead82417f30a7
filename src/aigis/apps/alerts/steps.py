"""What desks do about an alert: each step is a row and an entry; nothing is edited or taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from aigis.apps.alerts.independence import require_independent_closing
from aigis.apps.alerts.models import AlertStep, Desk, DeskAlert, DeskAlertState
from aigis.apps.audit import data_keys, sealed_fields
from aigis.apps.audit.actions import EntryDraft, SubjectKey, append
from aigis.apps.people.directory import actor_names
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, Erased, InvalidInput, NotFound
from aigis.core.privacy.retention import hits_scope

LONGEST_NAME = 120
LONGEST_NOTE = 2_000
MOST_HANDED_OVER = 500
_FIELD = "alert.note"
_KIND = AlertStep.Kind


@dataclass(frozen=True, slots=True)
class AlertRef:
    """An alert at one desk of the actor's organisation; `by` names who acts where a program speaks for a person."""

    alert: UUID
    desk: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class _StepDraft:
    kind: AlertStep.Kind
    by: str = ""
    recipient: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _EntryParts:
    core: dict[str, object]
    subject: dict[str, str]
    about: UUID | None
    key: SubjectKey | None


@transaction.atomic(durable=True)
def acknowledge(*, alert: UUID, actor: Actor, at: datetime, desk: str = "", by: str = "") -> DeskAlert:
    """Notes that a named person at a desk has seen the alert, once; an organisation of several desks names the desk."""
    desk_alert = _locked(AlertRef(alert, desk), actor)
    if desk_alert.state.acknowledged_at is None:
        parts = _write(desk_alert, _StepDraft(_KIND.ACKNOWLEDGED, by), actor=actor, at=at)
        append([EntryDraft(Event.ALERT_ACKNOWLEDGED, actor, at, parts.core, parts.subject, about=parts.about)])
    return desk_alert


@transaction.atomic(durable=True)
def close(*, alert: UUID, outcome: str, actor: Actor, at: datetime, desk: str = "", by: str = "") -> DeskAlert:
    """Closes the alert at a desk with its outcome; it stays readable for good."""
    desk_alert = _locked(AlertRef(alert, desk), actor)
    if desk_alert.state.acknowledged_at is None:
        raise Conflict("Acknowledge the alert before you close it.")
    if desk_alert.state.closed_at is None:
        require_independent_closing(alert, actor=actor)
        parts = _write(desk_alert, _StepDraft(_KIND.CLOSED, by, outcome=outcome[:200]), actor=actor, at=at)
        append([EntryDraft(Event.ALERT_CLOSED, actor, at, parts.core, parts.subject, about=parts.about)])
    return desk_alert


@transaction.atomic(durable=True)
def assign(ref: AlertRef, *, to: str, actor: Actor, at: datetime) -> DeskAlert:
    """Assigns an open alert to a colleague by name."""
    desk_alert = _locked(ref, actor)
    if desk_alert.state.closed_at is not None:
        raise Conflict("This alert is closed. Reopen it first.")
    draft = _StepDraft(_KIND.ASSIGNED, ref.by, recipient=_required_name(to))
    parts = _write(desk_alert, draft, actor=actor, at=at)
    append([EntryDraft(Event.ALERT_ASSIGNED, actor, at, parts.core, parts.subject, about=parts.about)])
    return desk_alert


@transaction.atomic(durable=True)
def add_note(ref: AlertRef, *, text: str, actor: Actor, at: datetime) -> DeskAlert:
    """Adds a note to an alert, closed or not."""
    desk_alert = _locked(ref, actor)
    draft = _StepDraft(_KIND.NOTED, ref.by, note=_required_note(text))
    parts = _write(desk_alert, draft, actor=actor, at=at)
    append(
        [EntryDraft(Event.ALERT_NOTED, actor, at, parts.core, parts.subject, about=parts.about, closed_by=parts.key)]
    )
    return desk_alert


@transaction.atomic(durable=True)
def reopen(ref: AlertRef, *, why: str, actor: Actor, at: datetime) -> DeskAlert:
    """Opens a closed alert again, with the reason; its earlier outcome stays in the timeline."""
    desk_alert = _locked(ref, actor)
    if desk_alert.state.closed_at is None:
        raise Conflict("This alert is not closed.")
    draft = _StepDraft(_KIND.REOPENED, ref.by, note=_required_note(why))
    parts = _write(desk_alert, draft, actor=actor, at=at)
    append(
        [EntryDraft(Event.ALERT_REOPENED, actor, at, parts.core, parts.subject, about=parts.about, closed_by=parts.key)]
    )
    return desk_alert


@transaction.atomic(durable=True)
def hand_over(*, desk: str, to: str, actor: Actor, at: datetime, note: str = "") -> int:
    """Hands every alert that is not closed at a desk over to a colleague; returns how many.

    Those without acknowledgement stay so and go on escalating: a hand-over is no answer.
    """
    if not Desk.objects.filter(code=desk, organisation=actor.organisation).exists():
        raise NotFound("Your organisation has no such desk.")
    name, text = _required_name(to), _required_note(note) if note.strip() else ""
    draft = _StepDraft(_KIND.HANDED_OVER, recipient=name, note=text)
    rows = _states(actor).filter(desk_alert__desk__code=desk, closed_at=None).order_by("desk_alert__number")
    states = list(rows[:MOST_HANDED_OVER])
    for state in states:
        parts = _write(state.desk_alert, draft, actor=actor, at=at)
        entry = EntryDraft(
            Event.ALERT_HANDED_OVER, actor, at, parts.core, parts.subject, about=parts.about, closed_by=parts.key
        )
        append([entry])
    return len(states)


def _write(desk_alert: DeskAlert, draft: _StepDraft, *, actor: Actor, at: datetime) -> _EntryParts:
    """Adds a step and moves the desk's state by it; returns what its entry holds."""
    name = _name_of(actor, draft.by)
    step = AlertStep(desk_alert=desk_alert, kind=draft.kind, at=at, actor_key=actor.key, name=name)
    step.recipient, step.outcome = draft.recipient, draft.outcome
    key = note_key(desk_alert, at=at) if draft.note else None
    if key:
        step.note = sealed_fields.seal_text(key.key, field=_FIELD, text=draft.note)
    step.save(force_insert=True)
    apply_step(desk_alert.state, step)
    desk_alert.state.save()
    core = {"alert": str(desk_alert.alert_id), "desk": desk_alert.desk.code, "number": desk_alert.number}
    core |= {"outcome": draft.outcome} if draft.outcome else {}
    subject = {"name": name, "recipient": draft.recipient, "note": draft.note}
    return _EntryParts(core, {part: value for part, value in subject.items() if value}, _subject(desk_alert), key)


def apply_step(state: DeskAlertState, step: AlertStep) -> None:
    """Moves a desk's state of an alert by one step, in memory."""
    state.changes += 1
    if step.kind == _KIND.ACKNOWLEDGED:
        state.acknowledged_at, state.acknowledged_by, state.acknowledged_name = step.at, step.actor_key, step.name
        state.escalates_at = None
    elif step.kind in (_KIND.ASSIGNED, _KIND.HANDED_OVER):
        state.assigned_to = step.recipient
    elif step.kind == _KIND.CLOSED:
        state.closed_at, state.closed_by, state.outcome = step.at, step.actor_key, step.outcome
    elif step.kind == _KIND.REOPENED:
        state.closed_at, state.closed_by, state.outcome = None, "", ""
    elif step.kind == _KIND.ESCALATED:
        state.stage = step.stage


def rebuild_states(desk_alerts: Iterable[DeskAlert]) -> None:
    """Builds the states of alerts at desks again from their steps, in the caller's transaction.

    When an alert is escalated next is kept: no step says it.
    """
    for desk_alert in desk_alerts:
        rows = DeskAlertState.objects.filter(desk_alert=desk_alert)
        state = DeskAlertState(desk_alert=desk_alert)
        state.escalates_at = rows.values_list("escalates_at", flat=True).first()
        for step in desk_alert.steps.order_by("pk"):
            apply_step(state, step)
        rows.delete()
        state.save(force_insert=True)


def note_key(desk_alert: DeskAlert, *, at: datetime) -> SubjectKey:
    """The key that encrypts notes on an alert: that of the subject's hits of the month, of a drill the month's."""
    subject = _subject(desk_alert)
    scope = hits_scope(subject, at=at) if subject else data_keys.month_scope(at)
    return SubjectKey(scope, data_keys.made([scope])[scope])


def note_of(step: AlertStep) -> str:
    """The note of a step; empty if it has none or it was erased."""
    if step.note is None or not bytes(step.note):
        return ""
    try:
        return sealed_fields.open_text(note_key(step.desk_alert, at=step.at).key, field=_FIELD, ciphertext=step.note)
    except Erased:
        return ""


def _subject(desk_alert: DeskAlert) -> UUID | None:
    return desk_alert.alert.ban.subject_id if desk_alert.alert.ban else None


def _name_of(actor: Actor, by: str) -> str:
    """Who acts: the signed-in user, or whom a program names, with the program's name behind."""
    known = actor_names([actor.key])[actor.key]
    name = " ".join(by.split())
    return f"{name} ({known})"[:LONGEST_NAME] if name and actor.kind == "client" else known[:LONGEST_NAME]


def _required_name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("Enter the name of a colleague, in at most 120 characters.", field="to")
    return name


def _required_note(text: str) -> str:
    note = text.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise InvalidInput("Enter a note of at most 2,000 characters.", field="note")
    return note


def _states(actor: Actor) -> QuerySet[DeskAlertState]:
    """The states at the actor's desks, to be locked: the alerts there are only ever added."""
    rows = DeskAlertState.objects.select_for_update(of=("self",)).select_related(
        "desk_alert__desk", "desk_alert__alert__ban"
    )
    return rows.filter(desk_alert__desk__organisation=actor.organisation)


def _locked(ref: AlertRef, actor: Actor) -> DeskAlert:
    """The alert at one desk of the actor's organisation: one clerk must not answer for another desk."""
    # Compared here, not by the database: what a caller names may hold characters that no column takes.
    rows = [state.desk_alert for state in _states(actor).filter(desk_alert__alert=ref.alert)]
    visible = [desk_alert for desk_alert in rows if ref.desk in ("", desk_alert.desk.code)]
    if not visible:
        raise NotFound("Your desk has no such alert.")
    if len(visible) > 1:
        raise InvalidInput("Your organisation has several alert desks. State which one you read.", field="desk")
    return visible[0]
