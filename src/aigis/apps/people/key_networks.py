"""From where the key of an API client may be used: changed, and the trace of a use from elsewhere."""

import time
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.access import key_cache
from aigis.apps.people.models import ApiClient
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.timed_cache import TimedCache

# Of a key that is tried again and again from one address, one entry a minute: it must not fill the log of others.
_RECORDED_EVERY_SECONDS = 60.0
recorded_cache: TimedCache[tuple[int, str], bool] = TimedCache(seconds=_RECORDED_EVERY_SECONDS, clock=time.monotonic)


def write_networks(client: ApiClient, networks: Sequence[str], *, actor: Actor, at: datetime) -> ApiClient:
    """Changes the networks of a client inside the caller's open transaction; none allows every address."""
    client.networks = list(networks) or None
    client.save(update_fields=["networks"])
    core = {"client": client.pk, "networks": list(networks)}
    append([EntryDraft(Event.KEY_NETWORKS_CHANGED, actor, at, core)])
    key_cache.clear()
    return client


def record_refused_address(client: int, *, source: str, path: str, actor: Actor, at: datetime) -> None:
    """Writes that a key was used from an address that is not on its list, once a minute for each address."""
    if recorded_cache.get((client, source)):
        return
    _write_refused_address({"client": client, "source": source[:45], "path": path[:200]}, actor=actor, at=at)
    recorded_cache.put((client, source), True)


@transaction.atomic(durable=True)
def _write_refused_address(core: dict[str, object], *, actor: Actor, at: datetime) -> None:
    append([EntryDraft(Event.KEY_ADDRESS_REFUSED, actor, at, core)])
