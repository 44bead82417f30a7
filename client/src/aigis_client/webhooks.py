"""Webhooks of Aigis: signed as Standard Webhooks 1.0.0, scheme `v1`, and thin: ids, no persons."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from aigis_client.errors import BadSignature

TOLERANCE = 300  # seconds


class WebhookVerifier:
    """Verifies messages; give both secrets while one is being replaced."""

    def __init__(self, *secrets: str, clock: Callable[[], float] = time.time) -> None:
        if not secrets:
            raise ValueError("Give the secret of the webhook, whsec_…")
        self._keys = [_key(secret) for secret in secrets]
        self._clock = clock

    def verify(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """Returns the message of a request; raises BadSignature. `body` is what arrived, byte for byte.

        A message may arrive twice: store its `webhook-id`.
        """
        lower = {name.lower(): value for name, value in headers.items()}
        message_id, sent_at = lower.get("webhook-id", ""), lower.get("webhook-timestamp", "")
        if "." in message_id or not (sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= 12):
            raise BadSignature("The webhook has no id or no time.")
        if abs(self._clock() - int(sent_at)) > TOLERANCE:
            raise BadSignature("The webhook is older or newer than five minutes.")
        content = b".".join((message_id.encode(), sent_at.encode(), body))
        expected = [b"v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)) for key in self._keys]
        signatures = [text.encode(errors="replace") for text in lower.get("webhook-signature", "").split(" ")]
        # Every one is compared: the time says nothing of which fits.
        if not sum(hmac.compare_digest(ours, theirs) for ours in expected for theirs in signatures):
            raise BadSignature("The webhook's signature is not by a known secret.")
        message = json.loads(body)
        if not isinstance(message, dict):
            raise BadSignature("The webhook's body is no object.")
        return message


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise ValueError("A webhook secret is 'whsec_' and 24 to 64 bytes in base64.")
    return key
