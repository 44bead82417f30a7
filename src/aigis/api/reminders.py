"""Reminders for the offices' own systems: which endings come, who was told, and the answer; without persons."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from aigis.api import schemas, serializers
from aigis.api.authentication import actor_of
from aigis.api.problems import answers
from aigis.api.schemas import Day
from aigis.api.strict_json import Strict
from aigis.apps.register.reminders import answers as reminder_answers
from aigis.apps.register.reminders import queries as reminder_queries
from aigis.apps.register.reminders.answers import LONGEST_NAME, Given
from aigis.apps.register.reminders.queries import ListedEnding, ReplyLine
from aigis.core.access.permissions import Capability
from aigis.core.bans.reminder_schedule import EndingReply, Level, end_after, last_day_of

router = Router(tags=["reminders"])


class AnswerIn(Strict):
    """What is done about the ban, who answers for it, and the last day that was read."""

    answer: Literal["extension", "new_decision", "let_end"]
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    ends_on: Day


@router.get("", response={200: dict[str, Any]}, openapi_extra=answers())
def endings(request: HttpRequest) -> dict[str, Any]:
    """The endings the caller's office answers for, soonest first: 100 at most that wait, and 100 that are answered.

    `ended` are those of the last thirty days that ended while nobody had answered.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.REMINDER_READ, at=at)
    desk = reminder_queries.desk(actor=actor, at=at)
    return {
        "waiting": desk.waiting_count,
        "answered": desk.answered_count,
        "items": [_out(ending) for ending in (*desk.waiting, *desk.answered)],
        "ended": [_out(ending) for ending in desk.ended],
    }


@router.post("/{uuid:ban}/answer", response={200: dict[str, Any]}, openapi_extra=answers(404, 409, 412))
def answer(request: HttpRequest, ban: UUID, body: AnswerIn) -> dict[str, Any]:
    """Answers the reminders of one ending; the last answer counts, the same one again changes nothing."""
    at = timezone.now()
    actor = actor_of(request, Capability.REMINDER_ANSWER, at=at)
    ends_at = end_after(schemas.likely_day(body.ends_on, field="ends_on"))
    reminder_answers.answer(Given(ban, ends_at, EndingReply(body.answer), body.name), actor=actor, at=at)
    return _out(reminder_queries.one(ban, actor=actor, at=at))


def _out(ending: ListedEnding) -> dict[str, Any]:
    return {
        "ban": str(ending.ban),
        "kind": ending.kind.value,
        "authority": ending.authority.code,
        "suspended": ending.suspended,
        "ends_on": last_day_of(ending.ends_at).isoformat(),
        "days_left": ending.left,
        "waits": ending.waits,
        "reminders": [
            {"days": sent.days, "told": Level(sent.level).name.lower(), "at": serializers.instant(sent.at)}
            for sent in ending.sent
        ],
        "answers": [_answer(reply) for reply in ending.answers],
    }


def _answer(reply: ReplyLine) -> dict[str, Any]:
    return {"answer": reply.answer.value, "name": reply.name, "by": reply.by, "at": serializers.instant(reply.at)}
