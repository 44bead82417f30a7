"""The page of an imported list: its counts, the bans drawn from it, and one button for all of it."""

import re
from uuid import UUID

import pytest
from django.test import Client

from aigis.apps.register.imports import classification as import_classification
from aigis.apps.register.imports import registration as import_registration
from aigis.apps.register.models import Confirmation, ImportedList
from aigis.core.access.permissions import Role
from tests.apps.register.test_importing import SOURCE, row
from tests.doors.asking import ask, asked
from tests.web.signing_in import signed_in
from tests.world import World, entries


@pytest.fixture
def made(world: World) -> UUID:
    found = import_classification.sort([row(number) for number in range(2, 27)], at=world.at)
    import_registration.import_bans(found, source=SOURCE, actor=world.actor(Role.REGISTRAR), at=world.at)
    return ImportedList.objects.get().pk


def drawn(text: str) -> list[str]:
    return re.findall(r'name="compared" value="([^"]+)"', text)


def test_the_list_is_confirmed_on_its_page(world: World, made: UUID, client: Client) -> None:
    approver = signed_in(client, world.user(Role.APPROVER))
    desk = approver.get("/registry/").content.decode()
    assert f'href="/registry/lists/{made}"' in desk and "bans.xlsx" in desk and "to be confirmed by a colleague" in desk
    page = approver.get(f"/registry/lists/{made}").content.decode()
    said = drawn(page)
    assert len(said) == 20 and "Persoon" in page and "confirm all 25 bans" in page
    refused = approver.post(f"/registry/lists/{made}", {"compared": [*said[:5], "no ban"]})
    text = refused.content.decode()
    assert refused.status_code == 422 and "15 of the bans selected" in text and text.count(" checked") == 5
    done = approver.post(f"/registry/lists/{made}", {"compared": said}, follow=True).content.decode()
    assert "25 bans of the list are confirmed." in done
    assert not Confirmation.objects.filter(confirmed_at=None).exists()
    assert "Confirmed on" in approver.get(f"/registry/lists/{made}").content.decode()


def test_the_api_reads_and_confirms_it(world: World, made: UUID) -> None:
    ((line),) = ask(world, Role.APPROVER, "GET", "/api/v1/lists").json()["items"]
    assert (line["id"], line["waiting"], line["mine"]) == (str(made), 25, False)
    found = ask(world, Role.APPROVER, "GET", f"/api/v1/lists/{made}").json()
    assert len(found["drawn"]) == 20 and found["refused"] is None and found["drawn"][0]["case_reference"]
    address, body = f"/api/v1/lists/{made}/confirm", {"compared": [one["id"] for one in found["drawn"]]}
    assert asked(world, Role.REGISTRAR, "POST", address, body)[0] == 403
    assert asked(world, Role.APPROVER, "POST", address, {"compared": []})[0] == 422
    assert asked(world, Role.APPROVER, "POST", address, {"compared": ["x"]})[0] == 422
    assert asked(world, Role.APPROVER, "POST", address, body) == (200, {"confirmed": 25})
    assert asked(world, Role.APPROVER, "POST", address, body)[0] == 409
    assert len(entries("list.confirmed")) == 1
