"""The jobs of an uploaded list: comparing its rows with the register, and registering those that are new.

A worker that dies in the middle has changed nothing; its job is run again.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis import wiring
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people import account_position
from aigis.apps.register.imports import (
    classification as import_classification,
)
from aigis.apps.register.imports import (
    registration as import_registration,
)
from aigis.apps.register.imports import (
    report as import_report,
)
from aigis.apps.register.imports.classification import Outcome, Sorted, Sorter
from aigis.apps.register.imports.column_mapping import Choice
from aigis.apps.register.imports.registration import Source
from aigis.apps.register.imports.report import Report, ReportLine
from aigis.apps.register.imports.uploads import UploadState
from aigis.apps.register.models import Upload
from aigis.core.access.permissions import Actor, Capability, require
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import day_of
from aigis.core.errors import ChangedSince, DomainError, NotAllowed
from aigis.core.imports.ban_rows import BanRow, Reading, Rejected, RowState, read_ban
from aigis.core.imports.columns import Column, Columns, columns_as
from aigis.core.imports.dates import Dates
from aigis.core.imports.encodings import CODECS
from aigis.core.imports.rejects import plain_cells, written
from aigis.core.imports.table import Row, require_all_rows
from aigis.core.remarks import Remark

logger = logging.getLogger("aigis.register")
ROUND = 500
_NAMES = (Column.GIVEN_NAMES, Column.FAMILY_NAME, Column.FULL_NAME)
_FAILED = Remark(
    "The list could not be compared with the register. Try again. If that does not help, call the operator."
)
_CHANGED = Remark(
    "The register has changed in the meantime, so the result of some rows has changed. Review and submit again."
)


_COUNTED = {state.value: "conflicts" if state is RowState.CONFLICT else state.value for state in RowState}


class _Gone(Exception):
    """Somebody removed the list while it was being read."""


def read(upload: UUID, *, at: datetime) -> None:
    """Compares all rows of a list with the register and keeps what becomes of each."""
    row = _at_step(upload, UploadState.READING)
    if row is None:
        return
    try:
        report, _ = _compared(row, at=at)
    except _Gone:
        return
    except DomainError as wrong:
        _leave(row, Remark.of(wrong), state=UploadState.REFUSED)
    except Exception:
        _leave(row, _FAILED, state=UploadState.REFUSED)
        raise
    else:
        _keep_compared(row, report, at=at)


def commit(upload: UUID, *, actor_key: str, at: datetime) -> None:
    """Registers what was seen as new, and the chosen conflicts; where anything would come out otherwise, nothing."""
    row = _at_step(upload, UploadState.COMMITTING)
    if row is None:
        return
    before = import_report.open_report(row)
    try:
        actor = _actor(actor_key)
        report, sorted_rows = _compared(row, at=at)
        if _states(report) != _states(before):
            raise ChangedSince
        _register(row, report, sorted_rows, actor=actor, at=at)
    except ChangedSince:
        _see_again(row, at=at)
    except DomainError as wrong:
        _leave(row, Remark.of(wrong), state=UploadState.READ)
    except Exception:
        _leave(row, _FAILED, state=UploadState.READ)
        raise


def _at_step(upload: UUID, state: UploadState) -> Upload | None:
    row = Upload.objects.filter(pk=upload, state=state.value).first()
    if row is None:
        logger.info("list %s is not at the step '%s' any more", upload, state.value)
    return row


def _actor(key: str) -> Actor:
    """Who asked, as they stand now: an account that was closed meanwhile registers nothing."""
    position = account_position.of_key(key)
    if position is None:
        raise NotAllowed("Your account was closed before the list was registered. Nothing was registered.")
    kind, _, number = key.partition(":")
    actor = Actor(kind, number, position.role, position.organisation)
    require(actor, Capability.BAN_IMPORT)
    return actor


def _compared(row: Upload, *, at: datetime) -> tuple[Report, Sorted]:
    """Reads the file and holds every row against the register, some at a time, telling how far it is."""
    table = wiring.lists().read(
        import_report.open_file(row), filename=import_report.open_name(row), encoding=_chosen_encoding(row)
    )
    choice = Choice.from_dict(row.columns["choice"])
    columns = columns_as(table.headers, choice.columns)
    dates = Dates(day_of(at), choice.month_first)
    reading = Reading.of(table, columns=columns, authorities=import_classification.authorities(), dates=dates)
    sorter = Sorter(at=at)
    read_rows: list[BanRow | Rejected] = []
    outcomes: list[Outcome] = []
    for first in range(0, len(table.rows), ROUND):
        rows = [read_ban(source, reading=reading) for source in table.rows[first : first + ROUND]]
        outcomes += sorter.sort([read_row for read_row in rows if isinstance(read_row, BanRow)])
        read_rows += rows
        _note_progress(row, len(read_rows))
    sorted_rows = Sorted.compared(outcomes, version=sorter.version)
    lines = list(_lines(table.rows, read_rows, sorted_rows.outcomes, reading))
    rejected = sum(line.state is RowState.REJECTED for line in lines)
    require_all_rows(len(table.rows), len(sorted_rows.outcomes), rejected)
    return import_report.open_report(row).with_lines(lines), sorted_rows


def _chosen_encoding(row: Upload) -> str:
    """Returns the encoding in which the file was read when it came; a mark in the file goes before it."""
    encoding = row.columns.get("encoding", "")
    return encoding if encoding in CODECS else ""


def _lines(
    sources: Sequence[Row], read_rows: Sequence[BanRow | Rejected], outcomes: Sequence[Outcome], reading: Reading
) -> Iterator[ReportLine]:
    remaining = iter(outcomes)
    for source, read_row in zip(sources, read_rows, strict=True):
        cells = plain_cells(source, reading=reading)
        if isinstance(read_row, Rejected):
            yield import_report.rejected(read_row, name=_name(source, reading.columns), cells=cells)
        else:
            yield import_report.sound(next(remaining), cells)


def _name(row: Row, columns: Columns) -> str:
    places = [index for column in _NAMES for index in columns.places.get(column, ())]
    return " ".join(filter(None, (written(row.cells[index]) for index in places)))[:200]


def _note_progress(row: Upload, done: int) -> None:
    if not Upload.objects.filter(pk=row.pk).update(done=done):
        raise _Gone


def _states(report: Report) -> list[RowState]:
    return [line.state for line in report.lines]


@transaction.atomic(durable=True)
def _keep_compared(row: Upload, report: Report, *, at: datetime) -> None:
    if _write(row, report, UploadState.READ):
        counts = {_COUNTED[state]: count for state, count in report.counts.items()}
        append([EntryDraft(Event.LIST_SORTED, _system(row), at, {"upload": str(row.pk), **counts})])


@transaction.atomic(durable=True)
def _register(row: Upload, report: Report, sorted_rows: Sorted, *, actor: Actor, at: datetime) -> None:
    """The one transaction: the bans, their entries, the list's entry, and the end of the upload's file."""
    ours = Upload.objects.select_for_update().filter(pk=row.pk, state=UploadState.COMMITTING.value).first()
    if ours is None:
        return
    digest = hashlib.sha256(import_report.open_file(ours)).hexdigest()
    rejected = report.counts[RowState.REJECTED.value]
    source = Source(import_report.open_name(ours), digest, report.rows, rejected, str(row.pk))
    chosen = ours.columns["all_the_same"]
    made = import_registration.write_imported_bans(
        sorted_rows, source=source, actor=actor, at=at, with_conflicts=chosen
    ).made
    lines = tuple(replace(line, made=made.get(line.number)) for line in report.lines)
    row.columns = row.columns | {"registered": len(made)}
    _write(row, replace(report, lines=lines, said=None), UploadState.COMMITTED, file=b"")


@transaction.atomic(durable=True)
def _leave(row: Upload, remark: Remark, *, state: UploadState) -> None:
    """Leaves the list at a step, with a word why it did not go on."""
    _write(row, replace(import_report.open_report(row), said=remark), state)


def _see_again(row: Upload, *, at: datetime) -> None:
    try:
        report, _ = _compared(row, at=at)
    except DomainError as wrong:
        _leave(row, Remark.of(wrong), state=UploadState.REFUSED)
    else:
        row.columns["all_the_same"] = []
        _keep_compared(row, replace(report, said=_CHANGED), at=at)


def _write(row: Upload, report: Report, state: UploadState, **more: bytes) -> bool:
    """Writes what came of a step; False where the list is not at that step any more, because it was removed, say."""
    ours = Upload.objects.filter(pk=row.pk, state=row.state)
    closed = import_report.close_report(report, at=row.at)
    columns = row.columns | {"counts": report.counts}
    return bool(ours.update(report=closed, columns=columns, state=state.value, **more))


def _system(row: Upload) -> Actor:
    return Actor("system", "aigis", None, row.organisation_id)
