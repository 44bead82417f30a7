"""Links by which a host without an account announces visitors at one facility, until a day and never more than some.

The link is the whole authority, so it shows nothing: who opens it may announce, and sees no verdict and no earlier
announcement. It is stored as a hash; the officer who made it hands it on.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from aigis import wiring
from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.rosters.announcements import gate_of_facility
from aigis.apps.rosters.models import HostLink
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of, midnight
from aigis.core.errors import Conflict, Erased, InvalidInput, NotFound
from aigis.core.privacy.retention import Kept

LONGEST = timedelta(days=60)
MOST_PERSONS = 50  # at once
_SECRET_BYTES = 32
_HOST = "host_link.host"
_ACTOR = "host-link:"
ACTOR_PREFIX = f"system:{_ACTOR}"


@dataclass(frozen=True, slots=True)
class HostLinkDraft:
    """For which facility and host a link is, and the last day on which it works."""

    facility: str
    host: str
    last_day: date


@transaction.atomic(durable=True)
def make_host_link(draft: HostLinkDraft, *, actor: Actor, at: datetime) -> str:
    """Makes a link and returns its secret, which is shown once."""
    today = day_of(at)
    if not today <= draft.last_day <= today + LONGEST:
        raise InvalidInput("Choose a last day within the next 60 days.", field="last_day")
    if not draft.host:
        raise InvalidInput("Enter who the link is for.", field="host")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    row = HostLink(pk=ordered_id(at, os.urandom(10)), organisation_id=actor.organisation, secret_hash=_hash(secret))
    row.gate, row.actor_key, row.at = gate_of_facility(draft.facility, actor), actor.key, at
    row.expires_at = midnight(draft.last_day + timedelta(days=1))
    key = month_key(at, kept_class=Kept.UPLOADS)
    row.host = sealed_fields.seal_text(key, field=f"{_HOST}:{row.pk}", text=draft.host)
    row.save(force_insert=True)
    core = {"link": str(row.pk), "facility": draft.facility, "expires_at": row.expires_at.isoformat()}
    append([EntryDraft(Event.HOST_LINK_MADE, actor, at, core, {"host": draft.host})])
    return secret


@transaction.atomic(durable=True)
def end_host_link(link: UUID, *, actor: Actor, at: datetime) -> None:
    """Ends a link of the actor's organisation; raises Conflict where it has ended."""
    row = HostLink.objects.select_for_update().filter(pk=link, organisation=actor.organisation).first()
    if row is None:
        raise NotFound("Your organisation has no such link.")
    if row.ended_at is not None or row.expires_at <= at:
        raise Conflict("This link has already ended.")
    HostLink.objects.filter(pk=row.pk).update(ended_at=at)
    append([EntryDraft(Event.HOST_LINK_ENDED, actor, at, {"link": str(row.pk)})])


def host_link_of(secret: str, *, at: datetime) -> HostLink:
    """The link of a secret that still works; raises NotFound for any other."""
    rows = HostLink.objects.select_related("gate__facility__port", "organisation")
    row = rows.filter(secret_hash=_hash(secret), ended_at=None, expires_at__gt=at).first()
    if row is None:
        raise NotFound("This link does not work any more. Ask your contact at the facility for a new one.")
    return row


def links_of(*, actor: Actor, at: datetime) -> list[HostLink]:
    """The links of the actor's organisation that still work, the newest first."""
    rows = HostLink.objects.filter(organisation=actor.organisation, ended_at=None, expires_at__gt=at)
    return list(rows.select_related("gate__facility").order_by("-at"))


def host_of_link(row: HostLink) -> str:
    """Who the link was made for; empty where the month was erased."""
    try:
        return open_of_month(row.at, kept_class=Kept.UPLOADS, field=f"{_HOST}:{row.pk}", closed=row.host).decode()
    except Erased:
        return ""


def actor_of_link(row: HostLink) -> Actor:
    """Who acts by a link: nobody with a role; the log names the link, and its maker stands in the link's own entry."""
    return Actor("system", f"{_ACTOR}{row.pk}", None, row.organisation_id)


def address_of(secret: str) -> str:
    """The address that the host is given."""
    return f"{wiring.environment().url}/visits/{secret}/"


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
