"""Request keys of actions other than checks: a retry gets the first result, another body under the key an error."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aigis.apps.people.models import RememberedRequest
from aigis.core.access.permissions import Actor
from aigis.core.crypto.canonical_json import canonical
from aigis.core.errors import Conflict, RequestKeyReused
from aigis.core.values import RequestKey


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A keyed request: the caller's key, and a digest of address and body that tells a retry from another request."""

    key: RequestKey
    digest: bytes

    @classmethod
    def of(cls, key: str | None, *, address: str, body: Any) -> "IdempotentRequest | None":
        """Makes the request of a header's key; None without one."""
        if key is None:
            return None
        return cls(RequestKey(key), hashlib.sha256(canonical([address, body])).digest())


def recall(request: IdempotentRequest | None, *, actor: Actor) -> str | None:
    """The result of the same request before, if there was one; raises RequestKeyReused where it was another."""
    if request is None:
        return None
    row = RememberedRequest.objects.filter(actor_key=actor.key, key=request.key.text).first()
    if row is not None and bytes(row.digest) != request.digest:
        raise RequestKeyReused(field="Idempotency-Key")
    return row.result if row else None


def remember(request: IdempotentRequest | None, result: str, *, actor: Actor, at: datetime) -> None:
    """Notes the result in the open transaction; of two that race, the later fails whole and may be sent again."""
    if request is None:
        return
    _, new = RememberedRequest.objects.get_or_create(
        actor_key=actor.key,
        key=request.key.text,
        defaults={"digest": request.digest, "result": result, "at": at},
    )
    if not new:
        raise Conflict("The same request is being processed. Send it again to get its result.")
