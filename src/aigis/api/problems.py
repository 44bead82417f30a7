"""From a DomainError to an HTTP problem: the one table, and the body as RFC 9457 has it."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from aigis.api.etags import PreconditionRequired
from aigis.api.strict_json import BodyTooLarge, BodyTooSlow, MalformedBody, WrongContentType, WrongMethod
from aigis.core import errors
from aigis.core.access.scim.attributes import ScimFault
from aigis.core.dates.brussels import AmbiguousLocalTime

STATUS: dict[type[errors.DomainError], HTTPStatus] = {
    errors.DomainError: HTTPStatus.BAD_REQUEST,
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.WrongCheckDigit: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownBadge: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnreadableZone: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotEnoughIdentity: HTTPStatus.UNPROCESSABLE_ENTITY,
    AmbiguousLocalTime: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ImpossibleBirthDate: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.DetailsDisagree: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownGate: HTTPStatus.UNPROCESSABLE_ENTITY,
    MalformedBody: HTTPStatus.BAD_REQUEST,
    WrongContentType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BodyTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    errors.NotSignedIn: HTTPStatus.UNAUTHORIZED,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.AddressNotAllowed: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    WrongMethod: HTTPStatus.METHOD_NOT_ALLOWED,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.NameTaken: HTTPStatus.CONFLICT,
    ScimFault: HTTPStatus.BAD_REQUEST,
    errors.ChangedSince: HTTPStatus.PRECONDITION_FAILED,
    errors.LargeChange: HTTPStatus.CONFLICT,
    PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    errors.JustificationDue: HTTPStatus.CONFLICT,
    errors.LookUpFirst: HTTPStatus.CONFLICT,
    errors.NeedsSecond: HTTPStatus.CONFLICT,
    errors.RequestKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NoAnswer: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.AnswerDelayed: HTTPStatus.TOO_MANY_REQUESTS,
    errors.AnswersWithheld: HTTPStatus.TOO_MANY_REQUESTS,
    errors.RequestLimitReached: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.InternalFault: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.LogRefuses: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.RolledBack: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Erased: HTTPStatus.GONE,
}

# Seconds after which a caller may try again, unless the error says more.
_RETRY_AFTER = {HTTPStatus.SERVICE_UNAVAILABLE: 5, HTTPStatus.TOO_MANY_REQUESTS: 60}


def body(error: errors.DomainError) -> dict[str, Any]:
    """A problem's members; `field` is the caller's own name of what is wrong, `errors` lists all if there are more."""
    status = STATUS.get(type(error), HTTPStatus.BAD_REQUEST)
    members = {"type": f"urn:aigis:problem:{error.code}", "title": status.phrase, "status": int(status)}
    members |= {"detail": error.sentence, "code": error.code, "field": error.field}
    return {**members, "errors": [_short(item) for item in (error, *error.further)]} if error.further else members


def _short(error: errors.DomainError) -> dict[str, Any]:
    return {"code": error.code, "detail": error.sentence, "field": error.field}


def respond(error: errors.DomainError) -> HttpResponse:
    """The response of an error."""
    members = body(error)
    seconds = _RETRY_AFTER.get(HTTPStatus(members["status"]))
    headers = {"Retry-After": str(error.values.get("seconds", seconds))} if seconds else {}
    if members["status"] == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    text = json.dumps(members, ensure_ascii=False)
    return HttpResponse(text, status=members["status"], content_type="application/problem+json", headers=headers)


def respond_to(_request: HttpRequest, error: errors.DomainError) -> HttpResponse:
    """The response of an error, as ninja calls it."""
    return respond(error)


def answers(*statuses: int) -> dict[str, Any]:
    """The statuses of the problems an operation may answer with; their shape stands in `description`."""
    every = sorted({401, 403, 422, 503, *statuses})
    return {"responses": {status: {"description": HTTPStatus(status).phrase} for status in every}}
