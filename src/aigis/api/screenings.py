"""Lists screened as jobs: sent as a file, followed, paused, resumed, cancelled; the result of every row."""

import hashlib
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey, purpose_of
from aigis.api.problems import answers
from aigis.api.rosters import pace_fields, screening_progress
from aigis.api.strict_json import BodyTooLarge
from aigis.apps.facilities.queries import gate
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.rosters import list_jobs as jobs
from aigis.apps.rosters import list_results, queries, screening
from aigis.apps.rosters.job_steps import JobStep
from aigis.apps.rosters.list_rows import ENDINGS
from aigis.apps.rosters.models import ListScreening
from aigis.core.access.permissions import Capability
from aigis.core.errors import InvalidInput, NotFound
from aigis.core.values import GateCode

router = Router(tags=["screenings"])
MAX_BYTES = 20 * 2**20
GateQuery = Annotated[str, Query(alias="gate", max_length=64, description="Such as BEANR-0001/main.")]
PurposeQuery = Annotated[str, Query(alias="purpose", max_length=64, description="As of a check.")]
FormQuery = Annotated[str, Query(alias="format", max_length=16, description="csv, ndjson, xlsx or parquet.")]
_FILE = {"requestBody": {"content": {name: {"schema": {"type": "string", "format": "binary"}} for name in ENDINGS}}}


@router.post("", response={202: dict[str, Any]}, openapi_extra=answers(413) | _FILE)
def send_list(
    request: HttpRequest, in_gate: GateQuery, purpose: PurposeQuery, idempotency_key: IdempotencyKey = None
) -> Status[dict[str, Any]]:
    """Takes a list in CSV, XLSX, ODS or NDJSON, at most 20 MB and 1,000,000 rows, and screens it as a job."""
    at = timezone.now()
    actor = actor_of(request, Capability.SCREENING_RUN, at=at)
    facts = gate(GateCode.parse(in_gate), actor=actor)
    meant = purpose_of(purpose)
    content, ending = _content(request), _ending(request)
    stated = [hashlib.sha256(content).hexdigest(), ending, facts.code, meant.value]
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=stated)
    job = jobs.receive_list(jobs.SentList(content, ending, facts, meant), actor=actor, at=at, request=keyed)
    return Status(202, {"id": str(job)})


def _ending(request: HttpRequest) -> str:
    ending = ENDINGS.get((request.content_type or "").lower())
    if ending is None:
        raise InvalidInput(f"Send the file as one of {', '.join(ENDINGS)}.", field="Content-Type")
    return ending


def _content(request: HttpRequest) -> bytes:
    """The file, which is read past the limit of bodies in JSON."""
    content = request.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise BodyTooLarge("The file is larger than 20 MB. Split the list into several files.", field="file")
    if not content:
        raise InvalidInput("The request has no file. Send the list as its body.", field="file")
    return content


@router.get("/{uuid:job}", response={200: dict[str, Any]}, openapi_extra=answers(404))
def progress(request: HttpRequest, job: UUID) -> dict[str, Any]:
    """How far a screening is, of a list or of a roster."""
    actor = actor_of(request, Capability.ROSTER_READ, at=timezone.now())
    row = list_results.list_screening(job, actor=actor)
    return _progress(row) if row else screening_progress(queries.screening(job, actor=actor))


def _progress(row: ListScreening) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "state": row.state,
        "total": row.total,
        "done": row.done,
        "verdicts": {"clear": row.clear, "denied": row.denied, "refer": row.refer},
        "rejected": row.rejected,
        "error": row.error or None,
        "started_at": row.at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        **pace_fields(jobs.pace_of(row)),
    }


@router.get("/{uuid:job}/results", response={200: bytes}, openapi_extra=answers(404, 410))
def read_results(request: HttpRequest, job: UUID, form: FormQuery = "csv") -> HttpResponse:
    """The result of every row so far: its verdict with the check's reference, or what is wrong with it."""
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_READ, at=at)
    row = list_results.list_screening(job, actor=actor)
    if row is None:
        raise NotFound("Your organisation has no such screening.")
    content = list_results.results(row, form=form, actor=actor, at=at)
    headers = {"Content-Disposition": f'attachment; filename="screening-{job}.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=list_results.CONTENT_TYPES[form], headers=headers)


@router.post("/{uuid:job}/pause", response={200: dict[str, Any]}, openapi_extra=answers(404, 409))
def pause(request: HttpRequest, job: UUID) -> dict[str, Any]:
    """Stops the job after the round that is being checked."""
    return _steer(request, job, JobStep.PAUSE)


@router.post("/{uuid:job}/resume", response={200: dict[str, Any]}, openapi_extra=answers(404, 409))
def resume(request: HttpRequest, job: UUID) -> dict[str, Any]:
    """Goes on with a paused job where it was."""
    return _steer(request, job, JobStep.RESUME)


@router.post("/{uuid:job}/cancel", response={200: dict[str, Any]}, openapi_extra=answers(404, 409))
def cancel(request: HttpRequest, job: UUID) -> dict[str, Any]:
    """Ends a job; a list's file goes, the results so far stay."""
    return _steer(request, job, JobStep.CANCEL)


def _steer(request: HttpRequest, job: UUID, step: JobStep) -> dict[str, Any]:
    at = timezone.now()
    actor = actor_of(request, Capability.SCREENING_RUN, at=at)
    if list_results.list_screening(job, actor=actor):
        return _progress(jobs.steer(job, step, actor=actor, at=at))
    return screening_progress(screening.steer(job, step, actor=actor, at=at))
