"""What every page shares: who is asking, what the page asks of them, and how a refusal is shown."""

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from aigis.apps.people import access
from aigis.apps.people.models import User
from aigis.core.access.permissions import Actor, Capability
from aigis.core.errors import DomainError, Erased, LogRefuses, NoAnswer, NotAllowed, NotFound
from aigis.web.base.error_messages import translate_error
from aigis.web.base.step_up import proof_due

View = Callable[..., HttpResponse]
_TEMPLATES: dict[type[DomainError], tuple[str, int]] = {
    NotAllowed: ("403.html", 403),
    NotFound: ("404.html", 404),
    NoAnswer: ("503.html", 503),
    Erased: ("410.html", 410),
    LogRefuses: ("503.html", 503),
}


class PageRequest(HttpRequest):
    """A request of a signed-in user."""

    user: User
    actor: Actor


def page(capability: Capability, *, step_up: bool = False) -> Callable[[View], View]:
    """Closes a view to all but signed-in users whose role carries the capability; a refusal leaves an entry.

    With `step_up` the second factor must have been proven shortly before.
    """

    def closed(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated or _is_of_another_user(request):
                return signed_out(request)
            try:
                now = timezone.now()
                actor = access.actor_of_user(request.user, at=now)
                access.require(actor, capability, at=now, address=request.path)
                cast(PageRequest, request).actor = actor
                if step_up and (proof := proof_due(request, back_to=_page_of(request))) is not None:
                    return proof
                return view(request, *args, **kwargs)
            except DomainError as refused:
                return failure(request, refused)
            except (OperationalError, InterfaceError):
                return failure(request, NoAnswer())

        opened.access = capability  # type: ignore[attr-defined]
        return opened

    return closed


def from_script(request: HttpRequest) -> bool:
    """Tells whether a page's script sent the request, and takes a part of a page for an answer."""
    return request.headers.get("HX-Request") == "true"


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answers 401 to a script, and sends a person to the sign-in and from there back to the page.

    A script that followed a redirect could not tell the sign-in page from a failure (`static/aigis/signed_out.js`).
    """
    if not from_script(request):
        return redirect_to_login(_page_of(request))
    return HttpResponse(status=401, headers={"WWW-Authenticate": f'Session sign_in="{reverse("account_login")}"'})


def _is_of_another_user(request: HttpRequest) -> bool:
    """Tells whether the page was opened by another user than the one signed in now: it must not act in their name."""
    opened_by = request.headers.get("Aigis-User")
    return opened_by is not None and opened_by != str(request.user.pk)


def _page_of(request: HttpRequest) -> str:
    """Returns the address to come back to: of a form that was sent, the page it stood on."""
    if request.method == "GET":
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    return page._replace(scheme="", netloc="").geturl() if page.netloc == request.get_host() else "/"


def open_to_all(view: View) -> View:
    """Marks a view that needs nobody: health, the log, the front door."""
    view.access = None  # type: ignore[attr-defined]
    return view


def failure(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page of an error, in the reader's language."""
    template, status = _TEMPLATES.get(type(error), ("400.html", 400))
    return render(request, template, {"sentence": translate_error(error)}, status=status)
