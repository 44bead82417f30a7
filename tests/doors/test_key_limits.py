"""Keys: used from addresses on their list alone, and no more often than their limit; a 429 is never a verdict."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client

from aigis.api import request_limits
from aigis.api.fast_path import with_fast_path
from aigis.apps.accounts import keys, proposals
from aigis.apps.checks.models import Check
from aigis.apps.people import access
from aigis.config.environment import read
from aigis.core.access.permissions import Role
from aigis.core.access.request_limits import RequestLimiter
from aigis.core.errors import Conflict, NotFound
from tests.doors.asking import CHECKS, check_in
from tests.world import World, entries

pytestmark = pytest.mark.calendar
BODY = json.dumps(check_in()).encode()
HOME, ELSEWHERE = "192.0.2.7", "203.0.113.9"


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def restrict(world: World, *networks: str) -> None:
    """Lets the guards' key be used from networks alone."""
    manager = access.actor_of_user(world.user(Role.PFSO))
    client = world.client(Role.GUARD)[0]
    assert keys.change_networks(client.pk, networks, actor=manager, at=world.at) is None


def send(world: World, address: str, *, path: str = CHECKS, body: bytes = BODY, forwarded: str = "") -> Any:
    headers = world.bearer(Role.GUARD) | ({"X-Forwarded-For": forwarded} if forwarded else {})
    client = Client(headers=headers, REMOTE_ADDR=address)
    return client.generic("POST" if body else "GET", path, body, content_type="application/json")


def send_fast(world: World, address: str, body: bytes = BODY, forwarded: str = "") -> tuple[str, dict[str, str], bytes]:
    """A check as granian's thread sends it: by the fast path, and by Django where that leaves it to it."""
    answer: list[Any] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": CHECKS,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": address,
        "HTTP_AUTHORIZATION": world.bearer(Role.GUARD)["Authorization"],
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
    } | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    application = with_fast_path(get_wsgi_application())
    request_started.disconnect(close_old_connections)  # as Django's own test client does
    parts = application(environ, lambda status, headers, exc_info=None: answer.extend((status, dict(headers))))  # type: ignore[arg-type]
    request_started.connect(close_old_connections)
    return answer[0], answer[1], b"".join(parts)


def test_a_key_is_refused_from_elsewhere_recorded_and_shown_to_its_organisation(world: World) -> None:
    restrict(world, "192.0.2.0/24")
    assert send(world, HOME).status_code == 201
    for reply in (send(world, ELSEWHERE), send(world, ELSEWHERE, path="/api/v1/client", body=b"")):
        assert reply.status_code == 403 and reply["Content-Type"] == "application/problem+json"
        assert reply.json()["code"] == "address_not_allowed" and ELSEWHERE in reply.json()["detail"]
    assert Check.objects.count() == 1
    client = world.client(Role.GUARD)[0]
    (entry,) = entries("key.address_refused")  # one a minute for each address
    core = {"client": client.pk, "source": ELSEWHERE, "path": CHECKS}
    assert entry["core"].items() >= core.items()
    page = Client()
    page.force_login(world.user(Role.PFSO), backend="allauth.account.auth_backends.AuthenticationBackend")
    page.cookies["django_language"] = "en"
    text = page.get(f"/accounts/clients/{client.pk}").content.decode()
    assert "A key was used from an address that is not on its list" in text and ELSEWHERE in text
    assert "192.0.2.0/24" in text


def test_the_fast_path_refuses_it_too_and_records_it(world: World) -> None:
    restrict(world, HOME)
    assert send_fast(world, HOME)[0].startswith("201")
    status, _, body = send_fast(world, ELSEWHERE)
    assert status.startswith("403") and json.loads(body)["code"] == "address_not_allowed"
    assert Check.objects.count() == 1 and len(entries("key.address_refused")) == 1


def test_the_address_is_what_the_trusted_proxies_tell(world: World, trusting: Callable[[int], None]) -> None:
    restrict(world, HOME)
    forged = HOME
    assert send(world, ELSEWHERE, forwarded=forged).status_code == 403
    assert send_fast(world, ELSEWHERE, forwarded=forged)[0].startswith("403")
    trusting(1)
    assert send(world, "10.0.0.1", forwarded=forged).status_code == 201
    assert send_fast(world, "10.0.0.1", forwarded=forged)[0].startswith("201")
    forged = f"{HOME}, {ELSEWHERE}"
    assert send(world, "10.0.0.1", forwarded=forged).status_code == 403
    assert send_fast(world, "10.0.0.1", forwarded=forged)[0].startswith("403")


@pytest.fixture
def trusting(settings: Any) -> Callable[[int], None]:
    """Sets how many proxies in front are trusted."""
    from dataclasses import replace

    def trust(count: int) -> None:
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, trusted_proxies=count)

    return trust


def test_the_addresses_of_an_offices_key_take_a_second_person(world: World) -> None:
    client = world.client(Role.OFFICER)[0]
    admin = access.actor_of_user(world.user(Role.ADMIN))
    waiting = keys.change_networks(client.pk, [HOME], actor=admin, at=world.at)
    client.refresh_from_db()
    assert waiting is not None and client.networks is None
    proposals.approve(waiting, at_once=False, actor=access.actor_of_user(world.user(Role.SUPERIOR)), at=world.at)
    client.refresh_from_db()
    assert client.networks == [HOME] and len(entries("key.networks_changed")) == 1


def test_a_manager_changes_the_keys_of_the_own_organisation_alone_and_only_live_ones(world: World) -> None:
    manager = access.actor_of_user(world.user(Role.PFSO, "other-quay"))
    client = world.client(Role.GUARD)[0]
    with pytest.raises(NotFound):
        keys.change_networks(client.pk, [HOME], actor=manager, at=world.at)
    own = access.actor_of_user(world.user(Role.PFSO))
    keys.revoke_key(client.pk, why="lost", actor=own, at=world.at)
    with pytest.raises(Conflict):
        keys.change_networks(client.pk, [HOME], actor=own, at=world.at)


def test_a_successor_has_the_addresses_of_the_key_it_replaces(world: World) -> None:
    restrict(world, HOME)
    made = keys.rotate_key(
        world.client(Role.GUARD)[0].pk, actor=access.actor_of_user(world.user(Role.PFSO)), at=world.at
    )
    assert made.client is not None and made.client.networks == [HOME]


def test_the_page_changes_the_addresses_and_says_what_is_wrong_with_them(world: World) -> None:
    client = world.client(Role.GUARD)[0]
    page = Client()
    page.force_login(world.user(Role.PFSO), backend="allauth.account.auth_backends.AuthenticationBackend")
    page.cookies["django_language"] = "en"
    address = f"/accounts/clients/{client.pk}/networks"
    assert "One on each line" in page.get(address).content.decode()
    wrong = page.post(address, {"networks": "192.0.2.300"})
    assert wrong.status_code == 422 and "Write an address or a network" in wrong.content.decode()
    assert page.post(address, {"networks": "192.0.2.7\n198.51.100.0/24"}).status_code == 302
    client.refresh_from_db()
    assert client.networks == [HOME, "198.51.100.0/24"]
    assert "198.51.100.0/24" in page.get(address).content.decode()
    assert page.post(address, {"networks": ""}).status_code == 302
    client.refresh_from_db()
    assert client.networks is None


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Three checks and two other requests a minute; returns the clock of both limits."""
    clock = Clock()
    monkeypatch.setattr(request_limits, "CHECK_LIMITER", RequestLimiter("checks", 3, clock=clock))
    monkeypatch.setattr(request_limits, "REQUEST_LIMITER", RequestLimiter("requests", 2, clock=clock))
    return clock


def test_every_answer_tells_what_is_left_and_429_is_no_verdict(world: World, limited: Clock) -> None:
    left = [send(world, HOME)["RateLimit"], send_fast(world, HOME)[1]["RateLimit"]]
    wrong = send(world, HOME, body=b"{}")
    assert wrong.status_code == 422 and wrong["RateLimit-Policy"] == '"checks";q=3;w=60'
    assert [*left, wrong["RateLimit"]] == ['"checks";r=2;t=20', '"checks";r=1;t=40', '"checks";r=0;t=60']
    over = send(world, HOME)
    assert over.status_code == 429 and over["Retry-After"] == "20"
    assert over["Content-Type"] == "application/problem+json"
    problem = over.json()
    assert problem["code"] == "request_limit_reached" and "verdict" not in problem
    assert "clear" not in over.content.decode() and problem["detail"].startswith("No answer")
    status, headers, body = send_fast(world, HOME)
    assert status.startswith("429") and json.loads(body) == problem and headers["Retry-After"] == "20"
    assert Check.objects.count() == 2
    limited.now += 20
    assert send_fast(world, HOME)[0].startswith("201") and send(world, HOME).status_code == 429


def test_a_request_that_the_fast_path_hands_on_is_counted_once(world: World, limited: Clock) -> None:
    status, headers, _ = send_fast(world, HOME, json.dumps(check_in(gate="BEANR-9999/main")).encode())
    assert status.startswith("422") and headers["RateLimit"] == '"checks";r=2;t=20'


def test_other_requests_leave_checks_alone_and_a_foreign_use_costs_the_key_nothing(
    world: World, limited: Clock
) -> None:
    look = [send(world, HOME, path="/api/v1/client", body=b"").status_code for _ in range(3)]
    assert look == [200, 200, 429] and send(world, HOME).status_code == 201
    restrict(world, HOME)
    assert {send(world, ELSEWHERE).status_code for _ in range(9)} == {403}
    assert send(world, HOME).status_code == 201


def test_without_a_setting_a_key_may_check_a_thousand_times_a_second() -> None:
    environment = read({"AIGIS_DATABASE_URL": "postgresql://x@localhost/x"})
    assert environment.key_check_limit == 60_000 and environment.key_limit == 6_000
