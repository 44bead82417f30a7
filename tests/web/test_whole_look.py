"""What every page carries: its theme, no translation service, no spelling service, and a head for paper."""

import pytest
from django.test import Client

from aigis.core.access.permissions import Role
from tests.web.signing_in import signed_in
from tests.world import World


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('x" onload="', None), ("", None)])
def test_the_theme_chosen_on_the_workstation_stands_in_the_page(
    client: Client, world: World, cookie: str, theme: str | None
) -> None:
    guard = signed_in(client, world.user(Role.GUARD))
    guard.cookies["aigis_theme"] = cookie
    head = guard.get("/reception/").content.decode().partition("<head>")[0]
    assert (f'data-theme="{theme}"' in head) if theme else ("data-theme" not in head)


@pytest.mark.parametrize(
    ("role", "address"),
    [(Role.GUARD, "/reception/"), (Role.REGISTRAR, "/bans/new"), (Role.DESK, "/alerts/"), (Role.AUDITOR, "/audit/")],
)
def test_names_go_to_no_translation_or_spelling_service(client: Client, world: World, role: Role, address: str) -> None:
    text = signed_in(client, world.user(role)).get(address).content.decode()
    assert 'translate="no"' in text.partition("<head>")[0]
    assert '<meta name="google" content="notranslate">' in text
    assert 'spellcheck="false"' in text.partition("<body")[2].partition(">")[0]


def test_paper_says_who_printed_it(client: Client, world: World) -> None:
    user = world.user(Role.REGISTRAR)
    user.first_name, user.last_name = "Jelle", "Wouters"
    user.save()
    text = signed_in(client, user).get("/bans/new").content.decode()
    assert "<bdi>Jelle Wouters</bdi>" in text.partition('class="aigis-printed-by"')[2].partition("</p>")[0]
