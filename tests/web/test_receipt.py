"""The receipt on paper: what it shows, to whom, and that its code and its file say the same."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from aigis import wiring
from aigis.apps.audit import sealer
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.core.access.permissions import Role
from aigis.core.audit.receipt import verify_receipt
from aigis.core.tlog.encoding import encode64
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.tree import hash_leaf
from aigis.web.public.receipt_views import Essentials
from tests.web.signing_in import signed_in
from tests.world import STRANGER, World, entries


@pytest.fixture
def sealed(fresh_log: Path, committed: World) -> World:
    """The world with a stranger checked, and sealed."""
    perform([committed.query(STRANGER, note="PO 4411")], at=committed.at)
    sealer.open_log(at=timezone.now())
    while sealer.seal(at=timezone.now()):
        pass
    return committed


def address() -> str:
    return f"/checks/{Check.objects.get().pk}/receipt/"


def test_the_sheet_says_what_the_receipt_proves(sealed: World, client: Client) -> None:
    guard = signed_in(client, sealed.user(Role.GUARD))
    page = guard.get(address())
    text = page.content.decode()
    assert page.status_code == 200 and page["Cache-Control"].startswith("max-age=0")
    proven = verify_receipt(guard.get(f"{address()}?file").content, key=VerifierKey.parse(wiring.signer().vkey))
    for said in (
        "Marguerite Okonkwo",
        "1975-12-30",
        "PO 4411",
        proven.checkpoint.origin,
        encode64(hash_leaf(proven.opened.leaf.to_bytes())),
        encode64(proven.checkpoint.root),
        f"leaf {proven.index} of {proven.checkpoint.size}",
        wiring.signer().vkey,
    ):
        assert said in text.replace("&#x2B;", "+").replace("&#x3D;", "="), said


def test_the_code_is_drawn_without_styles_or_scripts(sealed: World, client: Client) -> None:
    text = signed_in(client, sealed.user(Role.GUARD)).get(address()).content.decode()
    (drawn,) = re.findall(r'<svg[^>]*class="aigis-receipt__qr".*?</svg>', text, re.S)
    assert "style" not in drawn and "script" not in drawn and len(drawn) > 1_000


def test_the_code_holds_the_least_that_ties_a_sheet_to_the_log() -> None:
    essentials = Essentials("aigis.test/log", 5, 9, "bGVhZg==", "cm9vdA==")
    assert essentials.text == "aigis-receipt/v1\naigis.test/log\n5\n9\nbGVhZg==\ncm9vdA==\n"
    assert essentials.qr != Essentials("aigis.test/log", 6, 9, "bGVhZg==", "cm9vdA==").qr


def test_without_the_person_the_sheet_and_its_file_stay_closed(sealed: World, client: Client) -> None:
    guard = signed_in(client, sealed.user(Role.GUARD))
    text = guard.get(f"{address()}?minimal").content.decode()
    assert "Okonkwo" not in text and "Encrypted on this receipt" in text
    assert b"Okonkwo" not in guard.get(f"{address()}?minimal&file").content


def test_an_auditor_sees_every_receipt_without_the_person_and_another_company_none(
    sealed: World, client: Client
) -> None:
    text = signed_in(client, sealed.user(Role.AUDITOR)).get(address()).content.decode()
    assert "leaf " in text and "Okonkwo" not in text
    assert signed_in(Client(), sealed.user(Role.GUARD, "other-quay")).get(address()).status_code == 404


def test_every_sheet_given_out_is_an_entry(sealed: World, client: Client) -> None:
    signed_in(client, sealed.user(Role.GUARD)).get(address())
    assert [entry["core"]["check"] for entry in entries("receipt.read")] == [str(Check.objects.get().pk)]


def test_a_check_that_is_not_sealed_yet_says_so(fresh_log: Path, committed: World, client: Client) -> None:
    perform([committed.query(STRANGER)], at=committed.at)
    page = signed_in(client, committed.user(Role.GUARD)).get(address())
    assert page.status_code == 202 and "is being sealed" in page.content.decode()


def test_the_published_log_has_the_cosigned_checkpoint_and_earlier_logs_apart(sealed: World, client: Client) -> None:
    checkpoint = client.get("/log/checkpoint")
    assert checkpoint.status_code == 200 and checkpoint["Cache-Control"] == "no-store"
    assert client.get("/log/1/checkpoint").content == checkpoint.content
    assert client.get("/log/1/tile/0/000.p/3").content == client.get("/log/tile/0/000.p/3").content
    for nowhere in ("witnessed", "2/checkpoint", "2/tile/0/000.p/1", "0001/checkpoint", "1/", "1/1/checkpoint"):
        assert client.get(f"/log/{nowhere}").status_code == 404, nowhere
