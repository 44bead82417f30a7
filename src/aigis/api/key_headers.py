"""What every answer of the API says of the caller's key: what is left of its limit, and when it ends."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from aigis.apps.people.signing_keys import OVERLAP
from aigis.core.access.request_limits import Allowance


class KeyHeadersMiddleware:
    """Adds the limit of the key; for a key that is being replaced `Deprecation` (RFC 9745) and `Sunset` (RFC 8594)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on and adds what is due."""
        response = self._get_response(request)
        sunset = getattr(request, "key_sunset", None)
        if isinstance(sunset, datetime):
            response.headers["Deprecation"] = f"@{int((sunset - OVERLAP).timestamp())}"
            response.headers["Sunset"] = http_date(sunset.timestamp())
        allowance = getattr(request, "allowance", None)
        if isinstance(allowance, Allowance):
            for name, value in allowance.headers():
                response.headers[name] = value
        return response
