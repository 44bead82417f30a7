"""What happens to a ban after its registration: what frees nobody counts at once, the rest is proposed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from aigis.api import etags, serializers
from aigis.api.answers.ban_answers import Proposed
from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey
from aigis.api.etags import IfMatch
from aigis.api.problems import answers
from aigis.api.schemas import Day, Reason, ShortText, VersionNumber, instant, likely_day, reference
from aigis.api.strict_json import Strict
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans import confirmation as ban_confirmation
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.proposals import submission as proposal_submission
from aigis.apps.register.proposals.submission import SubmittedProposal
from aigis.core.access.permissions import Capability
from aigis.core.bans.versions import BanEvent
from aigis.core.dates.brussels import day_of, midnight, require_likely

router = Router(tags=["bans"])
Answer = Status[dict[str, Any]]
Moment = Annotated[
    str,
    Field(max_length=64, description="From when it counts: an instant with its offset, or a Brussels day."),
]
_AT_ONCE = {200: dict[str, Any], 202: Proposed}
_MAY_REFUSE = answers(404, 409, 412, 428)


class GroundChangeIn(Strict):
    """What is to be different in the ground; what is left out stays."""

    legal_basis: Annotated[str, Field(max_length=400)] | None = None
    case_reference: Annotated[str, Field(max_length=120)] | None = None


class ChangeIn(Strict):
    """What every change says; what is left out stays as it is."""

    reason: Reason
    ground: GroundChangeIn | None = None
    authority: ShortText | None = None
    version: VersionNumber | None = None

    def to_change(self, event: BanEvent) -> BanChange:
        """The change as the register takes it."""
        values = self.model_dump(exclude={"reason", "ground", "authority", "version"}, exclude_unset=True)
        ground = self.ground or GroundChangeIn()
        return BanChange(
            event=event,
            reason=self.reason,
            authority=self.authority,
            legal_basis=ground.legal_basis,
            case_reference=ground.case_reference,
            decision_date=_day(values, "decision_date"),
            first_day=_day(values, "starts_on"),
            last_day=_day(values, "ends_on"),
            final_on=_day(values, "final_on"),
            withdraw_final="final_on" in values and values["final_on"] is None,
            stayed=values.get("stayed"),
            counts_from=_moment(values.get("counts_from")),
            replaced_by=_reference(values, "replaced_by"),
        )


class CorrectIn(ChangeIn):
    """A clerical error set right, as if it had never been made; `final_on: null` takes a day of finality away."""

    decision_date: Day | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    final_on: Day | None = None
    stayed: bool | None = None


class AmendIn(CorrectIn):
    """Other terms, from when they count on; `final_on` is also how a penalty becomes final."""

    counts_from: Moment | None = None


class ExtendIn(ChangeIn):
    """A decision that the ban lasts longer."""

    decision_date: Day
    ends_on: Day
    final_on: Day | None = None
    counts_from: Moment | None = None


class StandingIn(ChangeIn):
    """A decision that the ban stands still, goes on or ends, from when it counts on."""

    decision_date: Day
    counts_from: Moment | None = None


class LiftIn(StandingIn):
    """A decision that the ban ends; `replaced_by`: the penalty on the same person because of which a condition does."""

    replaced_by: ShortText | None = None


class AnnulIn(ChangeIn):
    """A decision that the ban never was."""

    decision_date: Day


class ConfirmIn(Strict):
    """The version a colleague looked at."""

    version: VersionNumber


def _day(values: dict[str, Any], field: str) -> date | None:
    return likely_day(values[field], field=field) if values.get(field) is not None else None


def _reference(values: dict[str, Any], field: str) -> UUID | None:
    return reference(values[field], field=field) if values.get(field) is not None else None


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    if len(text) > len("2026-11-22"):
        moment = instant(text, field="counts_from")
        require_likely(day_of(moment), field="counts_from")
        return moment
    return midnight(likely_day(text, field="counts_from"))


@dataclass(frozen=True, slots=True)
class _ChangeRequest:
    """One change as it was sent: the request, the ban, and the headers that make it safe."""

    request: HttpRequest
    response: HttpResponse
    ban: UUID
    if_match: str | None
    key: str | None

    def submit(self, event: BanEvent, body: ChangeIn, *, required: bool = False) -> Answer:
        """Submits it and answers what became of it; `required`: only with the version it was made on."""
        at = timezone.now()
        actor = actor_of(self.request, Capability.BAN_CHANGE, at=at)
        expected = etags.expected(self.if_match, body.version, required=required)
        request_fields = {"if_match": self.if_match, "body": body.model_dump(exclude_unset=True)}
        keyed = IdempotentRequest.of(self.key, address=self.request.path, body=request_fields)
        change = body.to_change(event)
        made = proposal_submission.submit(self.ban, change, actor=actor, at=at, expected=expected, request=keyed)
        if isinstance(made, SubmittedProposal):
            self.response["Location"] = f"/api/v1/proposals/{made.proposal}"
            return Status(202, {"proposal": str(made.proposal)})
        self.response["ETag"] = etags.etag(made.version)
        facts = {"id": str(made.ban), "version": made.version, "in_force": made.in_force}
        return Status(200, {**facts, "period": serializers.period(made.period)})


@router.post("/{uuid:ban}/extend", response=_AT_ONCE, summary="Extend a ban", openapi_extra=_MAY_REFUSE)
def extend(
    request: HttpRequest,
    response: HttpResponse,
    ban: UUID,
    body: ExtendIn,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Answer:
    """Makes a ban last longer, at once; needs If-Match."""
    sent = _ChangeRequest(request, response, ban, if_match, idempotency_key)
    return sent.submit(BanEvent.EXTEND, body, required=True)


@router.post("/{uuid:ban}/amend", response=_AT_ONCE, summary="Amend a ban", openapi_extra=_MAY_REFUSE)
def amend(
    request: HttpRequest,
    response: HttpResponse,
    ban: UUID,
    body: AmendIn,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Answer:
    """Changes a ban's terms, authority or ground: at once, or as a proposal where it frees; needs If-Match."""
    sent = _ChangeRequest(request, response, ban, if_match, idempotency_key)
    return sent.submit(BanEvent.AMEND, body, required=True)


@router.post("/{uuid:ban}/correct", response=_AT_ONCE, summary="Correct a ban", openapi_extra=_MAY_REFUSE)
def correct(
    request: HttpRequest,
    response: HttpResponse,
    ban: UUID,
    body: CorrectIn,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Answer:
    """Sets a clerical error right: at once, or as a proposal where it frees; needs If-Match."""
    sent = _ChangeRequest(request, response, ban, if_match, idempotency_key)
    return sent.submit(BanEvent.CORRECT, body, required=True)


@router.post("/{uuid:ban}/resume", response=_AT_ONCE, summary="Resume a ban", openapi_extra=_MAY_REFUSE)
def resume(
    request: HttpRequest,
    response: HttpResponse,
    ban: UUID,
    body: StandingIn,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Answer:
    """Has a suspended ban count again, or withdraws a lift that does not count yet; needs If-Match."""
    sent = _ChangeRequest(request, response, ban, if_match, idempotency_key)
    return sent.submit(BanEvent.RESUME, body, required=True)


@router.post(
    "/{uuid:ban}/suspend", response={202: Proposed}, summary="Propose to suspend a ban", openapi_extra=_MAY_REFUSE
)
def suspend(
    request: HttpRequest,
    response: HttpResponse,
    ban: UUID,
    body: StandingIn,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Answer:
    """Proposes that a ban stands still until it is resumed."""
    return _ChangeRequest(request, response, ban, if_match, idempotency_key).submit(BanEvent.SUSPEND, body)


@router.post("/{uuid:ban}/lift", response={202: Proposed}, summary="Propose to lift a ban", openapi_extra=_MAY_REFUSE)
def lift(
    request: HttpRequest,
    response: HttpResponse,
    ban: UUID,
    body: LiftIn,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Answer:
    """Proposes that a ban ends before its time."""
    return _ChangeRequest(request, response, ban, if_match, idempotency_key).submit(BanEvent.LIFT, body)


@router.post("/{uuid:ban}/annul", response={202: Proposed}, summary="Propose to annul a ban", openapi_extra=_MAY_REFUSE)
def annul(
    request: HttpRequest,
    response: HttpResponse,
    ban: UUID,
    body: AnnulIn,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Answer:
    """Proposes that a ban never was."""
    return _ChangeRequest(request, response, ban, if_match, idempotency_key).submit(BanEvent.ANNUL, body)


@router.post(
    "/{uuid:ban}/confirm",
    response={200: dict[str, Any]},
    summary="Confirm a version",
    openapi_extra=answers(404, 409, 412),
)
def confirm(request: HttpRequest, ban: UUID, body: ConfirmIn, idempotency_key: IdempotencyKey = None) -> dict[str, Any]:
    """Confirms, as a colleague of who entered it, a version that counted at once."""
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_CONFIRM, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump())
    ban_confirmation.confirm([(ban, body.version)], actor=actor, at=at, request=keyed)
    return {"id": str(ban), "version": body.version, "confirmed": True}
