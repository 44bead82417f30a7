"""The auditor's reading of the log: the latest entries, one opened, its receipt. Every reading is an entry itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from aigis.apps.audit import inclusion_steps, queries
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.decryption import open_for_reader
from aigis.apps.audit.models import Entry
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import midnight
from aigis.core.errors import NotFound

MOST_ON_A_PAGE = 100
_LOWEST = bytes(10)
# The receipt that an auditor takes away opens nothing about the person.
RECEIPT_OPENS = ("core", "actor", "sequence")


@dataclass(frozen=True, slots=True)
class Search:
    """Which entries: of an actor, of a Brussels day, or the latest of all; older than an entry for the next page."""

    actor_key: str = ""
    day: date | None = None
    before: UUID | None = None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of entries, newest first; `more` when there are older ones."""

    entries: tuple[Entry, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry with its core and actor parts opened, and the proof that it was sealed; no proof while it waits.

    `erased` names the decision for each part that is gone.
    """

    entry: Entry
    core: Mapping[str, Any]
    actor: Mapping[str, Any]
    proof: inclusion_steps.Proof | None
    erased: Mapping[str, str]


@transaction.atomic(durable=True)
def search(wanted: Search, *, actor: Actor, at: datetime) -> EntryPage:
    """The entries that a search finds, none of them opened."""
    rows = list(_rows(wanted).order_by("-pk")[: MOST_ON_A_PAGE + 1])
    about = {"actor": wanted.actor_key, "day": wanted.day.isoformat() if wanted.day else ""}
    append([EntryDraft(Event.LOG_READ, actor, at, {"what": "list"}, {"about": about})])
    return EntryPage(tuple(rows[:MOST_ON_A_PAGE]), len(rows) > MOST_ON_A_PAGE)


@transaction.atomic(durable=True)
def one(entry: UUID, *, actor: Actor, at: datetime) -> OpenedEntry:
    """One entry, opened and proven; raises NotFound where there is none."""
    row = Entry.objects.filter(pk=entry).first()
    if row is None:
        raise NotFound("There is no entry with this reference.")
    append([EntryDraft(Event.LOG_READ, actor, at, {"what": "entry"}, {"about": {"entry": str(entry)}})])
    parts, gone = open_for_reader(row)
    core, actor_part = (parts[name].value if name in parts else {} for name in ("core", "actor"))
    erased = {name: str(closing.values["decision"]) for name, closing in gone.items()}
    return OpenedEntry(row, core, actor_part, inclusion_steps.proof(entry), erased)


@transaction.atomic(durable=True)
def receipt(entry: UUID, *, actor: Actor, at: datetime) -> bytes:
    """The receipt of an entry without its subject; raises NotFound until it is sealed and signed."""
    text = queries.receipt(entry, parts=RECEIPT_OPENS)
    if text is None:
        raise NotFound("There is no receipt yet. An entry is sealed about a second after it was recorded. Try again.")
    append([EntryDraft(Event.LOG_READ, actor, at, {"what": "receipt"}, {"about": {"entry": str(entry)}})])
    return text


@transaction.atomic(durable=True)
def record_read(what: str, *, actor: Actor, at: datetime) -> None:
    """Writes that something about the log as a whole was shown, such as its health."""
    append([EntryDraft(Event.LOG_READ, actor, at, {"what": what})])


def _rows(wanted: Search) -> QuerySet[Entry]:
    rows = Entry.objects.all()
    if wanted.actor_key:
        rows = rows.filter(actor_key=wanted.actor_key)
    if wanted.day:
        first, end = (midnight(wanted.day + timedelta(days=days)) for days in (0, 1))
        # The reference of an entry begins with its time, so its index finds a day without one of its own.
        rows = rows.filter(pk__gte=ordered_id(first, _LOWEST), pk__lt=ordered_id(end, _LOWEST))
    return rows.filter(pk__lt=wanted.before) if wanted.before else rows
