"""The receipt over the API: what the caller prefers, and how long it is waited for."""

import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from aigis import wiring
from aigis.api.prefer_header import LONGEST_WAIT, Preferences
from aigis.apps.audit import sealer
from aigis.core.access.permissions import Role
from aigis.core.audit.receipt import verify_receipt
from aigis.core.tlog.keys import VerifierKey
from tests.doors.asking import ask, check_in
from tests.world import World

CHECKS = "/api/v1/checks"


def checked(world: World) -> str:
    return str(ask(world, Role.GUARD, "POST", CHECKS, check_in()).json()["receipt"])


def parts(content: bytes) -> set[str]:
    return set(verify_receipt(content, key=VerifierKey.parse(wiring.signer().vkey)).opened.parts)


def test_a_minimal_receipt_leaves_the_person_closed_and_holds_all_the_same(
    world: World, fresh_log: Path, at: datetime
) -> None:
    address = checked(world)
    later = at + timedelta(seconds=5)
    sealer.open_log(at=later)
    sealer.seal(at=later)
    full = ask(world, Role.GUARD, "GET", address)
    minimal = ask(world, Role.GUARD, "GET", address, headers={"Prefer": "return=minimal"})
    assert parts(full.content) == {"core", "actor", "subject", "sequence"}
    assert parts(minimal.content) == {"core", "actor", "sequence"}
    assert minimal["Preference-Applied"] == "return=minimal" and "Preference-Applied" not in full
    assert b"Okonkwo" not in minimal.content


def test_a_caller_who_waits_gets_the_receipt_as_soon_as_it_is_there(committed: World, fresh_log: Path) -> None:
    address = checked(committed)

    def seal_soon() -> None:
        time.sleep(0.3)
        sealer.open_log(at=timezone.now())
        sealer.seal(at=timezone.now())
        connection.close()

    thread = threading.Thread(target=seal_soon)
    thread.start()
    answer = ask(committed, Role.GUARD, "GET", address, headers={"Prefer": "wait=10"})
    thread.join()
    assert (answer.status_code, answer["Preference-Applied"]) == (200, "wait=10")


def test_a_caller_whose_patience_is_over_is_told_to_come_back(world: World, fresh_log: Path) -> None:
    begun = time.monotonic()
    answer = ask(world, Role.GUARD, "GET", checked(world), headers={"Prefer": "wait=1"})
    assert (answer.status_code, answer["Retry-After"], answer["Preference-Applied"]) == (202, "1", "wait=1")
    assert time.monotonic() - begun > 0.8


@pytest.mark.parametrize(
    ("header", "wait", "minimal"),
    [
        ("", 0, False),
        ("wait=2", 2, False),
        ('Wait="3" , return=minimal', 3, True),
        ("return=minimal; x=1, wait=5", 5, True),
        ("respond-async, wait=999999", LONGEST_WAIT, False),
        ("wait=1, wait=9", 1, False),
        ("wait=-1", 0, False),
        ("wait=1.5", 0, False),
        ("wait=٣", 0, False),
        ("wait", 0, False),
        ("wait=99999999999999999999", 0, False),
        ("return=representation", 0, False),
        (",,;=,", 0, False),
    ],
)
def test_what_cannot_be_honoured_is_ignored(header: str, wait: int, minimal: bool) -> None:
    assert Preferences.of(header) == Preferences(wait, minimal)
