"""Signs requests instead of sending a key: RFC 9421 with Ed25519; needs the extra `aigis-client[signing]`."""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_COVERED = ("content-type", "content-digest", "idempotency-key", "if-match")


class RequestSigner(httpx.Auth):
    """Signs each attempt anew, for a nonce is good once: `AigisClient(url, auth=RequestSigner(key, key_id))`."""

    requires_request_body = True

    def __init__(
        self, private_key: "Ed25519PrivateKey", key_id: str, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._private_key = private_key
        self._key_id = key_id
        self._clock = clock

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Adds the signature and what it covers."""
        if request.content:
            digest = base64.b64encode(hashlib.sha256(request.content).digest()).decode()
            request.headers["Content-Digest"] = f"sha-256=:{digest}:"
        url = request.url
        covered = {
            "@method": request.method,
            "@authority": request.headers["Host"],
            "@path": url.raw_path.partition(b"?")[0].decode(),
            "@query": "?" + url.query.decode(),
        }
        covered |= {name: request.headers[name] for name in _COVERED if name in request.headers}
        names = " ".join(f'"{name}"' for name in covered)
        nonce = secrets.token_urlsafe(18)
        values = f'created={int(self._clock())};nonce="{nonce}";keyid="{self._key_id}";alg="ed25519"'
        parameters = f"({names});{values}"
        lines = [f'"{name}": {value}' for name, value in covered.items()] + [f'"@signature-params": {parameters}']
        signature = base64.b64encode(self._private_key.sign("\n".join(lines).encode())).decode()
        request.headers["Signature-Input"] = f"sig1={parameters}"
        request.headers["Signature"] = f"sig1=:{signature}:"
        yield request
