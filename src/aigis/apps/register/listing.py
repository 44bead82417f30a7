"""The registry desk's lists: who is in them is personal data, so every look at them is an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from aigis.apps.audit.actions import Draft, append
from aigis.apps.register import closing
from aigis.apps.register.models import Authority, BanVersion
from aigis.core.bans import BanKind, Standing
from aigis.core.permissions import Actor
from aigis.core.values import Period

ENDING_WITHIN = timedelta(days=30)
_MOST_ENDING = 100
_MOST_LATEST = 20


@dataclass(frozen=True, slots=True)
class ListedBan:
    """A ban as a line of a list: of the person no more than name and birth year, of the ground nothing."""

    ban: UUID
    name: str
    birth_year: int | None
    kind: BanKind
    authority: Authority
    period: Period


@dataclass(frozen=True, slots=True)
class RegistryDesk:
    """The bans that end soon, soonest first, how many there are of them, and those registered last, newest first."""

    ending: tuple[ListedBan, ...]
    ending_count: int
    latest: tuple[ListedBan, ...]


@transaction.atomic(durable=True)
def registry_desk(*, actor: Actor, at: datetime) -> RegistryDesk:
    """Lists the bans in force that end within thirty days and those registered last; the look is one entry."""
    ending, latest = _ending(at=at), _last_versions().order_by("-ban_id")[:_MOST_LATEST]
    soon, new = _listed(ending[:_MOST_ENDING]), _listed(latest)
    shown = sorted({str(one.ban) for one in (*soon, *new)})
    append([Draft("ban.listed", actor, at, {"shown": len(shown), "bans": shown})])
    return RegistryDesk(soon, ending.count(), new)


def _last_versions() -> QuerySet[BanVersion]:
    return BanVersion.objects.filter(number=F("ban__version")).select_related("ban__authority", "ban__subject")


def _ending(*, at: datetime) -> QuerySet[BanVersion]:
    soon = {"start__lte": at, "end__gt": at, "end__lte": at + ENDING_WITHIN}
    return _last_versions().filter(standing=Standing.STANDS.value, **soon).order_by("end", "ban_id")


def _listed(versions: QuerySet[BanVersion]) -> tuple[ListedBan, ...]:
    rows: Sequence[BanVersion] = list(versions)
    keys = closing.keys_of([row.ban.subject_id for row in rows])
    return tuple(_line(row, keys[row.ban.subject_id]) for row in rows)


def _line(row: BanVersion, key: bytes) -> ListedBan:
    person = closing.open_person(key, row.ban.subject.person)
    return ListedBan(
        ban=row.ban_id,
        name=person.names[0].full,
        birth_year=person.birth.year if person.birth else None,
        kind=BanKind(row.ban.kind),
        authority=row.ban.authority,
        period=Period(row.start, row.end),
    )
