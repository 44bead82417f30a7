"""What a signed-in user must do first: change a password that others know, and set up a second factor."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from aigis.apps.people.models import User
from aigis.core.access.permissions import Role
from aigis.core.access.second_factor import needs_factor

_SIGN_IN_PAGES = (
    "/account/",
    "/language/",
    "/static/",
    "/welcome/",
    "/start/",
    "/api/",
    "/log/",
    "/healthz",
    "/readyz",
    "/metrics",
)


class SignInDutiesMiddleware:
    """Sends a user to the page of the first duty that is left; every other page stays closed until then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on where nothing is due."""
        user = request.user
        if not isinstance(user, User) or request.path.startswith(_SIGN_IN_PAGES):
            return self._get_response(request)
        if user.must_change_password:
            messages.warning(request, gettext("Choose a new password first."))
            return redirect("account_change_password")
        if lacks_factor(request, user):
            messages.warning(request, gettext("Your role needs a second factor. Set one up first."))
            return redirect("mfa_index")
        return self._get_response(request)


def lacks_factor(request: HttpRequest, user: User) -> bool:
    """Tells whether the user's role needs a second factor that the account does not have."""
    if not settings.ENVIRONMENT.second_factor or not user.role or not needs_factor(Role(user.role)):
        return False
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return not factors.exists()
