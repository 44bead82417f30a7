"""Every address is closed unless its view says whom it is open to."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

# Doors that keep their own lock: allauth's pages, API and SCIM (bearer keys), Django's language switch and its files.
_OWN_LOCK = ("/account/", "/api/v1/", "/scim/v2/", "/language/", "/static/")
# Accounts are the administrator's: a borrowed session must not add an address and take the account over by a reset.
_ADMINISTRATORS = (
    "/account/email/",
    "/account/password/reset/done/",
    "/account/password/reset/key/",
    "/account/signup/",
    "/account/3rdparty/",
)


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
        """Stops at a view without a word on access, and at pages by which somebody changes who they are."""
        if request.path.startswith(_ADMINISTRATORS):
            raise Http404
        if not hasattr(view, "access") and not request.path.startswith(_OWN_LOCK):
            raise Http404
