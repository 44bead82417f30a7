"""The lock of a gate workstation: an idle session with a PIN shows nothing but the lock."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from aigis.apps.accounts import kiosk
from aigis.apps.accounts.models import SignInSession
from aigis.apps.people import access
from aigis.apps.people.models import User
from aigis.core.access.kiosk_pins import may_have_pin

_OPEN = ("/account/lock/", "/account/logout/", "/language/", "/static/", "/healthz", "/readyz", "/metrics", "/log/")
_WITHOUT_PIN = (*_OPEN, "/account/")


class KioskLockMiddleware:
    """Locks a session that was idle, and sends every request of a locked one to the lock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on where nothing is locked."""
        user = request.user
        if not isinstance(user, User) or not may_have_pin(user.role):  # reads the session, too
            return self._get_response(request)
        row = getattr(request.session, "row", None)
        if not isinstance(row, SignInSession):
            return self._get_response(request)
        if row.pin_hash is None:
            if settings.ENVIRONMENT.kiosk_pin and not request.path.startswith(_WITHOUT_PIN):
                messages.info(request, gettext("Choose a PIN for this workstation first."))
                return redirect("kiosk_pin")
            return self._get_response(request)
        request.kiosk_seconds = int(settings.ENVIRONMENT.kiosk_lock.total_seconds())  # type: ignore[attr-defined]
        if not _is_locked(row, user, timezone.now()) or request.path.startswith(_OPEN):
            return self._get_response(request)
        return _to_lock(request)


def _is_locked(row: SignInSession, user: User, now: datetime) -> bool:
    if row.locked_at is None and now - row.seen_at >= settings.ENVIRONMENT.kiosk_lock:
        kiosk.lock(row.pk, why="idle", actor=access.account_of_user(user), at=now)
        row.locked_at = now
    return row.locked_at is not None


def _to_lock(request: HttpRequest) -> HttpResponse:
    """Leads a page and its scripts to the lock; what a script fetches by itself gets nothing."""
    address = reverse("kiosk_lock")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    if "text/html" not in request.headers.get("Accept", "text/html"):  # a page, also one that a service worker fetches
        return HttpResponse(status=401, headers={"WWW-Authenticate": f'Session sign_in="{address}"'})
    return redirect(address)
