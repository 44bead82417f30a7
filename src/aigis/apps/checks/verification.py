"""Verifying the live checks: every row against the entry that was sealed for it."""

from collections.abc import Iterator

from aigis.apps.audit.decryption import open_core_and_actor
from aigis.apps.audit.models import Entry
from aigis.apps.checks.models import Check
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.errors import Erased, LogRefuses

CHUNK = 1_000


def verify_rows() -> Iterator[int]:
    """Compares all checks with their entries; yields how many are done; LogRefuses names the first difference."""
    done, last = 0, None
    while True:
        rows = Check.objects.select_related("gate__facility").order_by("pk")
        chunk = list(rows.filter(pk__gt=last)[:CHUNK] if last else rows[:CHUNK])
        if not chunk:
            break
        entries = Entry.objects.in_bulk([row.entry for row in chunk])
        for row in chunk:
            _require_same(row, entries.get(row.entry))
        done, last = done + len(chunk), chunk[-1].pk
        yield done
    _require_as_many(done)


def _require_same(row: Check, entry: Entry | None) -> None:
    if entry is None:
        raise LogRefuses(f"Check {row.pk} has no entry.")
    try:
        core = open_core_and_actor(entry)[0].value
    except Erased:
        return  # its leaf was compared with the decision that erased it
    stored = {
        "check": str(row.pk),
        "gate": row.gate.code,
        "purpose": row.purpose,
        "verdict": row.verdict,
        "reason": row.reason,
        "register_version": row.register_version,
        "source": row.source,
        "weights": row.weights_version,
        "at": row.checked_at.isoformat(),
    }
    if "bands" in core:  # entries know it since thresholds can be changed
        stored["bands"] = row.bands_version
    wrong = [name for name, value in stored.items() if core.get(name) != value]
    if wrong:
        raise LogRefuses(f"Check {row.pk}: {', '.join(wrong)} is not what was sealed in entry {entry.pk}.")


def _require_as_many(rows: int) -> None:
    entries = Entry.objects.filter(kind=CATALOGUE[Event.CHECK_ANSWERED].number).count()
    if entries > rows:
        raise LogRefuses(f"{entries - rows} checks were sealed, but their rows are gone.")
