"""Imported lists: those that wait for a colleague, the bans drawn from one, and its confirmation as a whole."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from aigis.api import problems, serializers
from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey
from aigis.api.problems import answers
from aigis.api.schemas import ShortText, reference
from aigis.api.strict_json import Strict
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.imports import confirmation as import_confirmation
from aigis.apps.register.imports.confirmation import ListedImport
from aigis.core.access.permissions import Capability

router = Router(tags=["imported lists"])


class ComparedIn(Strict):
    """The bans drawn from the list, each of which was compared with its decision."""

    compared: Annotated[list[ShortText], Field(max_length=50_000)]


@router.get("", response={200: dict[str, Any]}, summary="Lists that wait", openapi_extra=answers())
def waiting(request: HttpRequest) -> dict[str, Any]:
    """The lists of the caller's office that wait for a colleague's confirmation, the first due first."""
    actor = actor_of(request, Capability.BAN_CONFIRM, at=timezone.now())
    return {"items": [_line(listed) for listed in import_confirmation.waiting_lists(actor=actor)]}


@router.get("/{uuid:list_}", response={200: dict[str, Any]}, summary="Read a list", openapi_extra=answers(404))
def one(request: HttpRequest, list_: UUID) -> dict[str, Any]:
    """A list with what came of it and the bans that the system drew to be compared with their decisions."""
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_CONFIRM, at=at)
    detail = import_confirmation.imported_list(list_, actor=actor, at=at)
    refused = problems.body(detail.refused) if detail.refused else None
    drawn = [_drawn(view, against=view.ban.pk in detail.chosen) for view in detail.drawn]
    return {**_line(detail.listed), "corrected": detail.corrected, "refused": refused, "drawn": drawn}


@router.post(
    "/{uuid:list_}/confirm", response={200: dict[str, Any]}, summary="Confirm a list", openapi_extra=answers(404, 409)
)
def confirm(
    request: HttpRequest, list_: UUID, body: ComparedIn, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Confirms all bans of a list that wait, as somebody else than who imported it, once those drawn were compared."""
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_CONFIRM, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump())
    compared = [reference(ban, field="compared") for ban in body.compared]
    return {"confirmed": import_confirmation.confirm(list_, compared=compared, actor=actor, at=at, request=keyed)}


def _line(listed: ListedImport) -> dict[str, Any]:
    return {
        "id": str(listed.row.pk),
        "name": listed.name,
        "imported_by": listed.row.recorded_by,
        "imported_at": serializers.instant(listed.row.at),
        "due_at": serializers.instant(listed.row.due_at),
        "counts": listed.row.counts,
        "waiting": listed.waiting,
        "confirmed_at": serializers.instant(listed.row.confirmed_at) if listed.row.confirmed_at else None,
        "mine": listed.mine,
    }


def _drawn(view: BanView, *, against: bool) -> dict[str, Any]:
    return {
        **serializers.ban(view),
        "person": serializers.person(view.person),
        "kind": view.ban.kind,
        "authority": view.version.authority.code,
        "decision_date": serializers.day(view.version.decision_date),
        "case_reference": view.ground.case_reference,
        "contradicts": against,
    }
