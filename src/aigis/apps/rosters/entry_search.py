"""Searching a roster: by reference in the database, by name among the entries that are opened for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from aigis.apps.audit import data_keys
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.rosters.contents import standing
from aigis.apps.rosters.entry_encryption import open_entry, scope
from aigis.apps.rosters.models import Roster
from aigis.apps.rosters.queries import EntryView
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.values import Verdict

MOST_SHOWN = 100
MOST_OPENED = 50_000  # entries opened for one search by name: some seconds


@dataclass(frozen=True, slots=True)
class EntrySearch:
    """The entries that fit, at most `MOST_SHOWN`; `standing` counts the roster, `complete` says that all were read."""

    entries: list[EntryView]
    standing: int
    more: bool
    complete: bool


@transaction.atomic(durable=True)
def search_entries(roster: Roster, text: str, *, verdict: Verdict | None, actor: Actor, at: datetime) -> EntrySearch:
    """Finds entries whose reference begins with a text or whose name holds it; showing any is an entry of the log."""
    rows = standing(roster)
    count = rows.count()
    fitting = rows.filter(verdict=verdict.value) if verdict is not None else rows
    key = data_keys.key(scope(roster))
    views = (EntryView(row, open_entry(key, row)) for row in fitting.order_by("pk")[:MOST_OPENED].iterator(1_000))
    exact = fitting.filter(ref=text).first() if text and count > MOST_OPENED else None
    matches = list(islice(_with_text(views, text.casefold()), MOST_SHOWN + 1)) if count else []
    if exact is not None and all(view.row.pk != exact.pk for view in matches):
        matches.insert(0, EntryView(exact, open_entry(key, exact)))
    if matches:
        core = {"roster": roster.name, "refs": [view.row.ref for view in matches[:MOST_SHOWN]]}
        append([EntryDraft(Event.ROSTER_ENTRIES_READ, actor, at, core)])
    more = len(matches) > MOST_SHOWN
    return EntrySearch(matches[:MOST_SHOWN], count, more, complete=more or count <= MOST_OPENED)


def _with_text(views: Iterable[EntryView], text: str) -> Iterator[EntryView]:
    for view in views:
        names = (name.full.casefold() for name in view.person.names)
        if not text or view.row.ref.casefold().startswith(text) or any(text in name for name in names):
            yield view
