"""The idle time-out: each use of a session moves its end, as far as the role allows."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aigis.apps.accounts.models import SignInSession
from aigis.core.access.idle_limits import idle_limit
from aigis.core.access.permissions import Role

_STEP = timedelta(seconds=60)  # how often a use is written down


class SessionActivityMiddleware:
    """Notes that a signed-in user did something, with address and browser; a page that asks by itself does nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on."""
        if request.user.is_authenticated and not _is_poll(request):
            _note_use(request)
        return self._get_response(request)


def _is_poll(request: HttpRequest) -> bool:
    """Tells whether a page asked for news by itself; at an alert desk that counts as presence."""
    is_desk = getattr(request.user, "role", "") == Role.DESK
    return request.method == "GET" and request.headers.get("HX-Request") == "true" and not is_desk


def _note_use(request: HttpRequest) -> None:
    row: SignInSession | None = getattr(request.session, "row", None)
    now = timezone.now()
    if row is None or row.locked_at is not None or (row.address and now - row.seen_at < _STEP):
        return
    role = getattr(request.user, "role", "")
    limit = idle_limit(Role(role)) if role else _STEP * 30
    SignInSession.objects.filter(pk=row.pk).update(
        seen_at=now,
        expire_date=min(row.ends_at, now + limit),
        address=request.META.get("REMOTE_ADDR", "")[:45],
        browser=request.headers.get("User-Agent", "")[:200],
    )
