"""Changes of a desk that receives alerts, inside the caller's open transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from aigis.apps.alerts.actions import too_few_desks_cache
from aigis.apps.alerts.models import Desk
from aigis.apps.audit import data_keys, sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event

Changes = Mapping[str, tuple[object, object]]  # field -> (before, after); of a secret only that it changes


def write_desk_change(desk: Desk, changes: Changes, *, actor: Actor, at: datetime, secret: str = "") -> None:
    """Changes name, ports, mailbox or webhook of a desk; the entry never holds the webhook's secret."""
    for field, (_, value) in changes.items():
        if field not in ("ports", "secret"):
            setattr(desk, field, value)
    if secret:
        key = data_keys.made([f"desk:{desk.code}"])[f"desk:{desk.code}"]
        desk.webhook_secret = sealed_fields.seal_text(key, field="desk.secret", text=secret)
    desk.full_clean(exclude=["webhook_secret"])
    desk.save()
    if "ports" in changes:
        wanted = cast(Iterable[str], changes["ports"][1])
        desk.ports.set(desk.ports.model.objects.filter(locode__in=list(wanted)))
    too_few_desks_cache.clear()
    written = {field: [str(before), str(after)] for field, (before, after) in changes.items()}
    append([EntryDraft(Event.DESK_CHANGED, actor, at, {"desk": desk.code, "changes": written})])
