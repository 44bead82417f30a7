"""A program's own key: what it may do, until when, and its successor."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from aigis.api.authentication import actor_of
from aigis.api.strict_json import Strict
from aigis.apps.people import signing_keys
from aigis.apps.people.models import ClientKey
from aigis.core.access.permissions import Actor, Capability

router = Router(tags=["client"])


class SuccessorIn(Strict):
    """The public key that takes over, 32 bytes in base64."""

    public_key: Annotated[str, Field(max_length=400)]


def _key(key: ClientKey) -> dict[str, Any]:
    ends_at = key.ends_at.isoformat() if key.ends_at else None
    return {"key_id": key.key_id, "created_at": key.created_at.isoformat(), "ends_at": ends_at}


def _client(actor: Actor) -> dict[str, Any]:
    role = actor.role.value if actor.role else None
    return {"client": actor.key, "role": role, "scopes": sorted(actor.scopes) if actor.scopes else None}


@router.get("", response={200: dict[str, Any]})
def own_client(request: HttpRequest) -> dict[str, Any]:
    """Says who the caller is, what its key may do, and which public keys work."""
    at = timezone.now()
    actor = actor_of(request, Capability.CLIENT_SELF, at=at)
    return {**_client(actor), "keys": [_key(key) for key in signing_keys.keys_of(int(actor.id), at=at)]}


@router.post("/keys", response={201: dict[str, Any]})
def rotate(request: HttpRequest, body: SuccessorIn) -> Status[dict[str, Any]]:
    """Registers a successor of the caller's public key; both work for seven days."""
    at = timezone.now()
    actor = actor_of(request, Capability.CLIENT_SELF, at=at)
    return Status(201, _key(signing_keys.rotate(body.public_key, actor=actor, at=at)))
