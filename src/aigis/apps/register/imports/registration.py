"""Bringing a list into the register: all of its new rows or none, and one entry that says what came of the list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register import register_version
from aigis.apps.register.bans.registration import BanDraft, write
from aigis.apps.register.imports import confirmation as import_confirmation
from aigis.apps.register.imports.classification import Outcome, Sorted, sort
from aigis.apps.register.imports.confirmation import RegisteredList
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import ChangedSince
from aigis.core.imports.ban_rows import BanRow, RowState


@dataclass(frozen=True, slots=True)
class Source:
    """The list as a file: its name, the SHA-256 of its bytes in hex, how many rows it has and how many are rejected."""

    file: str
    digest: str
    rows: int
    rejected: int
    upload: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import registered, by the number of the row, and how many conflicts were left out."""

    made: Mapping[int, UUID]
    left_out: int


@transaction.atomic(durable=True)
def import_bans(
    sorted_rows: Sorted, *, source: Source, actor: Actor, at: datetime, with_conflicts: Collection[int] = ()
) -> Imported:
    """Registers the new rows of a list and the chosen conflicts, all or none; raises ChangedSince.

    Known rows are left as they are. What counts is the register under its lock: where it has changed since the rows
    were sorted, and another thing would become of any of them, nothing is written.
    """
    return write_imported_bans(sorted_rows, source=source, actor=actor, at=at, with_conflicts=with_conflicts)


def write_imported_bans(
    sorted_rows: Sorted, *, source: Source, actor: Actor, at: datetime, with_conflicts: Collection[int]
) -> Imported:
    """Does the work of `import_bans` inside the caller's open transaction."""
    register_version.lock()
    sorted_rows = _as_before(sorted_rows, at=at)
    conflicts = sorted_rows.of(RowState.CONFLICT)
    chosen = [conflict for conflict in conflicts if conflict.row.number in with_conflicts]
    made = _register([*sorted_rows.of(RowState.NEW), *chosen], actor=actor, at=at)
    left_out = len(conflicts) - len(chosen)
    counts = {
        "new": len(sorted_rows.of(RowState.NEW)),
        "known": len(sorted_rows.of(RowState.KNOWN)),
        "conflicts": left_out,
        "conflicts_registered": len(chosen),
        "rejected": source.rejected,
    }
    core = {"file": source.file, "digest": source.digest, "rows": source.rows, "upload": source.upload, **counts}
    append([EntryDraft(Event.BAN_IMPORTED, actor, at, core)])
    if made:
        registered = RegisteredList(
            source.file,
            {"rows": source.rows, **counts},
            tuple(made.values()),
            [made[conflict.row.number] for conflict in chosen],
        )
        import_confirmation.record(registered, actor=actor, at=at)
    return Imported(made, left_out)


def _as_before(sorted_rows: Sorted, *, at: datetime) -> Sorted:
    if register_version.version() == sorted_rows.version:
        return sorted_rows
    again = sort([outcome.row for outcome in sorted_rows.outcomes], at=at)
    if [outcome.state for outcome in again.outcomes] != [outcome.state for outcome in sorted_rows.outcomes]:
        raise ChangedSince("The register has changed since the list was compared. Compare the list again.")
    return again


def _register(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> dict[int, UUID]:
    """Registers rows; those that repeat a person of the list, word for word, are about the subject of the first."""
    first = {outcome.row.person: outcome for outcome in reversed(outcomes) if outcome.subject is None}
    repeated = [outcome for outcome in outcomes if outcome.subject is None and first[outcome.row.person] is not outcome]
    numbers = {outcome.row.number for outcome in repeated}
    at_once = [outcome for outcome in outcomes if outcome.row.number not in numbers]
    made = write([_draft(outcome.row, outcome.subject) for outcome in at_once], actor=actor, at=at) if at_once else []
    subjects = {
        outcome.row.person: done.subject for outcome, done in zip(at_once, made, strict=True) if outcome.subject is None
    }
    later = [_draft(outcome.row, subjects[outcome.row.person]) for outcome in repeated]
    made_later = write(later, actor=actor, at=at) if later else []
    rows = [*at_once, *repeated]
    return {outcome.row.number: done.ban for outcome, done in zip(rows, [*made, *made_later], strict=True)}


def _draft(row: BanRow, subject: UUID | None) -> BanDraft:
    return BanDraft(
        person=row.person,
        kind=row.kind,
        authority=row.authority,
        decision_date=row.decision_date,
        first_day=row.first_day,
        last_day=row.last_day,
        legal_basis=row.legal_basis,
        case_reference=row.case_reference,
        final_on=row.final_on,
        digest=row.digest,
        subject=subject,
        confirm_details=bool(row.doubts),
    )
