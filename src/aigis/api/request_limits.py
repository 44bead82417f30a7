"""The limits of requests by key, and how a request is counted once on its way."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from aigis.core.access.permissions import Actor
from aigis.core.access.request_limits import Allowance, RequestLimiter

CHECKS_ADDRESS = "/api/v1/checks"
COUNTED = "aigis.allowance"  # where the fast path leaves what it counted; no header of a client has such a name

CHECK_LIMITER = RequestLimiter("checks", settings.ENVIRONMENT.key_check_limit, clock=time.monotonic)
REQUEST_LIMITER = RequestLimiter("requests", settings.ENVIRONMENT.key_limit, clock=time.monotonic)


def count_check(environ: dict[str, Any], actor: Actor) -> Allowance | None:
    """Counts a check on the fast path; the long way does not count it again."""
    allowance = environ[COUNTED] = CHECK_LIMITER.take(actor.key)
    return allowance


def count_request(request: HttpRequest, actor: Actor) -> None:
    """Counts a request of a key, once; raises RequestLimitReached beyond its limit."""
    if COUNTED in request.META:
        allowance = request.META[COUNTED]
    else:
        limiter = CHECK_LIMITER if is_check(request) else REQUEST_LIMITER
        allowance = limiter.take(actor.key)
    request.allowance = allowance  # type: ignore[attr-defined]
    if allowance is not None:
        allowance.require()


def is_check(request: HttpRequest) -> bool:
    """Tells whether the request asks for a verdict."""
    return request.method == "POST" and request.path.removesuffix("/batch") == CHECKS_ADDRESS
