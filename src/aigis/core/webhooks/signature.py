"""Signing and verifying webhooks as Standard Webhooks 1.0.0 says, and the refusal a receiver may give for good."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from aigis.core.errors import InvalidInput
from aigis.core.ports import DeliveryFailed

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = timedelta(minutes=5)
SECRET_PREFIX = "whsec_"
_SECRET_BYTES = range(24, 65)
_SECRET_FORM = "A webhook secret is 'whsec_' and 24 to 64 bytes in base64. Create a new one."


class ReceiverGone(DeliveryFailed):
    """The receiver answered 410: it wants no more webhooks, and the address is to be switched off."""


def format_secret(key: bytes) -> str:
    """Writes 24 to 64 random bytes as a `whsec_` secret."""
    if len(key) not in _SECRET_BYTES:
        raise InvalidInput(_SECRET_FORM, field="secret")
    return SECRET_PREFIX + base64.b64encode(key).decode("ascii")


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """Returns the value of `webhook-signature`: `v1,` and the HMAC-SHA-256 in base64.

    `timestamp` is in whole seconds since 1970; raises InvalidInput on a secret of another form, or where a dot in the
    id would make it ambiguous what was signed. Source: Standard Webhooks 1.0.0, signature scheme.
    """
    if "." in message_id:
        raise InvalidInput("A webhook's id has no dot.", field="id")
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> bool:
    """Tells whether a webhook is authentic and its time within five minutes of `at`, before or after.

    `headers` has lower-case names; several signatures, separated by spaces, may stand side by side while a secret is
    being replaced, and one that fits is enough. Comparison takes the same time whatever differs.
    """
    message_id, stated = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not (stated.isascii() and stated.isdigit() and len(stated) <= 12) or "." in message_id:
        return False
    if abs(at.timestamp() - int(stated)) > TOLERANCE.total_seconds():
        return False
    expected = sign(secret, message_id=message_id, timestamp=int(stated), body=body).encode()
    candidates = [candidate.encode(errors="replace") for candidate in headers.get(SIGNATURE, "").split(" ")]
    return sum(hmac.compare_digest(expected, candidate) for candidate in candidates) > 0  # every one is compared


def _key(secret: str) -> bytes:
    if not secret.startswith(SECRET_PREFIX):
        raise InvalidInput(_SECRET_FORM, field="secret")
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(_SECRET_FORM, field="secret") from None
    if len(key) not in _SECRET_BYTES:
        raise InvalidInput(_SECRET_FORM, field="secret")
    return key
