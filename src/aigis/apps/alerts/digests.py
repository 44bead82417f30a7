"""Digests: the further hits of an alert are told to its desks in one message."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.alerts.alert_notices import repeated_message
from aigis.apps.alerts.desks import desk_secret, recipients_of
from aigis.apps.alerts.models import AlertState, DeskAlert
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.notices.actions import Posting, post_all
from aigis.core.audit.event_names import Event

_AT_ONCE = 500


def send_due_digests(*, at: datetime) -> int:
    """Sends the digests that are due, each in a transaction of its own; returns how many alerts they are about."""
    waiting = AlertState.objects.filter(digest_due_at__lte=at).order_by("digest_due_at")
    return sum(send_digest(alert, at=at) for alert in waiting.values_list("pk", flat=True)[:_AT_ONCE])


@transaction.atomic(durable=True)
def send_digest(alert: UUID, *, at: datetime) -> bool:
    """Tells every desk of an alert of the hits since the last message; False if there is nothing to tell."""
    state = AlertState.objects.select_for_update(skip_locked=True).filter(pk=alert, digest_due_at__lte=at).first()
    if state is None:
        return False
    rows = DeskAlert.objects.filter(alert=alert, desk__removed_at=None)
    places = list(rows.select_related("desk", "alert__state", "alert__gate__facility__port").order_by("desk"))
    post_all(
        [
            Posting(
                recipients_of(desk_alert.desk, desk_secret(desk_alert.desk)),
                repeated_message(desk_alert, at=at),
                desk_alert.alert.organisation_id,
            )
            for desk_alert in places
        ],
        at=at,
    )
    state.told_hits, state.digest_due_at = state.hits, None
    state.save(update_fields=["told_hits", "digest_due_at"])
    append([EntryDraft(Event.ALERT_DIGEST_SENT, SYSTEM, at, {"alert": str(alert), "hits": state.hits})])
    return True
