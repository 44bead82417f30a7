"""Sign-in is allauth's; this adapter closes self-registration and leaves a trace of every attempt."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aigis.apps.people import access
from aigis.apps.people.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes self-registration, records sign-ins and words the errors; administrators add users."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is not active. Ask your administrator."),
        "enter_current_password": _("The current password is wrong. Try again."),
        "incorrect_code": _("The code is wrong. Enter the code that your app shows now."),
        "incorrect_password": _("The password is wrong. Try again."),
        "invalid_login": _("You could not be signed in. Try again."),
        "rate_limited": _("There were too many requests. Wait a moment and try again."),
        "same_as_current": _("The new password must differ from the current one."),
        "too_many_login_attempts": _("There were too many failed attempts to sign in. Try again later."),
        "username_password_mismatch": _("The user name or the password is wrong. Check both and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Says no: accounts are added by an administrator."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs the user in once the trace of it is durable."""
        access.record_sign_in(access.actor_of_user(user), at=timezone.now(), method=request.path)
        super().login(request, user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leaves a trace of a failed attempt, then counts it against the rate limit."""
        access.record_failed_sign_in(username=str(credentials.get("username", "")), at=timezone.now())
        super().authentication_failed(request, **credentials)


def display_name(user: User) -> str:
    """Returns the name a user is greeted with: the full name, or the user name of an account without one."""
    return user.get_full_name() or user.get_username()
