"""Published tiles as objects of a store that speaks Amazon's S3 API, signed with version 4 of its signatures.

Source: "Authenticating Requests (AWS Signature Version 4)" and "PutObject" of the Amazon S3 API Reference. Addresses
are path-style (`ENDPOINT/BUCKET/KEY`), which every compatible store knows.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlsplit

import httpx

from aigis.core.errors import InvalidInput, LogRefuses, Unavailable

_DIFFERS = "{} was published with other content. Keep both as evidence: the published log and this database differ."
_FAILED = "The object store answered {} to {} {}."
_FORM = "Give s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION."
_IMMUTABLE, _LATEST = "public, max-age=31536000, immutable", "no-cache"
_SECONDS = 10.0
_THERE_ALREADY = (409, 412)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where objects are put, and the credentials for it."""

    endpoint: str
    name: str
    prefix: str
    region: str
    key: str
    secret: str

    @classmethod
    def parse(cls, address: str, *, key: str, secret: str) -> "Bucket":
        """Reads `s3://BUCKET/PREFIX?endpoint=…&region=…`.

        Raises:
            InvalidInput: it has another form.
        """
        parts = urlsplit(address)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        endpoint = query.get("endpoint", "")
        if parts.scheme != "s3" or not parts.netloc or not endpoint.startswith(("https://", "http://")):
            raise InvalidInput(_FORM, field="AIGIS_TILES")
        prefix = parts.path.strip("/")
        return cls(endpoint.rstrip("/"), parts.netloc, prefix, query.get("region", "us-east-1"), key, secret)

    def path(self, path: str) -> str:
        """Returns the path of an object's address."""
        return "/" + quote("/".join(filter(None, (self.name, self.prefix, path))), safe="/-_.~")


class ObjectTileStore:
    """A bucket; an immutable object is put only if there is none, by a condition that the store itself checks."""

    def __init__(self, bucket: Bucket, *, client: httpx.Client | None = None) -> None:
        self._bucket = bucket
        self._client = client or httpx.Client(timeout=_SECONDS, trust_env=False)

    def get(self, path: str) -> bytes | None:
        """Returns an object, None if it is not there.

        Raises:
            Unavailable: the store does not answer, or with an error.
        """
        response = self._send("GET", path, b"", {})
        if response.status_code == 404:
            return None
        return self._require_done(response, "GET", path).content

    def put(self, path: str, content: bytes, *, immutable: bool) -> None:
        """Puts an object.

        Raises:
            LogRefuses: an immutable one is there with other content.
            Unavailable: the store does not answer, or with an error.
        """
        headers = {"cache-control": _IMMUTABLE if immutable else _LATEST, "content-type": "application/octet-stream"}
        if immutable:
            headers["if-none-match"] = "*"
        response = self._send("PUT", path, content, headers)
        if immutable and response.status_code in _THERE_ALREADY:
            if self.get(path) != content:
                raise LogRefuses(_DIFFERS.format(path))
            return
        self._require_done(response, "PUT", path)

    def _send(self, method: str, path: str, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
        signed = sign(self._bucket, method, self._bucket.path(path), (content, headers), at=datetime.now(UTC))
        address = self._bucket.endpoint + self._bucket.path(path)
        try:
            return self._client.request(method, address, content=content, headers=signed)
        except httpx.HTTPError as failed:
            raise Unavailable(f"The object store does not answer: {type(failed).__name__}.") from None

    def _require_done(self, response: httpx.Response, method: str, path: str) -> httpx.Response:
        if not response.is_success:
            raise Unavailable(_FAILED.format(response.status_code, method, path))
        return response


def sign(
    bucket: Bucket, method: str, path: str, message: tuple[bytes, Mapping[str, str]], *, at: datetime
) -> dict[str, str]:
    """Returns the headers of a request with its signature; `message` is its body and its other headers."""
    content, headers = message
    instant = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(content).hexdigest()
    host = urlsplit(bucket.endpoint).netloc
    all_headers = {**headers, "host": host, "x-amz-content-sha256": digest, "x-amz-date": instant}
    names = ";".join(sorted(all_headers))
    lines = "".join(f"{name}:{all_headers[name].strip()}\n" for name in sorted(all_headers))
    request = "\n".join((method, path, "", lines, names, digest))
    scope = f"{instant[:8]}/{bucket.region}/s3/aws4_request"
    text = "\n".join(("AWS4-HMAC-SHA256", instant, scope, hashlib.sha256(request.encode()).hexdigest()))
    signature = hmac.new(_signing_key(bucket, instant[:8]), text.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={bucket.key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**all_headers, "authorization": f"AWS4-HMAC-SHA256 {credential}"}


def _signing_key(bucket: Bucket, day: str) -> bytes:
    """Derives the day's key for the region and the service."""
    derived = f"AWS4{bucket.secret}".encode()
    for part in (day, bucket.region, "s3", "aws4_request"):
        derived = hmac.new(derived, part.encode(), hashlib.sha256).digest()
    return derived
