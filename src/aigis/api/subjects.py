"""Subjects: who somebody is, proposals to change it, and what prisons report of them."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from aigis.api import serializers
from aigis.api.answers.ban_answers import Proposed
from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey
from aigis.api.problems import answers
from aigis.api.schemas import BanPersonIn, Day, Reason, ShortText, likely_day, reference
from aigis.api.strict_json import Strict
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.desks import prison
from aigis.apps.register.desks.prison import Reported
from aigis.apps.register.exports import criminal_record
from aigis.apps.register.models import Detention
from aigis.apps.register.proposals import stay_corrections, subject_changes
from aigis.apps.register.proposals.stay_corrections import StayChange
from aigis.apps.register.subjects import changes as apps_subject_changes
from aigis.apps.register.subjects import detail as subject_detail
from aigis.apps.register.subjects import detention
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent
from aigis.apps.register.subjects.detail import SubjectView
from aigis.core.access.permissions import Actor, Capability
from aigis.core.bans.detention import Stay
from aigis.core.errors import InvalidInput
from aigis.core.person.numbers import national_number
from aigis.core.person.person import Person

router = Router(tags=["subjects"])
detentions_router = Router(tags=["subjects"])
Answer = Status[dict[str, Any]]
_MAY_REFUSE = answers(404, 409)


class IdentityOfIn(BanPersonIn):
    """A subject's whole identity: what is left out is taken away. Several national numbers, where there are."""

    national_numbers: Annotated[list[ShortText], Field(max_length=10)] = []

    def to_identity(self, *, field: str) -> Person:
        """The identity; raises InvalidInput with the field below `field`."""
        try:
            person = self.to_subject()
            numbers = [national_number(number) for number in self.national_numbers]
        except InvalidInput as wrong:
            wrong.field = f"{field}.{(wrong.field or '').removeprefix('person').lstrip('.')}".rstrip(".")
            raise
        return replace(person, national_numbers=tuple(dict.fromkeys((*person.national_numbers, *numbers))))


class IdentityIn(Strict):
    """What the subject's identity is to be; `confirm_details`: a decision has details that disagree."""

    reason: Reason
    person: IdentityOfIn
    confirm_details: bool = False


class MergeIn(Strict):
    """The other subject that is the same person; without `person`, both are taken together."""

    reason: Reason
    other: ShortText
    person: IdentityOfIn | None = None
    confirm_details: bool = False


class SplitIn(Strict):
    """The bans that are about somebody else, who that is, and who remains (as now, where `rest` is left out)."""

    reason: Reason
    bans: Annotated[list[ShortText], Field(min_length=1, max_length=100)]
    person: IdentityOfIn
    rest: IdentityOfIn | None = None
    confirm_details: bool = False


class DetainedIn(Strict):
    """The Brussels day on which a detention began; the day of the release, where it is over; by which look-up.

    Without `lookup`, the last one of the caller's office in the past 24 hours that certainly found the person.
    """

    detained_on: Day
    released_on: Day | None = None
    lookup: ShortText | None = None

    def to_report(self) -> Reported:
        """The report as the register takes it."""
        released_on = likely_day(self.released_on, field="released_on") if self.released_on else None
        lookup = reference(self.lookup, field="lookup") if self.lookup is not None else None
        return Reported(likely_day(self.detained_on, field="detained_on"), released_on, lookup)


class CorrectedIn(Strict):
    """How a stay in prison should be: both days (`null`: not released), or `withdrawn`: the person was not there."""

    reason: Reason
    detained_on: Day | None = None
    released_on: Day | None = None
    withdrawn: bool = False

    def to_change(self, stay: UUID) -> StayChange:
        """The correction as the register takes it; raises InvalidInput for one that says both or neither."""
        if self.withdrawn == (self.detained_on is not None):
            raise InvalidInput("Give the day the detention began, or say that it is withdrawn.", field="detained_on")
        if self.detained_on is None:
            return StayChange(stay, self.reason, None)
        first = likely_day(self.detained_on, field="detained_on")
        last = likely_day(self.released_on, field="released_on") if self.released_on else None
        return StayChange(stay, self.reason, Stay(first, last))


class ReleasedIn(Strict):
    """The Brussels day of the release, which no longer counts as detention."""

    released_on: Day


@router.get("/{uuid:subject}", response={200: dict[str, Any]}, summary="Read a subject", openapi_extra=answers(404))
def one(request: HttpRequest, subject: UUID) -> dict[str, Any]:
    """A subject with its identity, its bans, the stays in prison reported, and the subjects merged into it."""
    at = timezone.now()
    actor = actor_of(request, Capability.SUBJECT_FIND, at=at)
    return _shown(subject_detail.subject(subject, actor=actor, at=at))


@router.post(
    "/{uuid:subject}/identity",
    response={202: Proposed},
    summary="Propose another identity",
    openapi_extra=_MAY_REFUSE,
)
def identity(
    request: HttpRequest,
    response: HttpResponse,
    subject: UUID,
    body: IdentityIn,
    idempotency_key: IdempotencyKey = None,
) -> Answer:
    """Proposes another identity for a subject."""
    at = timezone.now()
    actor = actor_of(request, Capability.SUBJECT_CHANGE, at=at)
    new = body.person.to_identity(field="person")
    change = SubjectChange(SubjectEvent.IDENTITY, body.reason, new, confirm_details=body.confirm_details)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump(exclude_unset=True))
    return _proposed(response, subject_changes.propose_for_subject(subject, change, actor=actor, at=at, request=keyed))


@router.post(
    "/{uuid:subject}/merge",
    response={202: Proposed},
    summary="Propose to merge two subjects",
    openapi_extra=_MAY_REFUSE,
)
def merge(
    request: HttpRequest, response: HttpResponse, subject: UUID, body: MergeIn, idempotency_key: IdempotencyKey = None
) -> Answer:
    """Proposes that another subject is the same person: its bans come here."""
    at = timezone.now()
    actor = actor_of(request, Capability.SUBJECT_CHANGE, at=at)
    person = body.person.to_identity(field="person") if body.person is not None else None
    change = apps_subject_changes.merging(
        subject,
        reference(body.other, field="other"),
        reason=body.reason,
        person=person,
        confirm_details=body.confirm_details,
    )
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump(exclude_unset=True))
    return _proposed(response, subject_changes.propose_for_subject(subject, change, actor=actor, at=at, request=keyed))


@router.post(
    "/{uuid:subject}/split",
    response={202: Proposed},
    summary="Propose to split a subject",
    openapi_extra=_MAY_REFUSE,
)
def split(
    request: HttpRequest, response: HttpResponse, subject: UUID, body: SplitIn, idempotency_key: IdempotencyKey = None
) -> Answer:
    """Proposes that some of a subject's bans are about somebody else: a new subject gets them."""
    at = timezone.now()
    actor = actor_of(request, Capability.SUBJECT_CHANGE, at=at)
    change = SubjectChange(
        SubjectEvent.SPLIT,
        body.reason,
        body.person.to_identity(field="person"),
        bans=tuple(reference(ban, field="bans") for ban in body.bans),
        rest=body.rest.to_identity(field="rest") if body.rest is not None else None,
        confirm_details=body.confirm_details,
    )
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump(exclude_unset=True))
    return _proposed(response, subject_changes.propose_for_subject(subject, change, actor=actor, at=at, request=keyed))


@router.post(
    "/{uuid:subject}/detentions",
    response={201: dict[str, Any]},
    summary="Report a detention",
    openapi_extra=_MAY_REFUSE,
)
def detain(
    request: HttpRequest, subject: UUID, body: DetainedIn, idempotency_key: IdempotencyKey = None
) -> Status[dict[str, Any]]:
    """Reports a detention: the end of bans whose term stands still meanwhile is open until the release.

    With `released_on` a stay of the past in one go. Somebody of the office looked the person up before: 409 otherwise.
    """
    actor, at = _prison(request)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump(exclude_unset=True))
    return Status(201, _stay(prison.report(subject, body.to_report(), actor=actor, at=at, request=keyed)))


@detentions_router.post(
    "/{uuid:stay}/correct",
    response={202: Proposed},
    summary="Propose to correct a detention",
    openapi_extra=_MAY_REFUSE,
)
def correct(
    request: HttpRequest, response: HttpResponse, stay: UUID, body: CorrectedIn, idempotency_key: IdempotencyKey = None
) -> Answer:
    """Proposes other days for a stay in prison, or that there was none: it moves ends, so somebody else approves."""
    at = timezone.now()
    actor = actor_of(request, Capability.DETENTION_CORRECT, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump(exclude_unset=True))
    return _proposed(response, stay_corrections.propose(body.to_change(stay), actor=actor, at=at, request=keyed))


@detentions_router.post(
    "/{uuid:stay}/release", response={200: dict[str, Any]}, summary="Report a release", openapi_extra=_MAY_REFUSE
)
def release(
    request: HttpRequest, stay: UUID, body: ReleasedIn, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Reports a release: the ends are computed from it, never before the day decided."""
    actor, at = _prison(request)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump())
    day = likely_day(body.released_on, field="released_on")
    return _stay(detention.report_release(stay, released_on=day, actor=actor, at=at, request=keyed))


def _prison(request: HttpRequest) -> tuple[Actor, datetime]:
    at = timezone.now()
    return actor_of(request, Capability.DETENTION_REPORT, at=at), at


def _proposed(response: HttpResponse, proposal: UUID) -> Answer:
    response["Location"] = f"/api/v1/proposals/{proposal}"
    return Status(202, {"proposal": str(proposal)})


def _stay(row: Detention) -> dict[str, Any]:
    """A report as its reporter sees it: nothing of any ban."""
    days = {"detained_on": serializers.day(row.detained_on), "released_on": serializers.day(row.released_on)}
    return {"stay": str(row.stay), "subject": str(row.subject_id), **days}


def _shown(view: SubjectView) -> dict[str, Any]:
    return {
        "id": str(view.subject.pk),
        "version": view.subject.version,
        "merged_into": str(view.into.pk) if view.into else None,
        "merged": [str(subject.pk) for subject, _ in view.merged],
        "person": criminal_record.identity(view.person),
        "bans": [serializers.ban(view_of_ban) for view_of_ban in view.bans],
        "stays": [_stay(row) for row in view.stays],
    }
