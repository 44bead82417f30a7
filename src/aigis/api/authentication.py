"""What every resource shares: who is asking, what it may, and the trace of a refusal."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from aigis import wiring
from aigis.api.problems import respond
from aigis.api.request_limits import count_request, is_check
from aigis.api.strict_json import BodyTooLarge
from aigis.apps.audit.actions import NOBODY
from aigis.apps.people import access, key_networks, signing_keys
from aigis.core.access.permissions import Actor, Capability
from aigis.core.access.request_signatures import SignedRequest
from aigis.core.access.second_factor import needs_signature
from aigis.core.errors import (
    AddressNotAllowed,
    DomainError,
    InternalFault,
    InvalidInput,
    NoAnswer,
    NotFound,
    NotSignedIn,
    Unavailable,
)

logger = logging.getLogger("aigis.api")

_OF_KEYS = {"Authorization", "Signature-Input"}
_MOST_FAULTS = 100  # of one body that are told at once


class BearerKey(HttpBearer):
    """The lock of every address: `Authorization: Bearer aigis_…`, or a signature (RFC 9421) instead."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor of a key; raises NotSignedIn for one that is unknown or has ended."""
        now = timezone.now()
        known = access.use_key(token, address=request.META.get("REMOTE_ADDR", ""), at=now)
        request.key_sunset = known.sunset  # type: ignore[attr-defined]
        return known.actor

    def __call__(self, request: HttpRequest) -> Any:
        """Refuses a request without a key in words, too, and counts one with a key."""
        try:
            actor = _signing_actor(request) if "Signature-Input" in request.headers else super().__call__(request)
        except AddressNotAllowed as refused_address:
            client, source = int(str(refused_address.values["client"])), str(refused_address.values["address"])
            key_networks.record_refused_address(
                client, source=source, path=request.path, actor=NOBODY, at=timezone.now()
            )
            raise
        if actor is None:
            raise NotSignedIn
        count_request(request, actor)
        return actor


def _signing_actor(request: HttpRequest) -> Actor:
    """The actor that signed a request; a key sent beside the signature makes it ambiguous."""
    if "Authorization" in request.headers:
        raise NotSignedIn("Send either a signature or a key, not both.")
    signed = SignedRequest(
        method=request.method or "",
        authority=request.get_host(),
        path=escape_uri_path(request.path),
        query=request.META.get("QUERY_STRING", ""),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
    )
    address = request.META.get("REMOTE_ADDR", "")
    signing = signing_keys.actor_of_signature(signed, address=address, at=timezone.now())
    request.key_sunset = signing.key.ends_at  # type: ignore[attr-defined]
    request.is_signed = True  # type: ignore[attr-defined]
    return signing.actor


def actor_of(request: HttpRequest, capability: Capability, *, at: datetime) -> Actor:
    """Who is asking, once the capability is shown; a refusal leaves an entry."""
    actor = cast(Actor, request.auth)  # type: ignore[attr-defined]
    if not request.path.isprintable():  # no name of ours holds such a sign, and the database would not take it
        raise NotFound
    access.require(actor, capability, at=at, address=request.path)
    if needs_signature(capability) and wiring.environment().signed_acts and not getattr(request, "is_signed", False):
        raise NotSignedIn("This act must be signed (RFC 9421). A manager of accounts registers your public key.")
    return actor


def install(api: NinjaAPI) -> None:
    """Gives the API its answers to everything that goes wrong."""
    api.add_exception_handler(DomainError, refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    api.add_exception_handler(OperationalError, _no_database)
    api.add_exception_handler(InterfaceError, _no_database)
    api.add_exception_handler(Exception, _our_fault)


def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """Answers an expected refusal; what was malformed or had no valid key leaves an entry."""
    if isinstance(error, (InvalidInput, NotSignedIn)) and not _OF_KEYS.isdisjoint(request.headers):
        actor = getattr(request, "auth", None)
        try:
            access.record_malformed(
                actor if isinstance(actor, Actor) else NOBODY,
                at=timezone.now(),
                address=request.path,
                code=error.code,
                field=error.field,
            )
        except (OperationalError, InterfaceError):
            return _no_database(request, error)
    return respond(error)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    first, *others = [wrong_field(fault) for fault in error.errors[:_MOST_FAULTS]]
    return refused(request, first.with_further(others))


def wrong_field(fault: Mapping[str, Any]) -> InvalidInput:
    """The error of one fault that pydantic names, with its place below the body."""
    location = [str(part) for part in fault["loc"][1:]]
    field = ".".join(location[1:] if len(location) > 1 else location)[:80]
    return InvalidInput(f"{field}: {fault['msg']}. Correct it and send it again.", field=field)


def _too_large(request: HttpRequest, error: Any) -> HttpResponse:
    return refused(request, BodyTooLarge())


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """Answers an error of ninja's; what our parser found wrong with a body stands behind it as its cause."""
    if isinstance(error.__cause__, DomainError):
        return refused(request, error.__cause__)
    if error.status_code == 404:
        return refused(request, NotFound())
    if error.status_code >= 500:
        return _our_fault(request, error)
    return refused(request, InvalidInput(str(error)))


def _no_database(request: HttpRequest, error: Any) -> HttpResponse:
    return respond(NoAnswer() if is_check(request) else Unavailable())


def _our_fault(request: HttpRequest, error: Any) -> HttpResponse:
    """Answers a fault of ours, *no answer* where a check was asked for; where it happened is logged, no content."""
    route = request.resolver_match.route if request.resolver_match else ""
    logger.error("fault at %s: %s", route, type(error).__name__, exc_info=error)
    return respond(NoAnswer() if is_check(request) else InternalFault())
