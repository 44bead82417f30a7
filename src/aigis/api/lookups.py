"""Look-ups by officials, and the fuller justification that every tenth asks for."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey
from aigis.api.schemas import PersonIn, ShortText, instant
from aigis.api.strict_json import Strict
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.lookups import justifications
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.apps.register.lookups.found_bans import FoundBan, ShownVersion
from aigis.core.access.disclosure import Fact
from aigis.core.access.permissions import Capability
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.matching.types import Strength
from aigis.core.values import Period

router = Router(tags=["look-ups"])


class LookUpIn(Strict):
    """Why, about whom, and for which instant (none: now); `known_at`: by what the register said at that moment."""

    purpose: ShortText
    case_reference: Annotated[str, Field(max_length=120)]
    person: PersonIn
    instant: ShortText | None = None
    known_at: ShortText | None = None

    def to_query(self) -> LookUpQuery:
        """The look-up as the register takes it."""
        moment = instant(self.instant, field="instant") if self.instant else None
        known_at = instant(self.known_at, field="known_at") if self.known_at else None
        return LookUpQuery(self.purpose, self.case_reference.strip(), self.person.to_person(), moment, known_at)


class JustificationIn(Strict):
    """Why this person was looked up, in at least 30 characters."""

    justification: Annotated[str, Field(max_length=justifications.LONGEST)]


@router.post("", response={200: dict[str, Any]})
def ask(request: HttpRequest, body: LookUpIn) -> dict[str, Any]:
    """Says whether a person is banned now, or was at an instant, with the facts that the caller's office is shown."""
    at = timezone.now()
    actor = actor_of(request, Capability.LOOKUP_ASK, at=at)
    answer = look_up(body.to_query(), actor=actor, at=at, view=current_register.current(at=at))
    return {
        "id": str(answer.id),
        "asked_at": answer.asked_at.isoformat(),
        "instant": answer.instant.isoformat(),
        "known_at": answer.known_at.isoformat() if answer.known_at else None,
        # A ban in force on somebody who may be this person is not "no": only the strength tells how sure it is.
        "in_force": answer.in_force is not Strength.NONE,
        "strength": answer.in_force.value,
        "otherwise": answer.otherwise.value if answer.otherwise else None,
        "bans": [_ban(ban) for ban in answer.bans],
        "justification_due": answer.justification_due,
    }


@router.post("/{uuid:lookup}/justification", response={200: dict[str, Any]})
def justify(
    request: HttpRequest, lookup: UUID, body: JustificationIn, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Takes the fuller justification of a look-up of the caller's own; the next one is answered from then on."""
    at = timezone.now()
    actor = actor_of(request, Capability.LOOKUP_ASK, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump())
    justifications.justify(lookup, body.justification, actor=actor, at=at, request=keyed)
    return {"id": str(lookup), "justification_due": False}


def _ban(ban: FoundBan) -> dict[str, Any]:
    """A found ban with the facts that the caller's office is shown, and no others."""
    fields = {
        "id": str(ban.ban),
        "in_force": ban.in_force,
        "otherwise": ban.otherwise,
        "strength": ban.match.strength.value,
        "evidence": [line.sentence for line in ban.match.evidence],
    }
    return fields | {fact.value: _written(fact, getattr(ban, fact.value)) for fact in Fact if fact in ban.facts}


def _written(fact: Fact, value: Any) -> Any:
    """A fact as JSON has it."""
    match value:
        case Period():
            return _period(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case tuple():
            return [_version(item) if isinstance(item, ShownVersion) else item for item in value]
    return value or None


def _version(version: ShownVersion) -> dict[str, Any]:
    recorded = version.recorded_at.isoformat()
    return {
        "number": version.number,
        "event": version.event,
        "recorded_at": recorded,
        "period": _period(version.period),
    }


def _period(period: Period) -> dict[str, str | None]:
    start, end = period.start.astimezone(BRUSSELS), period.end.astimezone(BRUSSELS) if period.end else None
    return {"start": start.isoformat(), "end": end.isoformat() if end else None}
