"""A request signed by a library of others (http-message-signatures) is understood."""

import json
import secrets
from datetime import UTC, datetime

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.test import Client
from django.utils import timezone
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from aigis.apps.accounts import keys
from aigis.apps.people import access
from aigis.apps.people.models import ClientKey
from aigis.core.access.permissions import Role
from aigis.core.access.request_signatures import content_digest
from tests.doors.asking import CHECKS, check_in
from tests.world import World

pytestmark = pytest.mark.calendar


class Keys(HTTPSignatureKeyResolver):
    """Holds the one private key of the program."""

    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.generate()

    def resolve_private_key(self, key_id: str) -> bytes:
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def resolve_public_key(self, key_id: str) -> bytes:
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def at() -> datetime:
    """The world is made at the present instant: signatures know no other."""
    return timezone.now()


def test_a_check_signed_by_a_library_of_others_is_answered(world: World) -> None:
    held, client = Keys(), world.client(Role.GUARD)[0]
    manager = access.actor_of_user(world.user(Role.ADMIN))
    keys.register_public_key(client.pk, held.resolve_public_key("").decode(), actor=manager, at=world.at)
    body = json.dumps(check_in()).encode()
    request = requests.Request(
        "POST",
        f"http://testserver{CHECKS}",
        data=body,
        headers={"Content-Type": "application/json", "Content-Digest": content_digest(body)},
    ).prepare()
    HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=held).sign(
        request,
        key_id=ClientKey.objects.get().key_id,
        created=datetime.now(UTC),
        nonce=secrets.token_urlsafe(16),
        include_alg=True,
        use_existing_digest=True,
        covered_component_ids=("@method", "@authority", "@path", "@query", "content-digest", "content-type"),
    )
    sent = {name: str(value) for name, value in request.headers.items() if name != "Content-Length"}
    reply = Client().generic("POST", CHECKS, body, content_type="application/json", headers=sent)
    assert (reply.status_code, reply.json().get("verdict")) == (201, "clear")
