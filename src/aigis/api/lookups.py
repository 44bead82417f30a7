"""Look-ups by officials."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from aigis.api.doors import actor_of
from aigis.api.schemas import PersonIn, ShortText, instant
from aigis.api.strict import Strict
from aigis.apps.register import view
from aigis.apps.register.looking import FoundBan, LookUpQuery, look_up
from aigis.core.bans import BRUSSELS
from aigis.core.matching.types import Strength
from aigis.core.permissions import Capability

router = Router(tags=["look-ups"])


class LookUpIn(Strict):
    """Why, about whom, and for which instant; no instant means now."""

    purpose: ShortText
    case_reference: Annotated[str, Field(max_length=120)]
    person: PersonIn
    instant: ShortText | None = None


@router.post("", response={200: dict[str, Any]})
def ask(request: HttpRequest, body: LookUpIn) -> dict[str, Any]:
    """Says whether a person is banned now, or was at an instant, with the ban's facts."""
    at = timezone.now()
    actor = actor_of(request, Capability.LOOKUP_ASK, at=at)
    asked = instant(body.instant, field="instant") if body.instant else None
    query = LookUpQuery(body.purpose, body.case_reference.strip(), body.person.to_person(), asked)
    answer = look_up(query, actor=actor, at=at, view=view.current(at=at))
    return {
        "id": str(answer.id),
        "asked_at": answer.asked_at.isoformat(),
        "instant": answer.instant.isoformat(),
        # A ban in force on somebody who may be this person is not "no": only the strength tells how sure it is.
        "in_force": answer.in_force is not Strength.NONE,
        "strength": answer.in_force.value,
        "bans": [_ban(ban) for ban in answer.bans],
    }


def _ban(ban: FoundBan) -> dict[str, Any]:
    end = ban.period.end
    return {
        "id": str(ban.ban),
        "in_force": ban.in_force,
        "strength": ban.match.strength.value,
        "evidence": [line.sentence for line in ban.match.evidence],
        "names": list(ban.names),
        "birth_date": ban.birth_date or None,
        "kind": ban.kind.value,
        "authority": ban.authority,
        "decision_date": ban.decision_date.isoformat(),
        "case_reference": ban.case_reference,
        "period": {
            "start": ban.period.start.astimezone(BRUSSELS).isoformat(),
            "end": end.astimezone(BRUSSELS).isoformat() if end else None,
        },
    }
