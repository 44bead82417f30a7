"""The register's events in the order they were recorded, for systems that follow it.

A version's id is its place. Every change takes the register's lock before it writes and keeps it to its commit, so ids
are committed in their order: who has read up to a place has missed nothing before it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.models import BanVersion
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Followed:
    """Some events of the register, oldest first, and the place to go on from."""

    versions: tuple[BanVersion, ...]
    next: int


@transaction.atomic(durable=True)
def changes(*, after: int, limit: int, actor: Actor, at: datetime) -> Followed:
    """The versions recorded after a place, at most `limit`; handing any out is an entry."""
    rows = BanVersion.objects.filter(pk__gt=after).select_related("ban", "authority").defer("ground")
    versions = tuple(rows.order_by("pk")[: min(limit, MOST)])
    if not versions:
        return Followed((), after)
    last = versions[-1].pk
    append([EntryDraft(Event.FEED_READ, actor, at, {"after": after, "last": last, "shown": len(versions)})])
    return Followed(versions, last)
