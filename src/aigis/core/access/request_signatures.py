"""Requests signed with Ed25519 (RFC 9421), with the digest of their body (RFC 9530).

The profile is narrow: one signature, no parameters of components, `created`, `nonce`, `keyid` and `alg` each once.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from aigis.core.errors import InvalidInput, NotSignedIn

VALID_FOR = timedelta(minutes=5)  # a nonce is unique for as long
CLOCK_SKEW = timedelta(seconds=30)
KEY_BYTES = 32
REQUIRED = ("@method", "@authority", "@path", "@query")
OF_BODY = ("content-digest", "content-type")
IF_PRESENT = ("idempotency-key", "if-match")  # they change what a request does

_INPUT = re.compile(
    r"(?P<label>[a-z][a-z0-9_-]{0,31})=(?P<parameters>\((?P<components>\"[a-z@-]+\"(?: \"[a-z@-]+\")*)\)"
    r"(?P<rest>(?:;[a-z]+=(?:\"[\x20\x21\x23-\x5b\x5d-\x7e]{1,128}\"|[0-9]{1,12})){4,6}))"
)
_PARAMETER = re.compile(r";([a-z]+)=(?:\"([^\"]*)\"|([0-9]+))")
_SIGNATURE = re.compile(r"(?P<label>[a-z][a-z0-9_-]{0,31})=:(?P<value>[A-Za-z0-9+/=]{1,128}):")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{1,64}):")
_WRONG = "The signature of this request is not valid. Sign it as docs/API.md describes."


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as far as a signature covers it; `headers` have names in lower case."""

    method: str
    authority: str
    path: str
    query: str  # without the question mark
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class RequestSignature:
    """A signature taken apart; whether it is right is told by `verify`."""

    key_id: str
    single_use: str  # the nonce
    created: datetime
    components: tuple[str, ...]
    parameters: str
    signature: bytes


def read_public_key(text: str) -> bytes:
    """Returns the 32 bytes of an Ed25519 public key given as PEM or base64; raises InvalidInput for anything else."""
    stripped = text.strip()
    try:
        if stripped.startswith("-----BEGIN PUBLIC KEY-----"):
            key = serialization.load_pem_public_key(stripped.encode())
            raw = key.public_bytes_raw() if isinstance(key, Ed25519PublicKey) else b""
        else:
            raw = base64.b64decode(stripped, validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise InvalidInput("Give an Ed25519 public key, as PEM or as 32 bytes in base64.", field="public_key")
    return raw


def parse_signature(request: SignedRequest) -> RequestSignature:
    """Takes the signature of a request apart and checks what it covers; raises NotSignedIn with what is wrong."""
    parts = _INPUT.fullmatch(request.headers.get("signature-input", ""))
    value = _SIGNATURE.fullmatch(request.headers.get("signature", ""))
    if parts is None or value is None or parts["label"] != value["label"]:
        raise NotSignedIn(_WRONG)
    written = _PARAMETER.findall(parts["rest"])
    parameters = {name: text or number for name, text, number in written}
    if len(parameters) != len(written) or parameters.get("alg") != "ed25519":
        raise NotSignedIn(_WRONG)
    components = tuple(parts["components"].replace('"', "").split(" "))
    _require_covered(request, components)
    return RequestSignature(
        key_id=_required(parameters, "keyid"),
        single_use=_required(parameters, "nonce"),
        created=_instant(parameters),
        components=components,
        parameters=parts["parameters"],
        signature=_decode(value["value"]),
    )


def require_timely(signature: RequestSignature, *, at: datetime) -> None:
    """Raises NotSignedIn for a signature that is too old, or of a clock that runs ahead."""
    if not at - VALID_FOR < signature.created <= at + CLOCK_SKEW:
        raise NotSignedIn("This signature is older than five minutes, or your clock is wrong. Sign the request again.")


def require_valid(signature: RequestSignature, request: SignedRequest, *, public_key: bytes) -> None:
    """Raises NotSignedIn unless the key made the signature over exactly this request and its body."""
    if request.body or "content-digest" in signature.components:
        _require_digest(request)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            signature.signature, signature_base(signature.components, signature.parameters, request)
        )
    except InvalidSignature:
        raise NotSignedIn(_WRONG) from None


def signature_base(components: tuple[str, ...], parameters: str, request: SignedRequest) -> bytes:
    """Returns the bytes that are signed (RFC 9421, section 2.5)."""
    lines = [f'"{name}": {_value(name, request)}' for name in components]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode("ascii", "strict")


def content_digest(body: bytes) -> str:
    """Returns the Content-Digest of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _value(name: str, request: SignedRequest) -> str:
    derived = {
        "@method": request.method,
        "@authority": request.authority.lower(),
        "@path": request.path,
        "@query": f"?{request.query}",
    }
    if name.startswith("@"):
        if name not in derived:
            raise NotSignedIn(_WRONG)
        return derived[name]
    if name not in request.headers or not request.headers[name].isascii():
        raise NotSignedIn(_WRONG)
    return request.headers[name].strip()


def _require_covered(request: SignedRequest, components: tuple[str, ...]) -> None:
    needed = {*REQUIRED, *(name for name in IF_PRESENT if name in request.headers)}
    if request.body:
        needed |= set(OF_BODY)
    if len(set(components)) != len(components) or not needed <= set(components):
        names = ", ".join(sorted(needed - set(components)))
        raise NotSignedIn("The signature must cover %(names)s, each once.", values={"names": names or "its parts"})


def _require_digest(request: SignedRequest) -> None:
    digest = _DIGEST.fullmatch(request.headers.get("content-digest", "").strip())
    if digest is None or not hmac.compare_digest(_decode(digest[1]), hashlib.sha256(request.body).digest()):
        raise NotSignedIn("The Content-Digest does not fit the body. Use sha-256 over the bytes that are sent.")


def _required(parameters: Mapping[str, str], name: str) -> str:
    if not parameters.get(name):
        raise NotSignedIn(_WRONG)
    return parameters[name]


def _instant(parameters: Mapping[str, str]) -> datetime:
    text = _required(parameters, "created")
    if not text.isdecimal() or len(text) > 11:
        raise NotSignedIn(_WRONG)
    return datetime.fromtimestamp(int(text), tz=UTC)


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise NotSignedIn(_WRONG) from None
