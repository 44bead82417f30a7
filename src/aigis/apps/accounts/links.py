"""One-time links to set a password: issued with a time limit, used once, stored as a hash."""

import hashlib
import secrets
from datetime import datetime, timedelta

from aigis import wiring
from aigis.apps.accounts.models import OneTimeLink
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.models import User
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import NotFound

LIFETIME = {
    OneTimeLink.LinkPurpose.INVITATION: timedelta(days=7),
    OneTimeLink.LinkPurpose.RESET: timedelta(hours=1),
    OneTimeLink.LinkPurpose.FIRST_START: timedelta(days=2),
}
_SECRET_BYTES = 32


def write_link(user: User | None, purpose: OneTimeLink.LinkPurpose, *, actor: Actor, at: datetime) -> str:
    """Issues a link inside the caller's open transaction and returns its secret; earlier links of the user end."""
    OneTimeLink.objects.filter(user=user, ended_at=None).update(ended_at=at)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    expires_at = at + LIFETIME[purpose]
    OneTimeLink.objects.create(
        secret_hash=_hash(secret),
        user=user,
        purpose=purpose,
        created_at=at,
        created_by=actor.key,
        expires_at=expires_at,
    )
    core = {"user": user.pk if user else None, "purpose": purpose.value, "expires_at": expires_at.isoformat()}
    append([EntryDraft(Event.ACCESS_LINK_ISSUED, actor, at, core)])
    return secret


def find_link(secret: str, *, at: datetime) -> OneTimeLink:
    """Returns the link of a secret that is still good; raises NotFound for any other."""
    row = OneTimeLink.objects.select_related("user__organisation").filter(secret_hash=_hash(secret)).first()
    if row is None or row.ended_at is not None or row.expires_at <= at:
        raise NotFound("This link is not valid any more: it was used, replaced or has expired. Ask for a new one.")
    return row


def lock_link(secret: str, *, at: datetime) -> OneTimeLink:
    """Ends a good link inside the caller's open transaction, so that of two uses only one succeeds."""
    row = OneTimeLink.objects.select_for_update().filter(pk=find_link(secret, at=at).pk, ended_at=None).first()
    if row is None:
        raise NotFound("This link is not valid any more: it was used, replaced or has expired. Ask for a new one.")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    return row


def address_of(secret: str) -> str:
    """Returns the address at which a secret is used."""
    return f"{wiring.environment().url}/welcome/{secret}/"


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
