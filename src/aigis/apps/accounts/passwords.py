"""Passwords: set by a one-time link or changed by their owner, each with its entry."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from aigis.apps.accounts import links
from aigis.apps.accounts.models import SignInSession
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.models import User
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import InvalidInput, NotFound


@transaction.atomic(durable=True)
def set_by_link(secret: str, password: str, *, actor: Actor, at: datetime) -> User:
    """Sets the password of a link's user and makes an invited account active; all sessions of the user end.

    Raises:
        NotFound: the link was used, replaced or has expired.
        InvalidInput: the password breaks a rule; the link stays good.
    """
    link = links.find_link(secret, at=at)
    if link.user is None:
        raise NotFound("This link is not valid any more: it was used, replaced or has expired. Ask for a new one.")
    require_good_password(password, link.user)
    links.lock_link(secret, at=at)
    user = User.objects.select_for_update().get(pk=link.user.pk)
    if user.state not in (User.State.INVITED, User.State.ACTIVE):
        raise NotFound("This account is locked or closed. Ask your organisation.")
    user.set_password(password)
    user.state, user.is_active, user.must_change_password = User.State.ACTIVE, True, False
    user.save(update_fields=["password", "state", "is_active", "must_change_password"])
    append([EntryDraft(Event.ACCESS_PASSWORD_CHANGED, actor, at, {"user": user.pk, "how": link.purpose})])
    write_ended_sessions(user, why="password", actor=actor, at=at)
    return user


@transaction.atomic(durable=True)
def change_own(user: User, password: str, *, actor: Actor, at: datetime) -> None:
    """Sets a password that the signed-in user chose."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    append([EntryDraft(Event.ACCESS_PASSWORD_CHANGED, actor, at, {"user": user.pk, "how": "own"})])


def require_good_password(password: str, user: User | None) -> None:
    """Raises InvalidInput with the first rule that a password breaks."""
    try:
        validate_password(password, user)
    except ValidationError as broken:
        raise InvalidInput(str(broken.messages[0]), field="password") from None


def write_ended_sessions(user: User, *, why: str, actor: Actor, at: datetime, but: str = "") -> int:
    """Ends the sessions of a user, but one that is named by its hash, inside the caller's open transaction."""
    count, _ = SignInSession.objects.filter(user=user).exclude(session_key=but).delete()
    if count:
        core = {"user": user.pk, "sessions": count, "why": why}
        append([EntryDraft(Event.ACCESS_SESSIONS_ENDED, actor, at, core)])
    return count
