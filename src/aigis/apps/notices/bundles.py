"""Many alerts to one recipient at once: above sixty a minute the rest goes out as one message.

Only those that the same organisation caused are put together: a flood at one gate hides no alert from another.
"""

import json
import os
from datetime import datetime, timedelta

from django.db.models import QuerySet

from aigis import wiring
from aigis.apps.notices.models import Notice
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.messages.alert_messages import AlertsBundled

MOST_A_MINUTE = 60
MOST_IN_A_BUNDLE = 500
_KIND = "alert"


def bundle_with(row: Notice, waiting: QuerySet[Notice], *, at: datetime) -> Notice:
    """Returns the notice to send: the given one, or above the rate a new one that holds it and others like it."""
    if row.kind != _KIND or row.attempt or not _is_above_rate(row, at=at):
        return row
    alike = waiting.filter(kind=_KIND, address=row.address, channel=row.channel, source=row.source, attempt=0)
    rows = list(alike.order_by("due_at", "pk").select_for_update(skip_locked=True)[:MOST_IN_A_BUNDLE])
    if len(rows) < 2:
        return row
    bundle = _bundle(rows, at=at)
    Notice.objects.filter(pk__in=[item.pk for item in rows]).update(state=Notice.State.BUNDLED, bundle=bundle)
    return bundle


def _is_above_rate(row: Notice, *, at: datetime) -> bool:
    sent = Notice.objects.filter(address=row.address, source=row.source, delivered_at__gt=at - timedelta(minutes=1))
    return sent.filter(kind=_KIND).count() >= MOST_A_MINUTE


def _bundle(rows: list[Notice], *, at: datetime) -> Notice:
    items = [json.loads(row.body) for row in rows]
    desk = str(items[0].get("data", {}).get("desk", ""))
    page = f"{wiring.environment().url}/alerts/"
    message = AlertsBundled(at=at, desk=desk, page=page, items=items)
    first = rows[0]
    return Notice.objects.create(
        id=ordered_id(at, os.urandom(10)),
        kind=message.kind,
        channel=first.channel,
        address=first.address,
        recipient=first.recipient,
        language=first.language,
        source=first.source,
        secret=first.secret,
        subject=message.subject,
        body=message.to_json(),
        priority=first.priority,
        posted_at=first.posted_at,  # also the month whose key closes the secret
        due_at=at,
    )
