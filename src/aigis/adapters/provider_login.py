"""Sign-in at an identity provider (OpenID Connect) is allauth's; this adapter decides whose account it is."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from aigis.apps.accounts import provider_accounts
from aigis.apps.accounts.provider_accounts import ProviderIdentity
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.people import access
from aigis.core.errors import DomainError

_CLAIMS = "provider_claims"  # of the request by which somebody comes back from the provider


class ProviderLoginAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Makes accounts by approved rules, and lets nobody link a provider to an account by themselves."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Says no: `pre_social_login` has made the account if a rule allows one."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        """Takes the claims out of what is stored: a national number among them belongs in no column."""
        stored = sociallogin.account.extra_data
        claims = {**stored.get("userinfo", {}), **stored.get("id_token", {})}
        setattr(request, _CLAIMS, claims)
        sociallogin.account.extra_data = {"sid": str(claims.get("sid", ""))}
        return super().populate_user(request, sociallogin, data)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Finds or makes the account; sends everybody else back to the sign-in page with the reason."""
        claims = getattr(request, _CLAIMS, {})
        identity = ProviderIdentity(sociallogin.account.provider, sociallogin.account.uid, claims)
        if claims.get("iss") != settings.ENVIRONMENT.oidc.issuer:
            _refuse(request, gettext("The sign-in service did not sign you in. Try again."))
        if request.user.is_authenticated:
            _refuse(request, gettext("You are signed in already. Sign out first."))
        try:
            user = provider_accounts.account_of(identity, actor=SYSTEM, at=timezone.now())
            provider_accounts.require_admitted(user)
        except DomainError as refused:
            access.record_failed_sign_in(username=identity.subject, at=timezone.now())
            _refuse(request, gettext(refused.template))
        except DatabaseError:
            _refuse(request, gettext("The service cannot reach its database. Try again in a moment."))
        if not sociallogin.is_existing:
            sociallogin.lookup()

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        """Answers a sign-in that was cancelled or failed at the provider."""
        _refuse(request, gettext("The sign-in service did not sign you in. Try again."))


def _refuse(request: HttpRequest, sentence: str) -> NoReturn:
    messages.error(request, sentence)
    raise ImmediateHttpResponse(redirect("account_login"))
