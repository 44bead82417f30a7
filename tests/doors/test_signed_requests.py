"""Requests signed with Ed25519 (RFC 9421) as docs/API.md signs them: each accepted once, and none that was changed."""

import base64
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

from aigis.api import fast_path
from aigis.apps.accounts import keys, proposals
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.checks.models import Check
from aigis.apps.people import access, signing_keys
from aigis.apps.people.models import ApiClient, ClientKey
from aigis.core.access.permissions import Role
from aigis.core.errors import Conflict, InvalidInput
from tests.doors.asking import CHECKS, check_in
from tests.world import World, entries

pytestmark = pytest.mark.calendar
Headers = dict[str, str]
URL = "http://testserver"


@pytest.fixture
def sign(root: Path) -> Callable[..., Headers]:
    """The function of the documents."""
    (code,) = re.findall(r"```python\n(.*?)```", (root / "docs/API.md").read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - our own sample
    function: Callable[..., Headers] = names["sign"]
    return function


def pem(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def register(world: World, role: Role = Role.GUARD) -> tuple[Ed25519PrivateKey, str]:
    """A client of the role that signs; the world's own manager registers its key."""
    key, client = Ed25519PrivateKey.generate(), world.client(role)[0]
    manager = access.actor_of_user(world.user(Role.ADMIN))
    assert keys.register_public_key(client.pk, pem(key), actor=manager, at=world.at) is None
    return key, ClientKey.objects.get(client=client, ends_at=None).key_id


def send(headers: Headers, body: bytes, *, path: str = CHECKS, method: str = "POST") -> Any:
    return Client().generic(method, path, body, content_type="application/json", headers=headers)


BODY = json.dumps(check_in()).encode()


def test_a_signed_check_is_answered_and_its_secret_opens_nothing_any_more(
    world: World, sign: Callable[..., Headers]
) -> None:
    key, key_id = register(world)
    reply = send(sign(key, key_id, "POST", URL + CHECKS, BODY), BODY)
    assert (reply.status_code, reply.json()["verdict"]) == (201, "clear")
    refused = Client(headers=world.bearer(Role.GUARD)).post(CHECKS, BODY, content_type="application/json")
    assert refused.status_code == 401 and Check.objects.count() == 1


def test_a_signed_look_with_a_query_is_answered(world: World, sign: Callable[..., Headers]) -> None:
    key, key_id = register(world, Role.BADGE_ISSUER)
    path = "/api/v1/rosters"
    assert send(sign(key, key_id, "GET", URL + path), b"", path=path, method="GET").status_code == 200
    answer = send(sign(key, key_id, "GET", URL + "/api/v1/client"), b"", path="/api/v1/client", method="GET").json()
    assert answer["role"] == "badge_issuer" and [item["key_id"] for item in answer["keys"]] == [key_id]


def changed_headers(headers: Headers, name: str, old: str, new: str) -> Headers:
    assert old in headers[name]
    return {**headers, name: headers[name].replace(old, new)}


CHANGES: dict[str, Callable[[Headers], Headers]] = {
    "another method": lambda h: changed_headers(h, "signature-input", '"@method" ', ""),
    "no digest": lambda h: changed_headers(h, "signature-input", ' "content-digest"', ""),
    "a component twice": lambda h: changed_headers(h, "signature-input", '"@path"', '"@path" "@path"'),
    "another nonce": lambda h: changed_headers(h, "signature-input", 'nonce="', 'nonce="a'),
    "another key": lambda h: changed_headers(h, "signature-input", 'keyid="aigis_', 'keyid="aigis_0'),
    "another algorithm": lambda h: changed_headers(h, "signature-input", "ed25519", "hmac-sha256"),
    "another label": lambda h: changed_headers(h, "signature", "sig1=", "sig2="),
    "two signatures": lambda h: {**h, "signature": h["signature"] + ", " + h["signature"]},
    "no signature": lambda h: {name: value for name, value in h.items() if name != "signature"},
    "an empty input": lambda h: {**h, "signature-input": ""},
    "no base64": lambda h: {**h, "signature": "sig1=:A:"},
    "a key beside it": lambda h: {**h, "authorization": "Bearer aigis_x"},
    "an idempotency key that is not covered": lambda h: {**h, "idempotency-key": "12345678"},
    "another content type": lambda h: {**h, "content-digest": "sha-256=:AAAA:"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_request_that_was_changed_after_it_was_signed_is_refused_and_traced(
    world: World, sign: Callable[..., Headers], name: str
) -> None:
    key, key_id = register(world)
    reply = send(CHANGES[name](sign(key, key_id, "POST", URL + CHECKS, BODY)), BODY)
    assert reply.status_code == 401 and not Check.objects.exists()
    assert entries("query.refused")


def test_another_body_path_host_or_key_is_refused(world: World, sign: Callable[..., Headers]) -> None:
    key, key_id = register(world)
    other = json.dumps(check_in(note="x")).encode()
    sent = [
        (sign(key, key_id, "POST", URL + CHECKS, BODY), other, CHECKS),
        (sign(key, key_id, "POST", URL + CHECKS + "/batch", BODY), BODY, CHECKS),
        (sign(key, key_id, "POST", "http://elsewhere" + CHECKS, BODY), BODY, CHECKS),
        (sign(key, key_id, "POST", URL + CHECKS + "?a=b", BODY), BODY, CHECKS),
        (sign(Ed25519PrivateKey.generate(), key_id, "POST", URL + CHECKS, BODY), BODY, CHECKS),
    ]
    assert [send(headers, body, path=path).status_code for headers, body, path in sent] == [401] * 5
    assert not Check.objects.exists()


def test_an_old_signature_and_one_of_a_clock_that_runs_ahead_are_refused(
    world: World, sign: Callable[..., Headers], monkeypatch: pytest.MonkeyPatch
) -> None:
    key, key_id = register(world)
    clock = sign.__globals__["time"]
    now = clock.time()
    for step, status in ((-301, 401), (-290, 201), (20, 201), (40, 401)):
        monkeypatch.setitem(sign.__globals__, "time", type("Clock", (), {"time": staticmethod(lambda s=step: now + s)}))
        assert send(sign(key, key_id, "POST", URL + CHECKS, BODY), BODY).status_code == status


def test_not_one_of_a_thousand_replays_is_accepted(committed: World, sign: Callable[..., Headers]) -> None:
    key, key_id = register(committed)
    headers = sign(key, key_id, "POST", URL + CHECKS, BODY)

    def replay(_: int) -> int:
        try:
            status: int = send(headers, BODY).status_code
        finally:
            connection.close()
        return status

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(replay, range(1_001)))
    assert (statuses.count(201), statuses.count(401)) == (1, 1_000)
    assert Check.objects.count() == 1


def test_a_program_rotates_its_own_key_with_an_overlap(world: World, sign: Callable[..., Headers]) -> None:
    key, key_id = register(world)
    successor, path = Ed25519PrivateKey.generate(), "/api/v1/client/keys"
    body = json.dumps({"public_key": base64.b64encode(successor.public_key().public_bytes_raw()).decode()}).encode()
    made = send(sign(key, key_id, "POST", URL + path, body), body, path=path)
    assert made.status_code == 201 and made.json()["ends_at"] is None
    old = send(sign(key, key_id, "POST", URL + CHECKS, BODY), BODY)
    assert old.status_code == 201 and old["Sunset"].endswith("GMT") and old["Deprecation"].startswith("@")
    new = send(sign(successor, made.json()["key_id"], "POST", URL + CHECKS, BODY), BODY)
    assert new.status_code == 201 and "Sunset" not in new
    ClientKey.objects.filter(key_id=key_id).update(ends_at=world.at - timedelta(seconds=1))
    assert send(sign(key, key_id, "POST", URL + CHECKS, BODY), BODY).status_code == 401
    assert send(sign(successor, made.json()["key_id"], "POST", URL + path, body), body, path=path).status_code == 409


def test_a_bearer_key_that_is_being_replaced_says_when_it_ends(world: World) -> None:
    client = world.client(Role.GUARD)[0]
    manager = access.actor_of_user(world.user(Role.PFSO))
    keys.rotate_key(client.pk, actor=manager, at=world.at)
    access.key_cache.clear()
    reply = Client(headers=world.bearer(Role.GUARD)).post(CHECKS, BODY, content_type="application/json")
    assert reply.status_code == 201 and "Sunset" in reply
    environ = {"HTTP_AUTHORIZATION": world.bearer(Role.GUARD)["Authorization"]}
    assert fast_path._answer(environ, BODY) is None


def test_a_bearer_key_does_not_register_a_public_key_by_itself(world: World) -> None:
    public = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    reply = Client(headers=world.bearer(Role.GUARD)).post(
        "/api/v1/client/keys", {"public_key": public}, content_type="application/json"
    )
    assert reply.status_code == 409 and not ClientKey.objects.exists()


def test_the_key_of_an_office_takes_a_second_person(world: World) -> None:
    client, key = world.client(Role.OFFICER)[0], Ed25519PrivateKey.generate()
    admin = access.actor_of_user(world.user(Role.ADMIN))
    proposal = keys.register_public_key(client.pk, pem(key), actor=admin, at=world.at)
    assert proposal is not None and not ClientKey.objects.exists()
    superior = access.actor_of_user(world.user(Role.SUPERIOR))
    proposals.approve(proposal, at_once=False, actor=superior, at=world.at)
    assert ClientKey.objects.get().client == client
    with pytest.raises(Conflict):
        keys.register_public_key(world.client(Role.GUARD)[0].pk, pem(key), actor=admin, at=world.at)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_what_is_no_public_key_is_refused(world: World, text: str) -> None:
    admin = access.actor_of_user(world.user(Role.ADMIN))
    with pytest.raises(InvalidInput):
        keys.register_public_key(world.client(Role.GUARD)[0].pk, text, actor=admin, at=world.at)


def test_what_frees_a_person_or_stops_an_alert_is_accepted_signed_alone_where_that_is_on(
    world: World, sign: Callable[..., Headers], settings: Settings
) -> None:
    settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, signed_acts=True)
    ban = world.ban().ban
    path = f"/api/v1/bans/{ban}/lift"
    body = json.dumps({"reason": "acquitted", "decision_date": f"{world.today}"}).encode()
    bearer = Client(headers=world.bearer(Role.REGISTRAR))
    assert bearer.post(path, body, content_type="application/json").status_code == 401
    assert bearer.get(f"/api/v1/bans/{ban}").status_code == 200
    key, client = Ed25519PrivateKey.generate(), world.client(Role.REGISTRAR)[0]
    with transaction.atomic():
        signing_keys.write_signing_key(client, pem(key), actor=SYSTEM, at=world.at)
    key_id = ClientKey.objects.get().key_id
    assert send(sign(key, key_id, "POST", URL + path, body), body, path=path).status_code == 202


def test_a_key_with_scopes_does_less_than_its_role(world: World) -> None:
    client = world.client(Role.GUARD)[0]
    ApiClient.objects.filter(pk=client.pk).update(scopes=["check.read"])
    access.key_cache.clear()
    asking = Client(headers=world.bearer(Role.GUARD))
    assert asking.post(CHECKS, BODY, content_type="application/json").status_code == 403
    answer = asking.get("/api/v1/client").json()
    assert answer["scopes"] == ["check.read"]
    assert entries("access.refused")[0]["core"]["capability"] == "check.ask"
