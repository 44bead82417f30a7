"""Who is asking: from a user or a bearer key to an Actor, and the refusal that leaves a trace."""

import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from aigis.apps.audit.actions import NOBODY, EntryDraft, append
from aigis.apps.people.models import ApiClient, ClientKey, User
from aigis.core.access import permissions
from aigis.core.access.client_networks import Network, is_within, networks_of
from aigis.core.access.identities import require_awake
from aigis.core.access.permissions import Actor, Capability, Role
from aigis.core.audit.event_names import Event
from aigis.core.crypto.api_keys import ApiKey
from aigis.core.errors import AddressNotAllowed, DomainError, NotAllowed, NotSignedIn
from aigis.core.timed_cache import TimedCache

# A revoked key must end within five seconds everywhere; keys are read again after two.
_REMEMBERED_SECONDS = 2.0
_REMEMBERED_AT_MOST = 10_000
_USE_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key as a process remembers it."""

    actor: Actor
    secret_hash: bytes
    expires_at: datetime
    revoked: bool
    works_from: datetime | None
    signs: bool  # has a public key: the secret opens nothing any more
    sunset: datetime | None  # when it ends, if its successor works already
    networks: tuple[Network, ...]  # from where it may be used; none: from everywhere


key_cache: TimedCache[str, KnownKey] = TimedCache(
    seconds=_REMEMBERED_SECONDS, clock=time.monotonic, most=_REMEMBERED_AT_MOST
)


def actor_of_user(user: User, *, at: datetime | None = None) -> Actor:
    """The actor a signed-in user is; raises NotAllowed for one without a role and an organisation.

    With an instant it also raises NotAllowed for an identity that does not work yet.
    """
    if not user.role or user.organisation_id is None:
        raise NotAllowed("Your account has no role yet. Ask your administrator.")
    if at is not None:
        require_awake(user.works_from, at=at)
    return Actor("user", str(user.pk), Role(user.role), user.organisation_id)


def account_of_user(user: User) -> Actor:
    """The actor that a user's own account is, also one that has no role yet or may not act yet."""
    role = Role(user.role) if user.role else None
    return Actor("user", str(user.pk), role, user.organisation_id or 0)


def actor_of_key(text: str, *, at: datetime) -> Actor:
    """The actor a bearer key stands for; raises NotSignedIn when it is unknown, expired or revoked."""
    return _valid_key(text, at=at).actor


def use_key(text: str, *, address: str, at: datetime) -> KnownKey:
    """Returns a bearer key that is used from an address.

    Raises:
        NotSignedIn: it is unknown, expired or revoked.
        AddressNotAllowed: the address is not on its list.
    """
    known = _valid_key(text, at=at)
    _require_address(known, address)
    return known


def _valid_key(text: str, *, at: datetime) -> KnownKey:
    key = ApiKey.parse(text)
    known = key_cache.get(key.prefix) or _read(key.prefix, at=at)
    if known is None or not hmac.compare_digest(known.secret_hash, key.hash):
        raise NotSignedIn("This key is unknown. Ask your administrator for a new one.")
    if known.signs:
        raise NotSignedIn("This client signs its requests. A key without a signature is not accepted.")
    _require_valid(known, at=at)
    return known


def use_client(client: ApiClient, *, address: str, at: datetime) -> Actor:
    """The actor of a client that proved itself by a signature; raises as `use_key` does."""
    known = _known_of(client, at=at)
    _require_valid(known, at=at)
    _require_address(known, address)
    return known.actor


def _require_address(known: KnownKey, address: str) -> None:
    if not is_within(address, known.networks):
        raise AddressNotAllowed(values={"address": address[:45], "client": known.actor.id})


def _require_valid(known: KnownKey, *, at: datetime) -> None:
    if known.revoked or known.expires_at <= at:
        raise NotSignedIn("This key is no longer valid. Ask your administrator for a new one.")
    require_awake(known.works_from, at=at)


def _read(prefix: str, *, at: datetime) -> KnownKey | None:
    client = ApiClient.objects.filter(prefix=prefix).first()
    if client is None:
        return None
    return key_cache.put(prefix, _known_of(client, at=at))


def _known_of(client: ApiClient, *, at: datetime) -> KnownKey:
    scopes = frozenset(client.scopes) if client.scopes else None
    actor = Actor("client", str(client.pk), Role(client.role), client.organisation_id, scopes)
    if client.last_used_at is None or at - client.last_used_at > _USE_NOTED_EVERY:
        ApiClient.objects.filter(pk=client.pk).update(last_used_at=at)
    replaced = ApiClient.objects.filter(replaces=client, revoked_at=None).exists()
    return KnownKey(
        actor=actor,
        secret_hash=bytes(client.secret_hash),
        expires_at=client.expires_at,
        revoked=client.revoked_at is not None,
        works_from=client.works_from,
        signs=ClientKey.objects.filter(client=client).exists(),
        sunset=client.expires_at if replaced else None,
        networks=networks_of(client.networks),
    )


def require(actor: Actor, capability: Capability, *, at: datetime, address: str) -> None:
    """Raises NotAllowed unless the role carries the capability; the refusal is an entry of its own."""
    if not permissions.may(actor, capability):
        record_refusal(actor, at=at, address=address, capability=capability.value)
        permissions.require(actor, capability)


@transaction.atomic(durable=True)
def record_refusal(actor: Actor, *, at: datetime, address: str, capability: str) -> None:
    """Writes that somebody asked for what is not theirs."""
    append([EntryDraft(Event.ACCESS_REFUSED, actor, at, {"address": address[:200], "capability": capability})])


@transaction.atomic(durable=True)
def record_malformed(actor: Actor, *, at: datetime, address: str, code: str, field: str | None) -> None:
    """Writes that a request was malformed and got an error, never a verdict; nothing of its content is kept."""
    append(
        [
            EntryDraft(
                Event.QUERY_REFUSED, actor, at, {"address": address[:200], "code": code, "field": (field or "")[:80]}
            )
        ]
    )


@transaction.atomic(durable=True)
def record_malformed_items(
    actor: Actor, *, at: datetime, address: str, wrong: Sequence[tuple[int, DomainError]]
) -> None:
    """Writes the same of single items of a batch, each under its place in it."""
    fields = [(error.code, f"items.{index}.{error.field or ''}"[:80].rstrip(".")) for index, error in wrong]
    core = [{"address": address[:200], "code": code, "field": field} for code, field in fields]
    append([EntryDraft(Event.QUERY_REFUSED, actor, at, item_core) for item_core in core])


@transaction.atomic(durable=True)
def record_sign_in(actor: Actor, *, at: datetime, method: str) -> None:
    """Writes that a user signed in."""
    append([EntryDraft(Event.ACCESS_SIGNED_IN, actor, at, {"method": method})])


@transaction.atomic(durable=True)
def record_failed_sign_in(*, username: str, at: datetime) -> None:
    """Writes that a sign-in failed, with the name that was typed."""
    append([EntryDraft(Event.ACCESS_SIGN_IN_FAILED, NOBODY, at, {}, {"username": username[:150]})])
