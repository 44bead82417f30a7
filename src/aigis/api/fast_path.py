"""The short way to a check: straight from WSGI to `perform`, for requests in which nothing is wrong.

Sessions, cookies, forms and schema machinery cost a check more than deciding it does. This door uses the same parsing,
permission and action as `checks.ask`; whatever it cannot answer with a verdict, it hands untouched to Django, which
asks anew and says in full what is wrong. A lost connection is found the same way: Django's path tests and renews it.
"""

import json
from collections.abc import Iterable
from io import BytesIO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import Error
from django.utils import timezone
from pydantic import ValidationError

from aigis.api.checks import CheckIn, out, question
from aigis.api.request_limits import CHECKS_ADDRESS, COUNTED, count_check
from aigis.api.security_headers import SECURITY_HEADERS
from aigis.api.strict_json import read_json
from aigis.apps.checks import batcher
from aigis.apps.people import access
from aigis.apps.probing import restraints
from aigis.core.access import permissions
from aigis.core.access.client_networks import client_address
from aigis.core.access.permissions import Capability
from aigis.core.access.request_limits import Allowance
from aigis.core.errors import DomainError

_LARGEST = 65_536
_BEARER = "Bearer "
_HSTS = "max-age=31536000; includeSubDomains"
_HEADERS = [
    ("Content-Type", "application/json; charset=utf-8"),
    *SECURITY_HEADERS.items(),
]


def with_fast_path(django: WSGIApplication) -> WSGIApplication:
    """Puts the short way in front of Django's application."""

    headers = [*_HEADERS, *([("Strict-Transport-Security", _HSTS)] if settings.ENVIRONMENT.https else [])]

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not _fits(environ):
            return django(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        answer = _answer(environ, body)
        if answer is None:
            environ["wsgi.input"] = BytesIO(body)
            return django(environ, start_response)
        allowance: Allowance | None = environ[COUNTED]
        limit_headers = allowance.headers() if allowance is not None else []
        start_response("201 Created", [*headers, *limit_headers, ("Content-Length", str(len(answer)))])
        return [answer]

    return application


def _fits(environ: WSGIEnvironment) -> bool:
    """A plain POST of moderate size in the installation's own language (who names another goes the long way)."""
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["PATH_INFO"] == CHECKS_ADDRESS
        and not environ.get("QUERY_STRING")
        and environ["REQUEST_METHOD"] == "POST"
        and length.isascii()
        and length.isdigit()
        and int(length) <= _LARGEST
        and environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == "application/json"
        and environ.get("HTTP_ACCEPT_LANGUAGE", "*") == "*"
        and environ.get("HTTP_AUTHORIZATION", "").startswith(_BEARER)
        and "HTTP_SIGNATURE_INPUT" not in environ
    )


def _answer(environ: WSGIEnvironment, body: bytes) -> bytes | None:
    """The answer in JSON; None for everything that is not a verdict."""
    at = timezone.now()
    try:
        key = access.use_key(
            environ["HTTP_AUTHORIZATION"].removeprefix(_BEARER).strip(), address=_address(environ), at=at
        )
        actor, allowance = key.actor, count_check(environ, key.actor)
        permissions.require(actor, Capability.CHECK_ASK)
        if key.sunset or (allowance is not None and allowance.retry):
            return None  # the long way says when the key ends, and when it may ask again
        if restraints.level_of(actor, at=at):  # the long way holds the answer, and checks once
            return None
        check_in = CheckIn.model_validate(read_json(body))
        query = question(check_in, actor=actor, request_key=environ.get("HTTP_IDEMPOTENCY_KEY"), at=at)
        answer = batcher.check(query, at=at)
    except (DomainError, ValidationError, Error):
        return None
    return json.dumps(out(answer), ensure_ascii=False).encode()


def _address(environ: WSGIEnvironment) -> str:
    proxies = settings.ENVIRONMENT.trusted_proxies
    return client_address(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), proxies=proxies)
