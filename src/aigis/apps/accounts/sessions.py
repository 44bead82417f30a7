"""Sessions of a user: listed, and ended by the user or by who manages the account."""

from datetime import datetime

from django.db import transaction

from aigis.apps.accounts.models import SignInSession
from aigis.apps.accounts.passwords import write_ended_sessions
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.models import User
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import NotFound


def sessions_of(user: User, *, at: datetime) -> list[SignInSession]:
    """Returns the user's live sessions, the last used first."""
    rows = SignInSession.objects.filter(user=user, expire_date__gt=at, ends_at__gt=at)
    return list(rows.order_by("-seen_at"))


@transaction.atomic(durable=True)
def end_others(user: User, *, but: str, actor: Actor, at: datetime) -> int:
    """Ends all sessions of the user but the one with this hash; returns how many."""
    return write_ended_sessions(user, why="elsewhere", actor=actor, at=at, but=but)


@transaction.atomic(durable=True)
def end_session(user: User, session: str, *, actor: Actor, at: datetime) -> None:
    """Ends one session of the user, named by its hash."""
    count, _ = SignInSession.objects.filter(user=user, session_key=session).delete()
    if not count:
        raise NotFound("This session has already ended.")
    core = {"user": user.pk, "sessions": count, "why": "one"}
    append([EntryDraft(Event.ACCESS_SESSIONS_ENDED, actor, at, core)])


@transaction.atomic(durable=True)
def record_sign_out(user: User, *, actor: Actor, at: datetime) -> None:
    """Writes that a user signed out."""
    core = {"user": user.pk, "sessions": 1, "why": "signed_out"}
    append([EntryDraft(Event.ACCESS_SESSIONS_ENDED, actor, at, core)])


@transaction.atomic(durable=True)
def record_factor_change(user: User, change: str, *, actor: Actor, at: datetime) -> None:
    """Writes that a second factor was added or removed."""
    append([EntryDraft(Event.ACCESS_FACTOR_CHANGED, actor, at, {"user": user.pk, "change": change})])
