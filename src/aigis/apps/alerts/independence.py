"""Whether an alert may be closed here, given who closed it at the desks of other organisations."""

from uuid import UUID

from aigis.apps.alerts.models import DeskAlertState
from aigis.apps.people.account_position import last_of_key
from aigis.core.access.desk_independence import Closer, require_independent
from aigis.core.access.permissions import Actor


def require_independent_closing(alert: UUID, *, actor: Actor) -> None:
    """Raises NotAllowed where one person, or programs alone, would close the alert at two organisations."""
    closed = DeskAlertState.objects.filter(desk_alert__alert=alert, closed_at__isnull=False)
    elsewhere = closed.exclude(desk_alert__desk__organisation=actor.organisation).select_related("desk_alert__desk")
    others = [_closer(row.closed_by, row.desk_alert.desk.organisation_id) for row in elsewhere]
    require_independent(_closer(actor.key, actor.organisation), others)


def _closer(key: str, organisation: int) -> Closer:
    position = last_of_key(key)
    return Closer(key, organisation, position.person if position else "")
