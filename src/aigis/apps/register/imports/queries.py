"""Looking at uploaded lists: those of one's office, the rows of one with what becomes of each, and its rejects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.imports import report as import_report
from aigis.apps.register.imports.column_mapping import Choice
from aigis.apps.register.imports.report import Report, ReportLine
from aigis.apps.register.imports.uploads import KEPT_FOR, UploadState, refuse_missing
from aigis.apps.register.models import Upload
from aigis.apps.register.register_version import version as register_version
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict
from aigis.core.imports.ban_rows import RowState

PAGE = 100


@dataclass(frozen=True, slots=True)
class ListedUpload:
    """A list of one's office: `counts` by state of its rows as far as they were read, `done` of `total` rows read."""

    upload: UUID
    name: str
    uploaded_by: str
    at: datetime
    gone_at: datetime
    state: UploadState
    done: int
    total: int | None
    counts: dict[str, int]
    registered: int
    chosen: tuple[int, ...]
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class ShownRows:
    """Some rows of a list: those of one state or of all, one page of them."""

    upload: ListedUpload
    report: Report
    lines: tuple[ReportLine, ...]
    page: int
    pages: int


def of_office(*, actor: Actor) -> list[ListedUpload]:
    """The lists of the actor's organisation, the last one first."""
    rows = Upload.objects.filter(organisation_id=actor.organisation).defer("file", "report").order_by("-at")
    return [_listed(row) for row in rows]


def state_of(upload: UUID, *, actor: Actor) -> ListedUpload:
    """How far a list is; raises NotFound where the actor's organisation has none of this reference."""
    row = Upload.objects.filter(pk=upload, organisation_id=actor.organisation).defer("file", "report").first()
    return _listed(row or refuse_missing())


def headers_of(upload: UUID, *, actor: Actor) -> tuple[ListedUpload, Report]:
    """A list with its headers and first rows, for saying what its columns are."""
    row = _own(upload, actor)
    return _listed(row), import_report.open_report(row)


@transaction.atomic(durable=True)
def rows_of(upload: UUID, *, state: RowState | None, page: int, actor: Actor, at: datetime) -> ShownRows:
    """Some rows of a list with what becomes of them; the look is an entry, with the bans of the register it shows."""
    row = _own(upload, actor)
    report = import_report.open_report(row)
    lines = [line for line in report.lines if state is None or line.state is state]
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(page, 1), pages)
    shown = tuple(lines[(page - 1) * PAGE : page * PAGE])
    bans = sorted({str(line.ban) for line in shown if line.ban})
    core = {"upload": str(upload), "state": state.value if state else "", "rows": len(shown), "bans": bans}
    append([EntryDraft(Event.LIST_SHOWN, actor, at, {**core, "register_version": register_version()})])
    return ShownRows(_listed(row), report, shown, page, pages)


@transaction.atomic(durable=True)
def rejects_of(upload: UUID, *, actor: Actor, at: datetime) -> tuple[ListedUpload, Report, Sequence[ReportLine]]:
    """The rows of a list that are not registered and somebody has to look at; the download is an entry."""
    row = _own(upload, actor)
    if row.state not in (UploadState.READ, UploadState.COMMITTED):
        raise Conflict("This list is already at another step. Reload its page.")
    report = import_report.open_report(row)
    left_out = [line for line in report.lines if line.left_out]
    core = {"upload": str(upload), "rows": len(left_out), "register_version": register_version()}
    append([EntryDraft(Event.LIST_REJECTS_GIVEN, actor, at, core)])
    return _listed(row), report, left_out


def _own(upload: UUID, actor: Actor) -> Upload:
    row = Upload.objects.filter(pk=upload, organisation_id=actor.organisation).defer("file").first()
    return row or refuse_missing()


def _listed(row: Upload) -> ListedUpload:
    stored = row.columns
    return ListedUpload(
        upload=row.pk,
        name=import_report.open_name(row),
        uploaded_by=row.uploaded_by,
        at=row.at,
        gone_at=row.at + KEPT_FOR,
        state=UploadState(row.state),
        done=row.done,
        total=row.total,
        counts=stored.get("counts", {}),
        registered=stored.get("registered", 0),
        chosen=tuple(stored.get("all_the_same", ())),
        choice=Choice.from_dict(stored["choice"]) if "choice" in stored else None,
    )
