"""Public keys of API clients that sign their requests: registered, rotated with an overlap, and used once a nonce."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people import access
from aigis.apps.people.models import ApiClient, ClientKey
from aigis.core.access.permissions import Actor
from aigis.core.access.request_signatures import (
    CLOCK_SKEW,
    VALID_FOR,
    SignedRequest,
    parse_signature,
    read_public_key,
    require_timely,
    require_valid,
)
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput, NotAllowed, NotSignedIn

OVERLAP = timedelta(days=7)
_SIGN_AGAIN = "This request was sent before. Sign each request anew, with a nonce of its own."
_NONCE_SECONDS = int((VALID_FOR + CLOCK_SKEW).total_seconds()) + 60


@dataclass(frozen=True, slots=True)
class SigningActor:
    """Who signed a request, and the key that did."""

    actor: Actor
    key: ClientKey


def actor_of_signature(request: SignedRequest, *, address: str, at: datetime) -> SigningActor:
    """Returns who signed a request; raises NotSignedIn if the signature is wrong, too old or was used before.

    Raises AddressNotAllowed if the client may not be used from the address.

    The nonce is stored in the database before anything else happens: of two processes one accepts it.
    """
    signature = parse_signature(request)
    require_timely(signature, at=at)
    key = ClientKey.objects.select_related("client").filter(key_id=signature.key_id).first()
    if key is None or (key.ends_at is not None and key.ends_at <= at):
        raise NotSignedIn("This key is unknown or has ended. Register another.")
    require_valid(signature, request, public_key=bytes(key.public_key))
    if not cache.add(f"nonce:{key.pk}:{signature.single_use}", 1, _NONCE_SECONDS):
        raise NotSignedIn(_SIGN_AGAIN)
    return SigningActor(access.use_client(key.client, address=address, at=at), key)


def write_signing_key(client: ApiClient, public_key: str, *, actor: Actor, at: datetime) -> ClientKey:
    """Registers a key inside the caller's open transaction; earlier ones work for the overlap, the bearer key no more.

    Raises:
        InvalidInput: no Ed25519 public key.
        Conflict: the key is registered already.
    """
    raw = read_public_key(public_key)
    if ClientKey.objects.filter(public_key=raw).exists():
        raise Conflict("This public key is registered already. Make a new pair of keys.")
    ClientKey.objects.filter(client=client, ends_at=None).update(ends_at=at + OVERLAP)
    number = ClientKey.objects.filter(client=client).count() + 1
    key = ClientKey.objects.create(
        client=client, key_id=f"aigis_{client.prefix}.{number}", public_key=raw, created_at=at
    )
    append([EntryDraft(Event.KEY_REGISTERED, actor, at, {"client": client.pk, "key": key.key_id})])
    access.key_cache.clear()
    return key


@transaction.atomic(durable=True)
def rotate(public_key: str, *, actor: Actor, at: datetime) -> ClientKey:
    """Registers the successor of a client's own key; the request must have been signed with the present one."""
    if actor.kind != "client":
        raise NotAllowed("Only a program rotates its own key.")
    client = ApiClient.objects.select_for_update().get(pk=actor.id)
    if not ClientKey.objects.filter(client=client).exists():
        raise Conflict("A manager of accounts must register the first public key.")
    if ClientKey.objects.filter(client=client, ends_at__gt=at).count() > 1:
        raise Conflict("Two keys overlap already. Wait until the oldest has ended.")
    return write_signing_key(client, public_key, actor=actor, at=at)


def keys_of(client: int, *, at: datetime) -> list[ClientKey]:
    """Returns the keys of a client that work, the newest first."""
    rows = ClientKey.objects.filter(client=client).order_by("-pk")
    return [row for row in rows if row.ends_at is None or row.ends_at > at]


def parse_scopes(text: str, *, allowed: frozenset[str]) -> list[str]:
    """Reads the scopes of a key, divided by blanks; raises InvalidInput for one that the role does not have."""
    scopes = sorted(set(text.replace(",", " ").split()))
    if unknown := [scope for scope in scopes if scope not in allowed]:
        raise InvalidInput("The role does not have '%(scope)s'.", field="scopes", values={"scope": unknown[0]})
    return scopes
