"""Bans for justice systems: the code list of authorities, registering, reading."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from aigis.api.checks import IdempotencyKey
from aigis.api.doors import actor_of
from aigis.api.schemas import BanPersonIn, ShortText, day
from aigis.api.strict import Strict
from aigis.apps.people.requests import Request
from aigis.apps.register import actions, queries
from aigis.core.bans import BRUSSELS, BanKind, last_day
from aigis.core.errors import InvalidInput
from aigis.core.permissions import Capability

router = Router(tags=["bans"])
authorities_router = Router(tags=["bans"])


class GroundIn(Strict):
    """Legal basis and case reference."""

    legal_basis: Annotated[str, Field(max_length=400)] = ""
    case_reference: Annotated[str, Field(max_length=120)]


class BanIn(Strict):
    """A ban as entered: days are Brussels days, the first and the last in force."""

    person: BanPersonIn
    kind: ShortText
    authority: ShortText
    decision_date: ShortText
    final_on: ShortText | None = None
    ground: GroundIn
    starts_on: ShortText
    ends_on: ShortText

    def to_draft(self) -> actions.BanDraft:
        """The ban as the register takes it."""
        return actions.BanDraft(
            person=self.person.to_subject(),
            kind=_kind(self.kind),
            authority=self.authority,
            decision_date=day(self.decision_date, field="decision_date"),
            first_day=day(self.starts_on, field="starts_on"),
            last_day=day(self.ends_on, field="ends_on"),
            legal_basis=self.ground.legal_basis.strip(),
            case_reference=self.ground.case_reference.strip(),
            final_on=day(self.final_on, field="final_on") if self.final_on else None,
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


@router.post("", response={201: dict[str, Any]})
def register(request: HttpRequest, body: BanIn, idempotency_key: IdempotencyKey = None) -> Status[dict[str, Any]]:
    """Registers a ban; it counts at every gate from the answer on."""
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_REGISTER, at=at)
    keyed = Request.of(idempotency_key, address=request.path, body=body.model_dump())
    ban = actions.register_one(body.to_draft(), actor=actor, at=at, request=keyed)
    return Status(201, out(queries.ban(ban, actor=actor, at=at)))


@router.get("/{uuid:ban}", response={200: dict[str, Any]})
def one(request: HttpRequest, ban: UUID) -> dict[str, Any]:
    """A ban with its person and ground."""
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_READ, at=at)
    found = queries.ban(ban, actor=actor, at=at)
    return {**out(found), **_facts(found)}


def out(found: queries.BanView) -> dict[str, Any]:
    """A ban as the answer to its registration."""
    end = found.period.end
    start = found.period.start.astimezone(BRUSSELS).isoformat()
    period = {"start": start, "end": end.astimezone(BRUSSELS).isoformat() if end else None}
    return {"id": str(found.ban.pk), "version": found.version.number, "in_force": found.in_force, "period": period}


def _facts(found: queries.BanView) -> dict[str, Any]:
    person, version, end = found.person, found.version, last_day(found.period)
    names = [{"family_name": name.family, "given_names": name.given} for name in person.names]
    return {
        "person": {**names[0], "aliases": names[1:], "birth_date": str(person.birth) if person.birth else None},
        "kind": found.ban.kind,
        "authority": found.ban.authority.code,
        "decision_date": version.decision_date.isoformat(),
        "final_on": version.final_on.isoformat() if version.final_on else None,
        "ground": {"legal_basis": found.legal_basis, "case_reference": found.case_reference},
        "starts_on": version.start.astimezone(BRUSSELS).date().isoformat(),
        "ends_on": end.isoformat() if end else None,
    }
