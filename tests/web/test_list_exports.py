"""Lists of the front office as files: what the page would show on all its pages, no formula, and an entry."""

import csv
import io
import zipfile

import pytest
from django.test import Client

from aigis.apps.people.models import User
from aigis.core.access.permissions import Role
from tests.world import World, entries

pytestmark = pytest.mark.calendar


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_all_accounts_that_the_filter_leaves_are_in_the_file(world: World) -> None:
    admin = signed_in(world, Role.ADMIN)
    for number in range(30):
        User.objects.create(
            username=f"guard-{number:02d}", role="guard", organisation=world.organisations["quay"], state="active"
        )
    world.user(Role.PFSO)
    page = admin.get("/accounts/?role=guard").content.decode()
    assert "?role=guard&amp;export=csv" in page
    reply = admin.get("/accounts/?role=guard&q=guard-&export=csv&page=2")
    header, *rows = table(reply.content)
    assert header[0] == "User name" and len(rows) == 30 and {row[2] for row in rows} == {"Guard"}
    assert reply["Content-Disposition"] == 'attachment; filename="accounts.csv"'
    core = entries("people.exported")[-1]["core"]
    assert (core["list"], core["rows"], core["format"], core["filters"]) == ("accounts", 30, "csv", ["q", "role"])


def test_a_workbook_holds_the_same(world: World) -> None:
    reply = signed_in(world, Role.ADMIN).get("/people/lists/organisations/?export=xlsx")
    names = zipfile.ZipFile(io.BytesIO(reply.content)).namelist()
    assert "xl/worksheets/sheet1.xml" in names and reply["Content-Type"].endswith("sheet")
    assert entries("people.exported")[-1]["core"]["rows"] == len(world.organisations)


@pytest.mark.parametrize("kind", ["organisations", "facilities", "desks", "authorities"])
def test_each_list_of_the_administrator_is_exported(world: World, kind: str) -> None:
    reply = signed_in(world, Role.ADMIN).get(f"/people/lists/{kind}/?export=csv")
    assert reply.status_code == 200 and len(table(reply.content)) > 1


def test_a_manager_exports_the_own_organisation_alone(world: World) -> None:
    world.client(Role.GUARD)
    world.client(Role.GUARD, "other-quay")
    _, *rows = table(signed_in(world, Role.PFSO).get("/accounts/clients/?export=csv").content)
    assert {row[1] for row in rows} == {world.organisations["quay"].name}


def test_no_cell_of_a_file_is_a_formula(world: World) -> None:
    user = world.user(Role.GUARD)
    User.objects.filter(pk=user.pk).update(first_name="=HYPERLINK(1)", last_name="@x")
    text = signed_in(world, Role.PFSO).get("/accounts/?export=csv").content.decode("utf-8-sig")
    assert '"=HYPERLINK' not in text and "HYPERLINK" in text


def test_another_form_is_refused_and_a_reader_without_the_right_gets_nothing(world: World) -> None:
    assert signed_in(world, Role.ADMIN).get("/accounts/?export=pdf").status_code == 400
    assert signed_in(world, Role.GUARD).get("/accounts/?export=csv").status_code == 403
    assert not entries("people.exported")
