"""Sign-in is allauth's; this adapter closes self-registration and leaves a trace of every attempt."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from aigis.apps.people import access
from aigis.apps.people.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; administrators add users."""

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
