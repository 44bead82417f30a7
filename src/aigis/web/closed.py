"""Every address is closed unless its view says whom it is open to."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

# Doors that keep their own lock: allauth's pages, the API (bearer keys), Django's language switch and its files.
_OWN_LOCK = ("/account/", "/api/v1/", "/language/", "/static/")


class ClosedByDefaultMiddleware:
    """Answers 404 for a view that nobody opened: a forgotten decorator shuts a page, never opens it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> None:
        """Stops at a view without a word on access."""
        if not hasattr(view, "access") and not request.path.startswith(_OWN_LOCK):
            raise Http404
