"""The contents of a roster as a whole: one change at a time, each with a version of its own."""

from collections.abc import Collection

from django.db import connection
from django.db.models import F, QuerySet

from aigis.apps.rosters.models import Roster, RosterEntry


def lock_contents(roster: Roster) -> int:
    """Waits for other changes of the roster's entries, until the end of the transaction; returns its present version.

    An advisory lock, because verdicts are recorded under the locks of entries and then of the roster's row: whoever
    took the row first would deadlock with them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"rosters.contents:{roster.pk}"])
    return Roster.objects.values_list("contents_version", flat=True).get(pk=roster.pk)


def lock_entries(roster: Roster, refs: Collection[str] | None = None) -> dict[str, RosterEntry]:
    """Locks the standing entries of some references, or all, in the order of their keys, so that nobody deadlocks."""
    rows = standing(roster).select_for_update(no_key=True).order_by("pk")
    return {row.ref: row for row in (rows if refs is None else rows.filter(ref__in=refs))}


def standing(roster: Roster) -> QuerySet[RosterEntry]:
    """The entries that have not been removed."""
    return RosterEntry.objects.filter(roster=roster, removed_at=None)


def increment_version(roster: Roster) -> None:
    """Counts a change of the contents; the caller holds `lock_contents`."""
    Roster.objects.filter(pk=roster.pk).update(contents_version=F("contents_version") + 1)
