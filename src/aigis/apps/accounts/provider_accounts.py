"""Accounts of people who sign in at an identity provider: made when they first come, closed to them when they leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db import transaction

from aigis import wiring
from aigis.apps.accounts import proposals, provider_rules
from aigis.apps.accounts.passwords import write_ended_sessions
from aigis.apps.accounts.provisioned_accounts import link_provider, waits_for_two
from aigis.apps.accounts.scope import managed_user
from aigis.apps.approvals.actions import write_proposal
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.people.account_position import person_code
from aigis.apps.people.actions import write_user
from aigis.apps.people.models import User
from aigis.core.access.claim_rules import ClaimRule, choose_rule, claim_values, require_logout
from aigis.core.access.identities import needs_second
from aigis.core.access.permissions import Actor
from aigis.core.errors import Conflict, InvalidInput, NotAllowed

_WAITING = "Your account was made. A manager of accounts of your organisation must admit it before you can sign in."
PROVIDER = "oidc"  # the name of the one provider of this installation
_TOKENS_SECONDS = 600  # a logout token is refused as old before its id is forgotten


@dataclass(frozen=True, slots=True)
class ProviderIdentity:
    """Who somebody is at a provider: its name here, the subject there, and the claims of this sign-in."""

    provider: str
    subject: str
    claims: Mapping[str, Any]


@transaction.atomic(durable=True)
def account_of(identity: ProviderIdentity, *, actor: Actor, at: datetime) -> User:
    """Returns the account of an identity, made now if it is new.

    Raises NotAllowed if no rule places the person any more, or another one than the account has.
    """
    rule = choose_rule(identity.claims, provider_rules.standing())
    known = SocialAccount.objects.select_related("user").filter(provider=identity.provider, uid=identity.subject)
    account = known.first()
    user = account.user if account is not None else _link(identity, rule, actor=actor, at=at)
    if (user.organisation_id, user.role) != (rule.organisation, rule.role.value):
        raise NotAllowed("Your sign-in service and Aigis give you different roles. Ask your manager of accounts.")
    return user


def require_admitted(user: User) -> None:
    """Raises NotAllowed for an account that nobody admitted yet, or that was locked or closed."""
    if user.state == User.State.INVITED:
        raise NotAllowed(_WAITING)
    if not user.is_active:
        raise NotAllowed("This account is not active. Ask your administrator.")


def _link(identity: ProviderIdentity, rule: ClaimRule, *, actor: Actor, at: datetime) -> User:
    """Returns the account that the organisation's directory made for the person, or makes one."""
    code = _person_code(identity.claims)
    user = link_provider(identity.subject, rule, code, actor=actor, at=at)
    if user is None:
        return _make(identity, rule, actor=actor, at=at)
    _write_social_account(user, identity)
    return user


def _write_social_account(user: User, identity: ProviderIdentity) -> None:
    session = identity.claims.get("sid", "")
    SocialAccount.objects.create(
        user=user, provider=identity.provider, uid=identity.subject, extra_data={"sid": session}
    )


def _make(identity: ProviderIdentity, rule: ClaimRule, *, actor: Actor, at: datetime) -> User:
    """Makes the account; one of an office stays without power until two people admit it."""
    claims = identity.claims
    user = User(organisation_id=rule.organisation, role=rule.role.value, unit=rule.unit, username=_free_name(identity))
    user.first_name, user.last_name = _text(claims, "given_name", 80), _text(claims, "family_name", 80)
    user.email = _text(claims, "email", 254) if claims.get("email_verified") else ""
    waits = needs_second(rule.role)
    user.state, user.is_active = (User.State.INVITED, False) if waits else (User.State.ACTIVE, True)
    user.set_unusable_password()
    user.person_code = _person_code(claims)
    write_user(user, national_number="", actor=actor, at=at)
    _write_social_account(user, identity)
    return user


def _free_name(identity: ProviderIdentity) -> str:
    wanted = _text(identity.claims, "preferred_username", 100) or _text(identity.claims, "email", 100)
    name = "".join(sign for sign in wanted.lower() if sign.isalnum() or sign in "@.+-_") or "person"
    taken = {
        text.lower() for text in User.objects.filter(username__istartswith=name).values_list("username", flat=True)
    }
    return next(text for text in (name, *(f"{name}-{n}" for n in range(2, 10_000))) if text not in taken)


def _text(claims: Mapping[str, Any], name: str, longest: int) -> str:
    value = claims.get(name)
    return value.strip()[:longest] if isinstance(value, str) and value.isprintable() else ""


def _person_code(claims: Mapping[str, Any]) -> bytes | None:
    """Returns the code of the national number, if the provider gives a sound one."""
    name = wiring.environment().oidc.national_number_claim
    numbers = claim_values(claims, name) if name else frozenset()
    try:
        return person_code(next(iter(numbers))) if len(numbers) == 1 else None
    except InvalidInput:
        return None


def is_of_provider(user: User) -> bool:
    """Tells whether the account signs in at the provider."""
    return bool(SocialAccount.objects.filter(user=user).exists())


@transaction.atomic(durable=True)
def propose_admission(user: int, *, actor: Actor, at: datetime) -> UUID:
    """Proposes to admit an account that a provider made; another person must approve it.

    Raises Conflict if the account does not wait, or its provider gave no national number.
    """
    row = managed_user(user, actor=actor)
    if not waits_for_two(row) or not row.organisation:
        raise Conflict("This account does not wait to be admitted.")
    if not row.person_code:
        raise Conflict("There is no national number for this account. Invite the person instead.")
    payload = {"user": row.pk, "role": row.role, "unit": row.unit}
    return write_proposal(proposals.ADMIT, row.organisation, payload, actor=actor, at=at).pk


@transaction.atomic(durable=True)
def end_sessions(claims: Mapping[str, Any], *, provider: str, actor: Actor = SYSTEM, at: datetime) -> int:
    """Ends the sessions of whom a verified logout token names; returns how many.

    Raises NotAllowed for a token that is none, and for one that was sent before.
    """
    require_logout(claims, at=at)
    if not cache.add(f"logout:{claims['jti']}", 1, _TOKENS_SECONDS):
        raise NotAllowed("This logout token was used before.")
    accounts = SocialAccount.objects.select_related("user").filter(provider=provider)
    named = {"uid": str(claims["sub"])} if claims.get("sub") else {"extra_data__sid": str(claims["sid"])}
    return sum(
        write_ended_sessions(account.user, why="provider", actor=actor, at=at) for account in accounts.filter(**named)
    )
