"""Addresses and methods the API does not have: also these are answered as problems, not as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from aigis.api.problems import respond
from aigis.api.strict_json import WrongMethod
from aigis.core.errors import NotFound

_API = "/api/"


class UnknownAddressMiddleware:
    """Turns Django's own 404 and 405 below /api/ into problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on and looks at what came of it."""
        response = self._get_response(request)
        if response.status_code not in (404, 405) or not request.path.startswith(_API):
            return response
        if response.headers.get("Content-Type", "").startswith("application/problem+json"):
            return response
        return _problem(response)


def _problem(response: HttpResponse) -> HttpResponse:
    problem = respond(WrongMethod() if response.status_code == 405 else NotFound())
    if "Allow" in response.headers:
        problem.headers["Allow"] = response.headers["Allow"]
    return problem
