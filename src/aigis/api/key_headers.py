"""What every answer of the API says of the caller's key: when it ends, once its successor works."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from aigis.apps.people.signing_keys import OVERLAP


class KeyHeadersMiddleware:
    """Adds `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) to answers for a key that is being replaced."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on and adds what is due."""
        response = self._get_response(request)
        sunset = getattr(request, "key_sunset", None)
        if isinstance(sunset, datetime):
            response.headers["Deprecation"] = f"@{int((sunset - OVERLAP).timestamp())}"
            response.headers["Sunset"] = http_date(sunset.timestamp())
        return response
