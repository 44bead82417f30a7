"""Bans as lines of a list: of the person no more than name and birth year, of the ground nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet

from aigis.apps.register.models import Authority, BanVersion
from aigis.apps.register.storage import encryption
from aigis.core.bans.versions import BanKind, Standing
from aigis.core.values import Period

ENDING_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ListedBan:
    """A ban as a line of a list."""

    ban: UUID
    name: str
    birth_year: int | None
    kind: BanKind
    authority: Authority
    period: Period


def last_versions() -> QuerySet[BanVersion]:
    """The last version of every ban, with what a line says of it."""
    return BanVersion.objects.filter(number=F("ban__version")).select_related("ban__authority", "ban__subject")


def ending(*, at: datetime) -> QuerySet[BanVersion]:
    """The last versions of bans in force that end within thirty days, soonest first."""
    soon = {"start__lte": at, "end__gt": at, "end__lte": at + ENDING_WITHIN}
    return last_versions().filter(standing=Standing.STANDS.value, **soon).order_by("end", "ban_id")


def lines(rows: Sequence[BanVersion]) -> tuple[ListedBan, ...]:
    """Versions as lines of a list, in their order."""
    keys = encryption.keys_of([row.ban.subject_id for row in rows])
    return tuple(_line(row, keys[row.ban.subject_id]) for row in rows)


def _line(row: BanVersion, key: bytes) -> ListedBan:
    person = encryption.open_person(key, row.ban.subject.person)
    return ListedBan(
        ban=row.ban_id,
        name=person.names[0].full,
        birth_year=person.birth.year if person.birth else None,
        kind=BanKind(row.ban.kind),
        authority=row.ban.authority,
        period=Period(row.start, row.end),
    )
