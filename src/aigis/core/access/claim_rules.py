"""From the claims of an identity provider to an organisation and a role, by rules that two people approved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aigis.core.access.permissions import Role
from aigis.core.errors import NotAllowed

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_AGE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """Whoever has a claim with a value belongs to an organisation, in a role and a unit."""

    claim: str  # a path such as `groups` or `realm_access.roles`
    value: str
    organisation: int
    role: Role
    unit: str = ""


def claim_values(claims: Mapping[str, Any], path: str) -> frozenset[str]:
    """Returns the texts of a claim: of a list each, of a path those at its end; none if it is missing."""
    present: Any = claims
    if path in claims:  # names with dots, such as addresses of namespaces
        present = claims[path]
    else:
        for part in path.split("."):
            present = present.get(part) if isinstance(present, Mapping) else None
    items = present if isinstance(present, list | tuple) else [present]
    return frozenset(str(item) for item in items if isinstance(item, str | int) and not isinstance(item, bool))


def choose_rule(claims: Mapping[str, Any], rules: Iterable[ClaimRule]) -> ClaimRule:
    """Returns the one rule that the claims fit.

    Raises NotAllowed if none fits, or if several do that say different things: nobody guesses a role.
    """
    fitting = [rule for rule in rules if rule.value in claim_values(claims, rule.claim)]
    if not fitting:
        raise NotAllowed("Your organisation has not given you access to Aigis. Ask its manager of accounts.")
    if len({(rule.organisation, rule.role, rule.unit) for rule in fitting}) > 1:
        raise NotAllowed("Your sign-in service gives you several roles. Ask the manager of accounts to leave one.")
    return fitting[0]


def require_logout(claims: Mapping[str, Any], *, at: datetime) -> None:
    """Raises NotAllowed unless claims are those of a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6).

    Signature, issuer, audience and expiry are checked before.
    """
    events = claims.get("events")
    issued = claims.get("iat")
    sound = (
        isinstance(events, Mapping)
        and LOGOUT_EVENT in events
        and "nonce" not in claims
        and bool(claims.get("jti"))
        and bool(claims.get("sub") or claims.get("sid"))
        and isinstance(issued, int | float)
        and abs(at.timestamp() - issued) <= _LOGOUT_AGE.total_seconds()
    )
    if not sound:
        raise NotAllowed("This is not a valid logout token.")
