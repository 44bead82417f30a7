"""Bans for justice systems: the code list of authorities, registering, reading."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field

from aigis.api import etags, serializers
from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey
from aigis.api.problems import answers
from aigis.api.schemas import BanPersonIn, ShortText, day, instant, reference
from aigis.api.strict_json import Strict
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans import queries
from aigis.apps.register.bans import registration as ban_registration
from aigis.apps.register.exports import ban_history
from aigis.apps.register.exports.ban_history import BitemporalPoint
from aigis.core.access.permissions import Capability
from aigis.core.bans.versions import BanKind
from aigis.core.errors import InvalidInput

router = Router(tags=["bans"])
authorities_router = Router(tags=["bans"])
At = Annotated[
    str | None,
    Query(alias="at", max_length=64, description="An instant with its offset (write + as %2B): was it in force then?"),
]
KnownAt = Annotated[
    str | None,
    Query(max_length=64, description="An instant with its offset: answer by what the register held then."),
]


class GroundIn(Strict):
    """Legal basis and case reference."""

    legal_basis: Annotated[str, Field(max_length=400)] = ""
    case_reference: Annotated[str, Field(max_length=120)]


class BanIn(Strict):
    """A ban as entered: days are Brussels days, the first and the last in force.

    `stayed`: the term of a penalty stands still while the person is detained. `subject`: somebody the register knows.
    `confirm_details`: the decision has a national number and a birth date or sex that disagree (`details_disagree`).
    """

    person: BanPersonIn
    kind: ShortText
    authority: ShortText
    decision_date: ShortText
    final_on: ShortText | None = None
    ground: GroundIn
    starts_on: ShortText
    ends_on: ShortText
    stayed: bool = False
    subject: ShortText | None = None
    confirm_details: bool = False

    def to_draft(self) -> ban_registration.BanDraft:
        """The ban as the register takes it."""
        return ban_registration.BanDraft(
            person=self.person.to_subject(),
            kind=_kind(self.kind),
            authority=self.authority,
            decision_date=day(self.decision_date, field="decision_date"),
            first_day=day(self.starts_on, field="starts_on"),
            last_day=day(self.ends_on, field="ends_on"),
            legal_basis=self.ground.legal_basis.strip(),
            case_reference=self.ground.case_reference.strip(),
            final_on=day(self.final_on, field="final_on") if self.final_on is not None else None,
            stayed=self.stayed,
            subject=reference(self.subject, field="subject") if self.subject is not None else None,
            confirm_details=self.confirm_details,
        )


def _kind(text: str) -> BanKind:
    try:
        return BanKind(text)
    except ValueError:
        raise InvalidInput(f"Give one of {', '.join(BanKind)}.", field="kind") from None


@authorities_router.get("")
def authorities(request: HttpRequest) -> dict[str, Any]:
    """The code list of authorities with their names in four languages."""
    actor_of(request, Capability.BAN_READ, at=timezone.now())
    languages = ("nl", "fr", "de", "en")
    rows = queries.authorities()
    names = [{"code": row.code, "names": {code: row.name(code) for code in languages}} for row in rows]
    return {"items": names}


@router.post("", response={201: dict[str, Any]}, summary="Register a ban", openapi_extra=answers(409))
def register(
    request: HttpRequest, response: HttpResponse, body: BanIn, idempotency_key: IdempotencyKey = None
) -> Status[dict[str, Any]]:
    """Registers a ban; it counts at every gate from the answer on, and a colleague confirms it within a day."""
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_REGISTER, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump())
    ban = ban_registration.register_one(body.to_draft(), actor=actor, at=at, request=keyed)
    view = queries.ban(ban, actor=actor, at=at)
    response["ETag"] = etags.etag(view.version.number)
    response["Location"] = f"{request.path}/{ban}"
    return Status(201, serializers.ban(view))


@router.get("/{uuid:ban}", response={200: dict[str, Any]}, summary="Read a ban", openapi_extra=answers(404))
def one(
    request: HttpRequest, response: HttpResponse, ban: UUID, about: At = None, known_at: KnownAt = None
) -> dict[str, Any]:
    """A ban with its person, its ground, every version, its state and how its end was computed.

    The ETag is its version: send it as If-Match with a change. With `at` and `known_at` the answer also says, under
    `then`, whether it was in force at an instant, and by what the register knew at another.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_READ, at=at)
    history = ban_history.ban_history(ban, actor=actor, at=at, moment=_moment(about, known_at, at=at))
    response["ETag"] = etags.etag(history.view.version.number)
    return serializers.history(history)


def _moment(about: str | None, known: str | None, *, at: datetime) -> BitemporalPoint | None:
    """What is asked about; who names only what was known asks about that same instant."""
    if about is None and known is None:
        return None
    known_at = instant(known, field="known_at") if known is not None else at
    return BitemporalPoint(instant(about, field="at") if about is not None else known_at, known_at)
