"""The auditor's desk: the log's health, its entries, one opened and proven. Every reading is an entry itself."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from aigis import wiring
from aigis.apps.audit import sealer
from aigis.apps.audit.models import Entry, Leaf, Tile
from aigis.apps.checks.actions import perform
from aigis.core.access.permissions import Role
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import BY_NUMBER, CATALOGUE
from aigis.core.audit.receipt import verify_receipt
from aigis.core.tlog.keys import VerifierKey
from tests.web.signing_in import signed_in
from tests.world import STRANGER, World, entries


@pytest.fixture
def auditor(fresh_log: Path, committed: World, client: Client) -> Client:
    """An auditor, signed in; the log is sealed up to the check of a stranger."""
    sealer.open_log(at=timezone.now())
    perform([committed.query(STRANGER)], at=committed.at)
    reader = signed_in(client, committed.user(Role.AUDITOR))
    while sealer.seal(at=timezone.now()):
        pass
    return reader


def checked() -> Entry:
    """The entry of the stranger's check."""
    return Entry.objects.get(kind=CATALOGUE[Event.CHECK_ANSWERED].number)


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_health_of_the_log_shows_size_checkpoint_and_key(auditor: Client) -> None:
    text = text_of(auditor, "/audit/")
    assert f'<dd class="govuk-summary-list__value">{Leaf.objects.count()}</dd>' in text
    assert "aigis.test/log\n" in text
    assert wiring.signer().vkey in text.replace("&#x2B;", "+")


def test_entries_show_kind_actor_and_organisation_and_open_nothing(auditor: Client, committed: World) -> None:
    text = text_of(auditor, "/audit/")
    for shown in ("A person was checked", "check.answered", committed.actor(Role.GUARD).key, "Quay"):
        assert shown in text
    assert "Okonkwo" not in text
    (reading,) = entries("log.read")
    assert reading["core"]["what"] == "list"


def test_entries_are_found_by_actor_and_by_brussels_day(auditor: Client, committed: World) -> None:
    guard = committed.actor(Role.GUARD).key
    assert codes(text_of(auditor, f"/audit/?actor={guard}")) == ["check.answered"]
    today = committed.today
    assert "check.answered" in codes(text_of(auditor, f"/audit/?actor={guard}&day={today}"))
    yesterday = today - timedelta(days=1)
    assert "No matching entry." in text_of(auditor, f"/audit/?day={yesterday}")
    assert entries("log.read")[0]["subject"]["about"]["actor"] == guard


def codes(text: str) -> list[str]:
    return re.findall(r'<br><span class="aigis-code">([a-z._]+)</span>', text)


def test_a_day_that_is_none_is_corrected_beside_the_field(auditor: Client) -> None:
    reply = auditor.get("/audit/?day=31/02/2026&actor=user:1")
    text = reply.content.decode()
    assert reply.status_code == 422
    assert text.count("This day does not exist.") == 2
    assert 'value="31/02/2026"' in text
    assert 'value="user:1"' in text
    assert entries("log.read") == []


def test_an_opened_entry_shows_core_and_actor_and_is_proven(auditor: Client, committed: World) -> None:
    text = text_of(auditor, f"/audit/entries/{checked().pk}/")
    for shown in ("BEANR-0001/main", "visitor", "clear", "Guard", "Proven: recomputed now"):
        assert shown in text
    assert "Okonkwo" not in text
    assert "does not match" not in text
    assert [entry["subject"]["about"] for entry in entries("log.read")] == [{"entry": str(checked().pk)}]


def test_every_entry_of_the_log_is_proven(auditor: Client) -> None:
    for entry in Leaf.objects.values_list("entry", flat=True):
        assert "Proven: recomputed now" in text_of(auditor, f"/audit/entries/{entry}/")


def test_an_entry_changed_behind_the_seal_is_shown_as_not_proven(auditor: Client) -> None:
    other = Entry.objects.exclude(pk=checked().pk).filter(kind=CATALOGUE[Event.PEOPLE_ORGANISATION_ADDED].number)[0]
    Entry.objects.filter(pk=checked().pk).update(core=other.core)
    text = text_of(auditor, f"/audit/entries/{checked().pk}/")
    assert "Not proven." in text
    assert text.count("✗") == 1


def test_a_tree_changed_behind_the_signature_is_shown_as_not_proven(auditor: Client) -> None:
    tile = Tile.objects.get(level=0, number=0)
    sibling = Leaf.objects.get(entry=checked().pk).index ^ 1
    hashes = bytearray(tile.hashes)
    hashes[sibling * 32] ^= 1
    Tile.objects.filter(pk=tile.pk).update(hashes=bytes(hashes))
    assert "Not proven." in text_of(auditor, f"/audit/entries/{checked().pk}/")


def test_an_entry_that_waits_says_so(auditor: Client) -> None:
    auditor.get("/audit/")
    waiting = Entry.objects.order_by("-pk")[0]
    assert "is being sealed" in text_of(auditor, f"/audit/entries/{waiting.pk}/")


def test_the_receipt_verifies_and_opens_nothing_about_the_person(auditor: Client) -> None:
    reply = auditor.get(f"/audit/entries/{checked().pk}/receipt")
    assert "attachment" in reply.headers["Content-Disposition"]
    proven = verify_receipt(reply.content, key=VerifierKey.parse(wiring.signer().vkey))
    assert proven.opened.values.keys() == {"core", "actor", "sequence"}
    assert [entry["core"]["what"] for entry in entries("log.read")] == ["receipt"]


def test_an_entry_of_nobody_is_not_there(auditor: Client) -> None:
    assert auditor.get("/audit/entries/0193c5f4-2a11-7c55-9d2e-6f8a1b2c3d4e/").status_code == 404


def test_a_log_without_a_checkpoint_says_what_to_look_at(world: World, client: Client) -> None:
    text = text_of(signed_in(client, world.user(Role.AUDITOR)), "/audit/")
    assert "None yet. Check that the sealer is running." in text


def test_more_entries_than_fit_are_found_on_the_next_page(auditor: Client) -> None:
    for _ in range(101):
        auditor.get("/audit/entries/0193c5f4-2a11-7c55-9d2e-6f8a1b2c3d4e/receipt")
        auditor.get("/audit/?actor=nobody")
    text = text_of(auditor, "/audit/")
    older = re.findall(r'href="(\?[^"]*before=[^"]*)"', text)[0].replace("&amp;", "&")
    assert "check.answered" in codes(text_of(auditor, f"/audit/{older}"))


def test_another_role_sees_no_log(world: World, client: Client) -> None:
    registrar = signed_in(client, world.user(Role.REGISTRAR))
    assert registrar.get("/audit/").status_code == 403


def test_no_two_kinds_of_events_share_a_number() -> None:
    assert len(BY_NUMBER) == len(CATALOGUE)
    assert all(kind.sentence for kind in CATALOGUE.values())
