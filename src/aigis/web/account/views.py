"""Signing in and what belongs to it: delays, invitations, new passwords, sessions."""

from allauth.account.views import LoginView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from aigis.apps.accounts import attempts, links, passwords, resets, sessions
from aigis.apps.accounts.password_rules import strength
from aigis.apps.audit.actions import NOBODY
from aigis.apps.people import access
from aigis.apps.people.models import User
from aigis.core.errors import DomainError, InvalidInput, NotFound
from aigis.web.account.browsers import browser_name
from aigis.web.base.access import failure, open_to_all, signed_out
from aigis.web.base.error_messages import translate_error
from aigis.web.base.session_store import hash_key

_LOGIN = LoginView.as_view()
_LONGEST = 1_000  # characters of a password that is looked at
_RESET_SCOPE = "reset "  # requests are counted apart from failed sign-ins


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; after failures an attempt that comes too soon is not looked at."""
    if request.method == "POST":
        wait = attempts.seconds_to_wait(request.POST.get("login", ""), _address(request), at=timezone.now())
        if wait:
            return too_many(request, wait)
    reply: HttpResponse = _LOGIN(request)
    return reply


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Our page for whoever must wait, with the number of seconds."""
    context = {"seconds": seconds, "minutes": -(-seconds // 60)}
    reply = render(request, "429.html", context, status=429)
    reply.headers["Retry-After"] = str(seconds)
    return reply


@open_to_all
@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Where an invited person, or one who forgot the password, chooses a password by a one-time link."""
    now = timezone.now()
    try:
        user = links.find_link(secret, at=now).user
        if user is None:
            raise NotFound("This link is not valid any more: it was used, replaced or has expired. Ask for a new one.")
        error = ""
        if request.method == "POST":
            error = _chosen(request, secret, user)
            if not error:
                messages.success(request, gettext("Your password is set. Sign in with it."))
                return redirect("account_login")
    except DomainError as refused:
        return failure(request, refused)
    context = {"account": user, "error": error, "strength_of": secret}
    return render(request, "web/account/welcome.html", context, status=422 if error else 200)


def _chosen(request: HttpRequest, secret: str, user: User) -> str:
    """Sets the password; returns the sentence of what is wrong with it."""
    password = request.POST.get("password", "")
    if len(password) > _LONGEST:
        return gettext("Use at most 1,000 characters.")
    if password != request.POST.get("repeated", ""):
        return gettext("The two passwords differ. Type the same one twice.")
    try:
        passwords.set_by_link(secret, password, actor=access.account_of_user(user), at=timezone.now())
    except InvalidInput as wrong:
        return wrong.sentence  # the rules of passwords translate themselves
    return ""


@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Where a new password is asked for; every name gets the same answer."""
    username, now = request.POST.get("username", "").strip()[:150], timezone.now()
    if request.method == "GET" or not username:
        error = gettext("Enter your user name.") if request.method == "POST" else ""
        return render(request, "web/account/reset.html", {"error": error}, status=422 if error else 200)
    wait = attempts.seconds_to_wait(_RESET_SCOPE + username, _address(request), at=now)
    if wait:
        return too_many(request, wait)
    attempts.record_attempt(_RESET_SCOPE + username, _address(request), succeeded=False, at=now)
    resets.request_reset(username, actor=NOBODY, at=now)
    return render(request, "web/account/reset_requested.html")


@require_POST
@sensitive_post_parameters("password")
def password_strength(request: HttpRequest) -> HttpResponse:
    """How strong the password is that is being typed; nothing of it is kept."""
    password = (request.POST.get("password") or request.POST.get("password1") or "")[:_LONGEST]
    user = request.user if isinstance(request.user, User) else None
    score = strength(password, user) if password else 0
    return render(request, "web/account/strength.html", {"score": score, "length": len(password)})


@require_http_methods(["GET", "POST"])
def session_list(request: HttpRequest) -> HttpResponse:
    """The user's sessions; each can be ended, or all but this one."""
    user, now = request.user, timezone.now()
    if not isinstance(user, User):
        return signed_out(request)
    here, actor = hash_key(request.session.session_key), access.account_of_user(user)
    if request.method == "POST":
        named = request.POST.get("session", "")
        try:
            if named:
                sessions.end_session(user, named, actor=actor, at=now)
            else:
                sessions.end_others(user, but=here, actor=actor, at=now)
            messages.success(request, gettext("Signed out elsewhere."))
        except NotFound as ended:
            messages.warning(request, translate_error(ended))
        return redirect("account_sessions")
    rows = sessions.sessions_of(user, at=now)
    shown = [(row, browser_name(row.browser), row.session_key == here) for row in rows]
    return render(request, "web/account/sessions.html", {"sessions": shown})


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
