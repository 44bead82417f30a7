"""What an actor did: counts by kind and hour of a stretch of days, and the entries page by page."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import ExtractHour

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.models import Entry
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import BY_NUMBER, CATALOGUE
from aigis.core.dates.brussels import BRUSSELS, midnight
from aigis.core.errors import InvalidInput

LONGEST_DAYS = 400
MOST_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """Whose doings, in which Brussels days (both included); `kind` one event or one group of them (`ban.`), or all."""

    actor_key: str
    first: date
    last: date
    kind: str = ""
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """Counts over the whole stretch, and one page of entries, newest first; `more` when there are older ones."""

    by_kind: Mapping[str, int]
    by_hour: Mapping[int, int]
    entries: tuple[Entry, ...]
    more: bool


@transaction.atomic(durable=True)
def activity(query: ActivityQuery, *, actor: Actor, at: datetime) -> Activity:
    """What somebody did; the reading is an entry. Raises InvalidInput with its field."""
    if not query.actor_key:
        raise InvalidInput("Write an actor's key as in the log, for example user:7 or client:3.", field="actor")
    if query.last < query.first:
        raise InvalidInput("The last day must not be before the first.", field="last")
    if (query.last - query.first).days >= LONGEST_DAYS:
        raise InvalidInput("Choose at most 400 days. For earlier days, search again.", field="first")
    first, end = midnight(query.first), midnight(query.last + timedelta(days=1))
    rows = Entry.objects.filter(actor_key=query.actor_key, at__gte=first, at__lt=end)
    kinds = Counter({BY_NUMBER[kind].code: count for kind, count in rows.values_list("kind").annotate(Count("pk"))})
    rows = rows.filter(kind__in=_numbers(query.kind)) if query.kind else rows
    hours = rows.annotate(hour=ExtractHour("at", tzinfo=BRUSSELS)).values_list("hour").annotate(Count("pk"))
    page = rows.filter(pk__lt=query.before) if query.before else rows
    entries = list(page.order_by("-pk")[: MOST_ON_A_PAGE + 1])
    core = {"first": query.first.isoformat(), "last": query.last.isoformat(), "kinds": query.kind}
    shown = {"shown": min(len(entries), MOST_ON_A_PAGE)}
    append([EntryDraft(Event.ACTOR_READ, actor, at, {**core, **shown}, {"actor": query.actor_key})])
    return Activity(
        dict(kinds.most_common()), dict(hours), tuple(entries[:MOST_ON_A_PAGE]), len(entries) > MOST_ON_A_PAGE
    )


def _numbers(kind: str) -> list[int]:
    """The numbers of an event, or of all whose code begins so; a kind that is none has none."""
    if kind in CATALOGUE:
        return [CATALOGUE[kind].number]
    return [event.number for event in CATALOGUE.values() if kind.endswith(".") and event.code.startswith(kind)]
