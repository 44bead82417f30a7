"""Answers stay with their reader: nothing that may hold a person is stored by a browser or a proxy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Files, the public log and figures without persons say themselves how long they may be kept.
_PUBLIC = ("/static/", "/log/", "/healthz", "/readyz", "/metrics", "/api/v1/openapi.json", "/api/v1/docs")


class PrivateAnswersMiddleware:
    """Sets `Cache-Control: no-store` on every answer but those of public addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on and marks the answer."""
        response = self._get_response(request)
        if not request.path.startswith(_PUBLIC) and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store"
        if request.path == "/account/logout/" and request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
