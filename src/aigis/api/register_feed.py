"""The register for systems that follow it: its events in their order, final penalties, and webhooks about news."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Query, Router, Status
from pydantic import Field

from aigis.api import etags, serializers
from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey
from aigis.api.problems import answers
from aigis.api.schemas import After
from aigis.api.strict_json import Strict
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.exports import criminal_record, subscriptions
from aigis.apps.register.exports import events as export_events
from aigis.apps.register.models import BanVersion, Subscription
from aigis.core.access.permissions import Capability

router = Router(tags=["feed"])
subscriptions_router = Router(tags=["feed"])
Limit = Annotated[int, Query(ge=1, le=export_events.MOST, description="At most so many items.")]
ExtractLimit = Annotated[int, Query(ge=1, le=criminal_record.MOST, description="At most so many items.")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", description="The ETag of the last answer here.")]


class SubscriptionIn(Strict):
    """Where to be told: an address on the public Internet."""

    webhook: Annotated[str, Field(max_length=400)]


@router.get(
    "/changes", response={200: dict[str, Any], 304: None}, summary="Follow the register", openapi_extra=answers()
)
def changes(
    request: HttpRequest,
    response: HttpResponse,
    after: After = 0,
    limit: Limit = 100,
    if_none_match: IfNoneMatch = None,
) -> dict[str, Any] | HttpResponse:
    """The register's events after a position, in the order they were recorded; without persons.

    Ask next with `after` = `next`. Nothing is ever inserted before a position handed out. With the last answer's ETag
    as If-None-Match, 304 says that there is still nothing new.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_READ, at=at)
    page = export_events.changes(after=after, limit=limit, actor=actor, at=at)
    tag = etags.etag(page.next)
    if if_none_match == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    response["ETag"] = tag
    return {"items": [_event(row) for row in page.versions], "next": page.next}


@router.get("/final", response={200: dict[str, Any]}, summary="Export final penalties", openapi_extra=answers())
def final(request: HttpRequest, after: After = 0, limit: ExtractLimit = criminal_record.MOST) -> dict[str, Any]:
    """Final penalties for the special extract of the criminal record, by the position of their last version.

    One that was amended, lifted, annulled, or whose person got another identity since it was handed out comes again
    with its new state; `final_on` null then says that its finality was taken back. Every answer is on record.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.BAN_EXPORT, at=at)
    page = criminal_record.final_penalties(after=after, limit=limit, actor=actor, at=at)
    return {"items": [penalty.to_dict() for penalty in page.penalties], "next": page.next}


@subscriptions_router.post(
    "", response={201: dict[str, Any]}, summary="Subscribe a webhook", openapi_extra=answers(409)
)
def subscribe(
    request: HttpRequest, body: SubscriptionIn, idempotency_key: IdempotencyKey = None
) -> Status[dict[str, Any]]:
    """Has your organisation told by a signed webhook when the register changed; the secret is shown here only."""
    at = timezone.now()
    actor = actor_of(request, Capability.FEED_SUBSCRIBE, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump())
    made = subscriptions.subscribe(body.webhook, actor=actor, at=at, request=keyed)
    return Status(201, {**_subscription(made.row), "secret": made.secret})


@subscriptions_router.get("", response={200: dict[str, Any]}, summary="List subscriptions", openapi_extra=answers())
def own(request: HttpRequest) -> dict[str, Any]:
    """Your organisation's subscriptions, without their secrets."""
    actor = actor_of(request, Capability.FEED_SUBSCRIBE, at=timezone.now())
    return {"items": [_subscription(row) for row in subscriptions.subscriptions(actor=actor)]}


@subscriptions_router.delete(
    "/{int:subscription}", response={204: None}, summary="End a subscription", openapi_extra=answers(404)
)
def unsubscribe(request: HttpRequest, subscription: int) -> Status[None]:
    """Ends a subscription."""
    at = timezone.now()
    actor = actor_of(request, Capability.FEED_SUBSCRIBE, at=at)
    subscriptions.unsubscribe(subscription, actor=actor, at=at)
    return Status(204, None)


def _event(row: BanVersion) -> dict[str, Any]:
    return {
        "position": row.pk,
        "register_version": row.register_version,
        "ban": str(row.ban_id),
        "subject": str(row.subject_id),
        "kind": row.ban.kind,
        **{"version" if name == "number" else name: value for name, value in serializers.facts(row).items()},
    }


def _subscription(row: Subscription) -> dict[str, Any]:
    return {"id": row.pk, "webhook": row.webhook, "added_at": serializers.instant(row.added_at)}
