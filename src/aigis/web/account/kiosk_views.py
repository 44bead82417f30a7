"""The PIN of a gate workstation: chosen once a shift, and the lock that it opens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from aigis.apps.accounts import kiosk
from aigis.apps.accounts.kiosk import Unlocking
from aigis.apps.people import access
from aigis.apps.people.models import User
from aigis.core.access.kiosk_pins import MOST_TRIES, may_have_pin
from aigis.core.errors import DomainError, NotFound
from aigis.web.base.access import failure, signed_out
from aigis.web.base.error_messages import translate_error
from aigis.web.base.session_store import hash_key


@sensitive_post_parameters("pin", "repeated")
@never_cache
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """Where a guard chooses the PIN of this workstation for this shift."""
    user = request.user
    if not isinstance(user, User):
        return signed_out(request)
    if not may_have_pin(user.role):
        return failure(request, NotFound())
    error = _set(request, user) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, gettext("The PIN is set. It opens this workstation until you sign out."))
        return redirect("reception")
    minutes = int(settings.ENVIRONMENT.kiosk_lock.total_seconds()) // 60
    context = {"error": error, "lock_minutes": minutes}
    return render(request, "web/account/pin.html", context, status=422 if error else 200)


def _set(request: HttpRequest, user: User) -> str:
    """Sets the PIN; returns the sentence of what is wrong with it."""
    chosen = request.POST.get("pin", "")
    if chosen != request.POST.get("repeated", ""):
        return gettext("The two PINs differ. Type the same one twice.")
    session, actor = hash_key(request.session.session_key), access.account_of_user(user)
    try:
        kiosk.set_pin(session, chosen, actor=actor, at=timezone.now())
    except DomainError as wrong:
        return translate_error(wrong)
    return ""


@sensitive_post_parameters("pin")
@never_cache
@require_http_methods(["GET", "POST"])
def lock(request: HttpRequest) -> HttpResponse:
    """The lock: a PIN opens it; after too many wrong ones the guard signs in."""
    user = request.user
    if not isinstance(user, User):
        return signed_out(request)
    row = getattr(request.session, "row", None)
    if row is None or row.locked_at is None:
        return redirect("home")
    if request.method == "GET":
        return render(request, "web/account/locked.html", {"error": ""})
    session, actor = hash_key(request.session.session_key), access.account_of_user(user)
    try:
        outcome = kiosk.unlock(session, request.POST.get("pin", "")[:20], actor=actor, at=timezone.now())
    except DomainError:
        outcome = Unlocking.ENDED
    if outcome is Unlocking.OPENED:
        return redirect("reception")
    if outcome is Unlocking.ENDED:
        logout(request)
        messages.error(request, gettext("There were too many wrong PINs. Sign in again."))
        return redirect("account_login")
    error = gettext("The PIN is wrong. After %(most)s wrong PINs you must sign in again.") % {"most": MOST_TRIES}
    return render(request, "web/account/locked.html", {"error": error}, status=422)


@require_POST
def lock_now(request: HttpRequest) -> HttpResponse:
    """Locks the workstation: the guard leaves it, or its page was idle."""
    user = request.user
    if not isinstance(user, User):
        return signed_out(request)
    why = "idle" if request.POST.get("why") == "idle" else "asked"
    session, actor = hash_key(request.session.session_key), access.account_of_user(user)
    try:
        kiosk.lock(session, why=why, actor=actor, at=timezone.now())
    except DomainError as refused:
        messages.error(request, translate_error(refused))
        return redirect("kiosk_pin" if may_have_pin(user.role) else "home")
    return redirect("kiosk_lock")
