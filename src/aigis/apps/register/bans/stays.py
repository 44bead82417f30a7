"""Stays in prison, from the reports of prisons to the core's terms."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from aigis.apps.register.models import Detention, Subject
from aigis.core.bans.detention import Stay


def stay_rows(subject: Subject) -> list[Detention]:
    """The last report of each stay in prison of a subject and of those merged into it, oldest stay first."""
    return [reports[-1] for reports in reports_of(subject) if not reports[-1].withdrawn]


def reports_of(subject: Subject, *, known_at: datetime | None = None) -> list[list[Detention]]:
    """All reports of each stay of a subject, oldest first, withdrawn ones among them; up to an instant, if given.

    The stays stand in the order of the days on which they began, as far as is known of them.
    """
    rows = Detention.objects.filter(Q(subject=subject) | Q(subject__merged_into=subject))
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    by_stay: dict[UUID, list[Detention]] = {}
    for row in rows.order_by("recorded_at", "id"):
        by_stay.setdefault(row.stay, []).append(row)
    return sorted(by_stay.values(), key=lambda reports: reports[-1].detained_on)


def stays_of(subject: Subject, *, known_at: datetime | None = None) -> tuple[Stay, ...]:
    """The stays in prison of a subject, oldest first; those known at an instant, if one is given."""
    last = [reports[-1] for reports in reports_of(subject, known_at=known_at)]
    return tuple(stay_of(row) for row in last if not row.withdrawn)


def stay_of(row: Detention) -> Stay:
    """What a report says, as the core computes with it."""
    return Stay(row.detained_on, row.released_on)
