"""What people do with a list on a page: send it, say what its columns are, choose conflicts, commit it, remove it.

The reading and the registering are jobs (`jobs`). An upload is seen by its own organisation alone.
"""

import hashlib
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NoReturn
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from aigis import wiring
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.register.imports import report as import_report
from aigis.apps.register.imports.column_mapping import Choice, remember
from aigis.apps.register.imports.report import Report
from aigis.apps.register.models import Upload
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.imports.ban_rows import RowState, require_columns
from aigis.core.imports.columns import columns_as
from aigis.core.imports.rejects import written

KEPT_FOR = timedelta(days=1)
_MOST_ROWS = 50_000
_LONGEST_NAME = 200
_SAMPLES = 3


class UploadState(StrEnum):
    """How far a list is on its way in."""

    MAPPING = "mapping"
    READING = "reading"
    READ = "read"
    REFUSED = "refused"
    COMMITTING = "committing"
    COMMITTED = "committed"


_MAY_BE_MAPPED = (UploadState.MAPPING, UploadState.READ, UploadState.REFUSED)


def receive(filename: str, content: bytes, *, encoding: str = "", actor: Actor, at: datetime) -> UUID:
    """Takes a file in, encrypted.

    Args:
        filename: the name of the file.
        content: its bytes.
        encoding: of a CSV file, a name of `aigis.core.encodings`; "" to recognise it.
        actor: who sends it.
        at: when.

    Raises InvalidInput for what is no list, too long a one, or has letters that could be several.
    """
    table = wiring.lists().read(content, filename=filename, encoding=encoding)
    if not table.rows:
        raise InvalidInput("The list contains no persons. Put one person in each row.", field="file")
    if len(table.rows) > _MOST_ROWS:
        raise InvalidInput("The list has more than 50,000 rows. Split it into several files.", field="file")
    samples = [[written(cell)[:80] for cell in row.cells] for row in table.rows[:_SAMPLES]]
    return _keep(filename[-_LONGEST_NAME:], content, Report.of(table, samples), actor=actor, at=at)


@transaction.atomic(durable=True)
def _keep(filename: str, content: bytes, report: Report, *, actor: Actor, at: datetime) -> UUID:
    row = Upload(pk=ordered_id(at, os.urandom(10)), organisation_id=actor.organisation, uploaded_by=actor.key, at=at)
    row.file = import_report.close_file(content, at=at)
    row.report = import_report.close_report(report, at=at)
    row.columns = {"name": import_report.close_name(filename, at=at), "encoding": report.encoding}
    row.state = UploadState.MAPPING.value
    row.save(force_insert=True)
    core = {"upload": str(row.pk), "digest": hashlib.sha256(content).hexdigest(), "rows": report.rows}
    append([EntryDraft(Event.LIST_UPLOADED, actor, at, core)])
    return row.pk


@transaction.atomic(durable=True)
def choose_columns(upload: UUID, choice: Choice, *, actor: Actor, at: datetime) -> None:
    """Says what the columns are and has the list read; raises InvalidInput where a needed one is missing or doubled."""
    row = locked(upload, actor=actor)
    _require_state(row, _MAY_BE_MAPPED)
    headers = import_report.open_report(row).headers
    if len(choice.columns) != len(headers):
        raise InvalidInput("Choose for each column of the list what it contains.", field="columns")
    require_columns(columns_as(headers, choice.columns))
    remember(headers, choice, organisation=actor.organisation, at=at)
    row.columns = _of_file(row) | {"choice": choice.to_dict(), "all_the_same": []}
    _begin(row, UploadState.READING)
    columns = choice.to_dict()
    core = {"upload": str(row.pk), "columns": columns["columns"], "month_first": columns["month_first"]}
    append([EntryDraft(Event.LIST_MAPPED, actor, at, core)])
    app.configure_task("register.read_list", lock=f"upload:{row.pk}").defer(upload=str(row.pk))


def _of_file(row: Upload) -> dict[str, object]:
    """Returns what was noted of the file itself when it came."""
    return {name: row.columns[name] for name in ("name", "encoding") if name in row.columns}


@transaction.atomic(durable=True)
def choose_conflicts(
    upload: UUID, *, shown: Collection[int], chosen: Collection[int], actor: Actor, at: datetime
) -> None:
    """Notes which of the conflicts that were shown are to be registered all the same, and which are not."""
    row = locked(upload, actor=actor)
    _require_state(row, (UploadState.READ,))
    conflicts = {line.number for line in import_report.open_report(row).lines if line.state is RowState.CONFLICT}
    included = (set(row.columns["all_the_same"]) - set(shown)) | (set(chosen) & set(shown))
    row.columns["all_the_same"] = sorted(included & conflicts)
    row.save(update_fields=["columns"])
    core = {"upload": str(row.pk), "rows": row.columns["all_the_same"]}
    append([EntryDraft(Event.LIST_CONFLICTS_CHOSEN, actor, at, core)])


@transaction.atomic(durable=True)
def ask_commit(upload: UUID, *, actor: Actor, at: datetime) -> None:
    """Has the new rows and the chosen conflicts registered, all or none, in the name of who asks."""
    row = locked(upload, actor=actor)
    _require_state(row, (UploadState.READ,))
    if not (row.columns["counts"]["new"] or row.columns["all_the_same"]):
        raise Conflict("Nothing to register: no row is new, and you selected no conflict.")
    _begin(row, UploadState.COMMITTING)
    append([EntryDraft(Event.LIST_COMMIT_ASKED, actor, at, {"upload": str(row.pk)})])
    app.configure_task("register.commit_list", lock=f"upload:{row.pk}").defer(upload=str(row.pk), actor=actor.key)


@transaction.atomic(durable=True)
def remove(upload: UUID, *, actor: Actor, at: datetime) -> None:
    """Throws a list away; what was registered from it stays in the register."""
    row = locked(upload, actor=actor)
    if row.state == UploadState.COMMITTING:
        raise Conflict("The list is being registered. Wait until that has finished.")
    row.delete()
    append([EntryDraft(Event.LIST_REMOVED, actor, at, {"upload": str(upload), "why": "thrown away"})])


@transaction.atomic(durable=True)
def remove_old(*, at: datetime) -> int:
    """Throws away lists that are a day old; returns how many. One being registered gets another day for that."""
    too_old = Q(at__lte=at - KEPT_FOR) & ~Q(state=UploadState.COMMITTING) | Q(at__lte=at - 2 * KEPT_FOR)
    rows = Upload.objects.select_for_update(skip_locked=True).filter(too_old)
    old = list(rows.values_list("pk", flat=True))
    Upload.objects.filter(pk__in=old).delete()
    append([EntryDraft(Event.LIST_REMOVED, SYSTEM, at, {"upload": str(upload), "why": "a day old"}) for upload in old])
    return len(old)


def locked(upload: UUID, *, actor: Actor) -> Upload:
    """An upload of the actor's organisation, locked; raises NotFound where there is none."""
    row = Upload.objects.select_for_update().filter(pk=upload, organisation_id=actor.organisation).first()
    return row or refuse_missing()


def refuse_missing() -> NoReturn:
    """Raises NotFound: the list is gone, or another organisation's; the two are not told apart."""
    raise NotFound("This list no longer exists. Lists are kept for one day. Send it again.")


def _begin(row: Upload, state: UploadState) -> None:
    row.state, row.done, row.total = state.value, 0, import_report.open_report(row).rows
    row.save(update_fields=["columns", "state", "done", "total"])


def _require_state(row: Upload, states: Collection[UploadState]) -> None:
    if row.state not in states:
        raise Conflict("This list is already at another step. Reload its page.")
