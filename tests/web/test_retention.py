"""The desk of retention, and every page on which something that was erased used to stand."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify

from aigis.apps.alerts.models import Alert
from aigis.apps.audit.models import Entry, Erasure, Hold
from aigis.apps.checks.actions import perform
from aigis.apps.checks.query import Answer
from aigis.core.access.permissions import Role
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.bans.versions import BanEvent
from aigis.core.privacy.retention import TABLE
from tests.apps.retained import erase, own_keys, seal_all
from tests.web.signing_in import signed_in
from tests.world import BANNED, World

__all__ = ["own_keys"]
pytestmark = [pytest.mark.calendar, pytest.mark.usefixtures("fresh_log")]

DESK = "/audit/retention/"
HOLD = {"kind": "period", "first_day": "1/11/2026", "last_day": "30/11/2026", "reason": "PV 7", "reference": "AN 7/26"}
ERASURE = {"basis": "Article 16", "reference": "DPO 4/26", "reason": "the judgment was annulled"}


def client(world: World, role: Role) -> Client:
    return signed_in(Client(), world.user(role))


def page(world: World, role: Role, address: str, status: int = 200) -> str:
    answer = client(world, role).get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.content.decode())


def test_the_desk_shows_the_table_and_that_it_was_shown_is_an_entry(world: World) -> None:
    for role in (Role.AUDITOR, Role.PROSECUTOR):
        text = page(world, role, DESK)
        assert "Nothing is due" in text and "Persons of checks that were clear" in text and "365" in text
    assert Entry.objects.filter(kind=CATALOGUE[Event.RETENTION_READ].number).count() == 2


def test_the_desk_names_the_law_behind_each_period_and_what_counsel_has_to_confirm(world: World) -> None:
    text = page(world, Role.AUDITOR, DESK)
    for rule in TABLE.values():
        for one in rule.law:
            assert f'href="#law-{slugify(one.cited)}">{one.cited}</a>' in text
            assert text.count(f'id="law-{slugify(one.cited)}"') == 1
    assert "the controller decides, and reviews the table" in text
    assert text.count("to be confirmed by counsel") == len({x for r in TABLE.values() for x in r.law if not x.compared})
    auditor = client(world, Role.AUDITOR)
    auditor.cookies["django_language"] = "nl"
    dutch = auditor.get(DESK).content.decode()
    assert "Richtlijn (EU) 2016/680, art. 5" in dutch and "te bevestigen door een jurist" in dutch


def test_a_hold_is_placed_by_one_and_lifted_by_another(world: World) -> None:
    auditor = client(world, Role.AUDITOR)
    assert auditor.post(f"{DESK}holds/new", HOLD).status_code == 302
    hold = Hold.objects.get()
    assert "AN 7/26" in page(world, Role.PROSECUTOR, DESK)
    assert auditor.post(f"{DESK}holds/{hold.pk}/lift").status_code == 403
    assert client(world, Role.PROSECUTOR).post(f"{DESK}holds/{hold.pk}/lift").status_code == 302
    assert "AN 7/26" not in page(world, Role.PROSECUTOR, DESK)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "everything"},
        {"kind": "subject", "target": "x"},
        {"kind": "subject", "target": str(UUID(int=7))},
        {"kind": "check", "target": str(UUID(int=7))},
        {"kind": "check", "target": ""},
        {"first_day": "31/02/2026"},
        {"last_day": "30/10/2026"},
        {"first_day": ""},
        {"reason": ""},
        {"reason": "a" * 1001},
        {"reference": "\x00"},
    ],
)
def test_a_wrong_form_says_what_to_do_and_holds_nothing(world: World, wrong: dict[str, str]) -> None:
    answer = client(world, Role.AUDITOR).post(f"{DESK}holds/new", {**HOLD, **wrong})
    assert answer.status_code == 422 and b"govuk-error-summary" in answer.content
    assert not Hold.objects.exists()


@pytest.mark.parametrize("wrong", [{"subject": "x"}, {"subject": str(UUID(int=7))}, {"basis": ""}, {"reason": ""}])
def test_a_wrong_proposal_to_erase_is_refused_beside_its_field(world: World, wrong: dict[str, str]) -> None:
    answer = client(world, Role.AUDITOR).post(f"{DESK}erasures/new", {"subject": str(UUID(int=7)), **ERASURE, **wrong})
    assert answer.status_code == 422 and not Erasure.objects.exists()


def test_a_subject_is_erased_by_two_and_every_page_says_so(world: World) -> None:
    made = world.ban()
    (answer,) = perform([world.query(BANNED)], at=world.at)
    world.change(made.ban, BanEvent.ANNUL)
    assert isinstance(answer, Answer)
    seal_all(at=timezone.now())
    auditor = client(world, Role.AUDITOR)
    assert auditor.post(f"{DESK}erasures/new", {"subject": str(made.subject), **ERASURE}).status_code == 302
    erasure = Erasure.objects.get()
    assert auditor.post(f"{DESK}erasures/{erasure.pk}/approve").status_code == 403
    assert client(world, Role.PROSECUTOR).post(f"{DESK}erasures/{erasure.pk}/approve").status_code == 302
    erase(at=timezone.now() + timedelta(seconds=1))
    decision = str(erasure.pk)
    assert f"Erased by decision {decision}" in page(world, Role.GUARD, f"/checks/{answer.id}/receipt/")
    for role, address in (
        (Role.REGISTRAR, f"/bans/{made.ban}"),
        (Role.REGISTRAR, f"/subjects/{made.subject}"),
        (Role.DESK, f"/alerts/{Alert.objects.get().pk}"),
        (Role.AUDITOR, DESK),
    ):
        text = page(world, role, address)
        assert "Vandenbroucke" not in text and ("erased" in text or "carried out" in text), address
    entry = Entry.objects.get(kind=CATALOGUE[Event.CHECK_ANSWERED].number)
    assert f"the part subject, by decision {decision}" in page(world, Role.AUDITOR, f"/audit/entries/{entry.pk}/")
    for role, address in ((Role.DESK, "/alerts/"), (Role.REGISTRAR, "/registry/"), (Role.REGISTRAR, "/proposals/")):
        assert "Vandenbroucke" not in page(world, role, address)


def test_programs_are_told_that_something_was_erased_and_by_which_decision(world: World) -> None:
    made = world.ban()
    (answer,) = perform([world.query(BANNED)], at=world.at)
    world.change(made.ban, BanEvent.ANNUL)
    assert isinstance(answer, Answer)
    seal_all(at=timezone.now())
    client(world, Role.AUDITOR).post(f"{DESK}erasures/new", {"subject": str(made.subject), **ERASURE})
    erasure = Erasure.objects.get()
    client(world, Role.PROSECUTOR).post(f"{DESK}erasures/{erasure.pk}/approve")
    erase(at=timezone.now() + timedelta(seconds=1))
    asking = Client()
    receipt = asking.get(f"/api/v1/checks/{answer.id}/receipt", headers=world.bearer(Role.GUARD))
    assert (receipt.status_code, receipt["Aigis-Erased"]) == (200, f"subject={erasure.pk}")
    gone = asking.get(f"/api/v1/bans/{made.ban}", headers=world.bearer(Role.REGISTRAR))
    assert (gone.status_code, gone.json()["code"]) == (410, "erased") and str(erasure.pk) in gone.json()["detail"]
    for address, role in (("alerts", Role.DESK), ("bans/changes", Role.REGISTRAR), ("bans/final", Role.REGISTRAR)):
        told = asking.get(f"/api/v1/{address}", headers=world.bearer(role))
        assert told.status_code == 200 and b"Vandenbroucke" not in told.content, address
