"""Sign-in is allauth's; this adapter closes self-registration, delays guesses and leaves a trace of every attempt."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aigis.apps.accounts import attempts, passwords, sessions
from aigis.apps.people import access
from aigis.apps.people.models import User

_FACTOR_CHANGES = {
    "totp_activated": "app_added",
    "totp_deactivated": "app_removed",
    "webauthn_added": "key_added",
    "webauthn_removed": "key_removed",
    "recovery_codes_generated": "codes_renewed",
}


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

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses an attempt that comes before its delay is over, in place of the library's lock-out."""
        username = str(credentials.get("username", ""))
        if attempts.seconds_to_wait(username, _address(request), at=timezone.now()):
            raise self.validation_error("too_many_login_attempts")

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs the user in once the trace of it is durable."""
        now = timezone.now()
        access.record_sign_in(access.actor_of_user(user), at=now, method=request.path)
        attempts.record_attempt(user.get_username(), _address(request), succeeded=True, at=now)
        super().login(request, user)

    def logout(self, request: HttpRequest) -> None:
        """Signs the user out once the trace of it is durable."""
        if isinstance(request.user, User):
            now = timezone.now()
            sessions.record_sign_out(request.user, actor=access.account_of_user(request.user), at=now)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leaves a trace of a failed attempt and counts it."""
        username, now = str(credentials.get("username", "")), timezone.now()
        access.record_failed_sign_in(username=username, at=now)
        attempts.record_attempt(username, _address(request), succeeded=False, at=now)

    def set_password(self, user: User, password: str) -> None:
        """Sets the password that a signed-in user chose, with its entry."""
        passwords.change_own(user, password, actor=access.account_of_user(user), at=timezone.now())

    def send_notification_mail(self, template_prefix: str, user: User, *arguments: Any, **more: Any) -> None:
        """Records a change of a second factor; the library calls this hook after each one, and sends nothing."""
        change = _FACTOR_CHANGES.get(template_prefix.removeprefix("mfa/email/"))
        if change is not None:
            sessions.record_factor_change(user, change, actor=access.account_of_user(user), at=timezone.now())

    def _rollback_login_failed_rl_usage(self) -> None:
        """Does nothing: attempts are counted in `apps/accounts/attempts.py`."""


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def display_name(user: User) -> str:
    """Returns the name a user is greeted with: the full name, or the user name of an account without one."""
    return user.get_full_name() or user.get_username()
