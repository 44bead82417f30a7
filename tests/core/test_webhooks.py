"""Signatures of Standard Webhooks 1.0.0."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.webhooks.signature import format_secret, sign, verify

DATA = Path(os.environ.get("AIGIS_DEV_DATA", Path(__file__).parents[3] / "shared" / "data"))
VECTORS = DATA / "webhooks" / "vectors.json"
SECRET = format_secret(bytes(range(32)))
AT = datetime(2026, 11, 22, 6, 12, tzinfo=UTC)
BODY = '{"kind":"alert","één":1}'.encode()


def headers(at: datetime = AT, secret: str = SECRET) -> dict[str, str]:
    stamp = int(at.timestamp())
    signature = sign(secret, message_id="msg_1", timestamp=stamp, body=BODY)
    return {"webhook-id": "msg_1", "webhook-timestamp": str(stamp), "webhook-signature": signature}


@pytest.mark.skipif(not VECTORS.exists(), reason="development data is not here")
def test_the_published_vector_comes_out() -> None:
    for vector in json.loads(VECTORS.read_text()):
        signature = sign(
            vector["secret"],
            message_id=vector["webhook-id"],
            timestamp=vector["webhook-timestamp"],
            body=vector["payload"].encode(),
        )
        assert signature == vector["webhook-signature"]


def test_what_was_signed_verifies_and_nothing_else_does() -> None:
    assert verify(SECRET, headers(), BODY, at=AT)
    assert not verify(SECRET, headers(), BODY + b" ", at=AT)
    assert not verify(SECRET, headers() | {"webhook-id": "msg_2"}, BODY, at=AT)
    assert not verify(format_secret(bytes(32)), headers(), BODY, at=AT)


@pytest.mark.parametrize(("seconds", "good"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_a_webhook_is_good_for_five_minutes_either_way(seconds: int, good: bool) -> None:
    assert verify(SECRET, headers(), BODY, at=AT + timedelta(seconds=seconds)) is good


def test_one_good_signature_among_several_is_enough() -> None:
    good = headers()["webhook-signature"]
    assert verify(SECRET, headers() | {"webhook-signature": f"v1a,abc v1,é {good}"}, BODY, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "１"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-id": "a.b"},
    ],
)
def test_malformed_headers_never_verify(change: dict[str, str]) -> None:
    assert not verify(SECRET, headers() | change, BODY, at=AT)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_%%%", "whsec_YWJj", SECRET.removeprefix("whsec_")])
def test_a_secret_of_another_form_is_refused(secret: str) -> None:
    with pytest.raises(InvalidInput):
        sign(secret, message_id="msg_1", timestamp=1, body=BODY)


def test_an_id_with_a_dot_is_never_signed() -> None:
    with pytest.raises(InvalidInput):
        sign(SECRET, message_id="msg.1", timestamp=1, body=BODY)
