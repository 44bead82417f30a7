"""Justifications that nobody reviews: which organisations leave them, as counts that go up; nothing of what they say.

What a look-up was for concerns the organisation alone. That nobody reads it concerns those who answer for the register:
the superiors of the operator's service, and the administrator, who can give an organisation a superior.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people import directory
from aigis.apps.register.models import LookUp
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event

# A superior may be away for two weeks. Where there is no superior at all, nothing is waited for.
GOES_UP_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """What an organisation leaves unreviewed: how many justifications, since when, and whether anybody could."""

    organisation: str
    many: int
    since: datetime
    has_superior: bool


def sees(actor: Actor) -> bool:
    """Tells whether it goes up to this actor: a superior of the service that operates the register."""
    return actor.role is Role.SUPERIOR and directory.kind_of(actor.organisation) == "service"


@transaction.atomic(durable=True)
def unreviewed(*, actor: Actor, at: datetime) -> tuple[Unreviewed, ...]:
    """The organisations that leave justifications unreviewed, the oldest first; that it was shown is an entry."""
    rows = LookUp.objects.filter(justified_at__isnull=False, reviewed_at=None, asks_more=True).values("organisation")
    counted = list(rows.annotate(many=Count("pk"), since=Min("justified_at")).order_by("since"))
    reviewed = directory.with_role(Role.SUPERIOR)
    late = [group for group in counted if group["organisation"] not in reviewed or group["since"] <= at - GOES_UP_AFTER]
    names = directory.names(group["organisation"] for group in late)
    append(
        [
            EntryDraft(
                Event.LOOKUP_UNREVIEWED_READ, actor, at, {"organisations": [group["organisation"] for group in late]}
            )
        ]
    )
    return tuple(
        Unreviewed(names[group["organisation"]], group["many"], group["since"], group["organisation"] in reviewed)
        for group in late
    )
