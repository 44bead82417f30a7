"""The object store: signatures as the reference computes them, and a log published to a store of another make."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from aigis.adapters.object_store import Bucket, ObjectTileStore, sign
from aigis.apps.audit import publication
from aigis.core.errors import InvalidInput, LogRefuses, Unavailable
from tests.apps.fixtures import at, forgetful, fresh_log
from tests.apps.test_publication import proven, seal
from tests.running import comes_true, free_port

__all__ = ["at", "forgetful", "fresh_log"]

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-tools" / "bin" / "python"
NOW = datetime(2026, 11, 22, 12, 30, 45, tzinfo=UTC)
_REFERENCE = """
import datetime, json, sys
import botocore.auth, botocore.awsrequest, botocore.credentials
asked = json.load(sys.stdin)
class Fixed(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls(2026, 11, 22, 12, 30, 45, tzinfo=tz)
    @classmethod
    def utcnow(cls): return cls(2026, 11, 22, 12, 30, 45)
fixed = lambda *given, **named: datetime.datetime(2026, 11, 22, 12, 30, 45)
botocore.auth.datetime = type("clock", (), {"datetime": Fixed})
if hasattr(botocore.auth, "get_current_datetime"):
    botocore.auth.get_current_datetime = fixed
request = botocore.awsrequest.AWSRequest(
    method=asked["method"], url=asked["url"], data=asked["body"].encode(), headers=asked["headers"]
)
request.context["payload_signing_enabled"] = True
credentials = botocore.credentials.Credentials(asked["key"], asked["secret"])
botocore.auth.S3SigV4Auth(credentials, "s3", asked["region"]).add_auth(request)
print(request.headers["Authorization"])
"""


@pytest.fixture(scope="module")
def python() -> Path:
    if not (PYTHON.parent.parent / "installed").exists():
        pytest.skip("no object store here: ./aigis test installs one into .venv-tools")
    return PYTHON


@pytest.fixture(scope="module")
def endpoint(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store of another make on loopback."""
    port = free_port()
    with (tmp_path_factory.mktemp("store") / "output").open("wb") as output:
        command = [str(python), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        with suppress(httpx.HTTPError):
            return httpx.put(f"{url}/tiles", trust_env=False).status_code == 200
        return False

    try:
        assert comes_true(answers, 60)
        everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::tiles/*"}
        policy = {"Version": "2012-10-17", "Statement": [everybody]}
        httpx.put(f"{url}/tiles?policy", json=policy, trust_env=False).raise_for_status()
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def bucket(endpoint: str, prefix: str = "log") -> Bucket:
    return Bucket.parse(f"s3://tiles/{prefix}?endpoint={endpoint}&region=eu-west-1", key="AKIAEXAMPLE", secret="s3cr3t")


@pytest.mark.parametrize("path", ["1/checkpoint", "1/tile/0/x001/x234/067.p/8", "1/a b+c~ü"])
def test_a_signature_is_the_references(python: Path, path: str) -> None:
    place = bucket("https://store.example:9000")
    headers = {"cache-control": "no-cache", "if-none-match": "*"}
    ours = sign(place, "PUT", place.path(path), (b"content", headers), at=NOW)
    asked = {"method": "PUT", "url": place.endpoint + place.path(path), "body": "content", "headers": headers}
    asked |= {"key": place.key, "secret": place.secret, "region": place.region}
    command = [str(python), "-c", _REFERENCE]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert ours["authorization"] == done.stdout.strip()


def test_an_object_is_put_and_read(endpoint: str) -> None:
    store = ObjectTileStore(bucket(endpoint))
    assert store.get("1/checkpoint") is None
    store.put("1/checkpoint", b"first", immutable=False)
    store.put("1/checkpoint", b"second", immutable=False)
    assert store.get("1/checkpoint") == b"second"


def test_an_immutable_object_is_never_replaced(endpoint: str) -> None:
    store = ObjectTileStore(bucket(endpoint, "immutable"))
    store.put("1/tile/0/000", b"tile", immutable=True)
    store.put("1/tile/0/000", b"tile", immutable=True)
    with pytest.raises(LogRefuses, match="other content"):
        store.put("1/tile/0/000", b"another", immutable=True)
    assert store.get("1/tile/0/000") == b"tile"


def test_a_log_in_the_store_proves_itself(endpoint: str, db: None, fresh_log: Path, at: datetime) -> None:
    store = ObjectTileStore(bucket(endpoint, "whole"))
    seal(300, at=at)
    assert publication.publish(store) > 3
    assert proven(f"{endpoint}/tiles/whole/1") == 0
    assert publication.publish(store) == 0


def test_tiles_may_be_kept_by_caches_and_the_checkpoint_may_not() -> None:
    seen: list[httpx.Request] = []

    def record(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    client = httpx.Client(transport=httpx.MockTransport(record))
    store = ObjectTileStore(bucket("https://store.example"), client=client)
    store.put("1/tile/0/000", b"tile", immutable=True)
    store.put("1/checkpoint", b"note", immutable=False)
    assert [request.headers["cache-control"] for request in seen] == ["public, max-age=31536000, immutable", "no-cache"]
    assert [request.headers.get("if-none-match") for request in seen] == ["*", None]


def test_a_store_that_is_away_or_refuses_is_said(endpoint: str) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        ObjectTileStore(bucket(f"http://127.0.0.1:{free_port()}")).get("1/checkpoint")
    missing = Bucket.parse(f"s3://nowhere?endpoint={endpoint}", key="k", secret="s")
    with pytest.raises(Unavailable, match="answered 404 to PUT"):
        ObjectTileStore(missing).put("1/checkpoint", b"x", immutable=False)


@pytest.mark.parametrize("address", ["s3://", "s3://bucket/prefix", "s3://bucket?endpoint=ftp://x", "https://bucket"])
def test_an_address_of_another_form_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="Give s3://BUCKET/PREFIX"):
        Bucket.parse(address, key="", secret="")
