"""Changes of a desk that receives alerts, inside the caller's open transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from aigis import wiring
from aigis.apps.alerts.desks import NOT_CLEANED, encrypt_secret, recipients_before_change, too_few_desks_cache
from aigis.apps.alerts.models import Desk
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.notices.actions import post
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.messages.alert_messages import DeskChanged

Changes = Mapping[str, tuple[object, object]]  # field -> (before, after); of a secret only that it changes


_HIDDEN = frozenset({"webhook_secret", "secret", "on_call"})  # secrets, and names of officials


def write_desk_change(desk: Desk, changes: Changes, *, actor: Actor, at: datetime, secret: str = "") -> None:
    """Changes fields of a desk; the entry never holds the webhook's secret. Told at the addresses of before."""
    old_recipients = recipients_before_change(desk)
    columns = [field for field in changes if field not in ("ports", "secret")]
    for column in columns:
        setattr(desk, column, changes[column][1])
    if secret:
        columns.append("webhook_secret")
        desk.webhook_secret = encrypt_secret(desk.code, secret)
    desk.full_clean(exclude=NOT_CLEANED)
    if columns:  # never its last number, which an alert may be counting up at this moment
        desk.save(update_fields=dict.fromkeys(columns))
    if "ports" in changes:
        wanted = cast(Iterable[str], changes["ports"][1])
        desk.ports.set(desk.ports.model.objects.filter(locode__in=list(wanted)))
    too_few_desks_cache.clear()
    written = {field: [str(before), str(after)] for field, (before, after) in changes.items() if field not in _HIDDEN}
    written |= {field: ["", "changed"] for field in _HIDDEN & changes.keys()}
    append([EntryDraft(Event.DESK_CHANGED, actor, at, {"desk": desk.code, "changes": written})])
    what = "removed" if "removed_at" in changes else "approved"
    page = f"{wiring.environment().url}/alerts/desks/"
    post(old_recipients, DeskChanged(at=at, desk=desk.code, what=what, fields=sorted(changes), page=page), at=at)
