"""The front office in a browser's terms: code lists, accounts, proposals, deliveries, and a company's own pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aigis.apps.accounts import first_start
from aigis.apps.accounts.models import OneTimeLink
from aigis.apps.alerts.models import Desk
from aigis.apps.approvals.models import Approval
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.checks.actions import perform
from aigis.apps.facilities.models import Facility, Gate
from aigis.apps.people.models import Organisation, User
from aigis.apps.register.models import Authority
from aigis.core.access.permissions import Role
from tests.web.signing_in import signed_in
from tests.world import COMPANY, FORCE, STRANGER, World, entries, number

NAMES = {"name_nl": "Zijpoort", "name_fr": "Côté", "name_de": "Seitentor", "name_en": "Side gate"}
FIRST = {
    "organisation_name": "Havenbeheer",
    "organisation_code": "beheer",
    "first_name": "Eva",
    "last_name": "Mertens",
    "username": "eva",
    "mailbox": "eva@example.org",
    "national_number": number("eva"),
    "password": "vier blauwe kranen zingen laat",
    "repeated": "vier blauwe kranen zingen laat",
}


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(Client(), world.user(Role.ADMIN))


@pytest.fixture
def pfso(world: World) -> Client:
    return signed_in(Client(), world.user(Role.PFSO))


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


# Code lists.


@pytest.mark.parametrize("kind", ["organisations", "facilities", "desks", "authorities"])
def test_each_code_list_is_searched_and_every_row_opens(admin: Client, kind: str) -> None:
    page = text_of(admin, f"/people/lists/{kind}/")
    links = re.findall(rf'href="(/people/lists/{kind}/(?!new)[^"]+)"', page)
    assert links
    for link in links:
        text_of(admin, link)
        assert admin.get(f"{link}/change").status_code == (404 if kind == "desks" else 200)
    assert "Nothing fits." in text_of(admin, f"/people/lists/{kind}/?q=zzzz")


def test_an_organisation_is_added_and_changed(admin: Client, world: World) -> None:
    sent = {"code": "new-quay", "name": "New quay", "kind": "company", "mailbox": ""}
    assert admin.post("/people/lists/organisations/new", sent).status_code == 302
    changed = {"name": "Newer quay", "mailbox": "quay@example.org"}
    assert admin.post("/people/lists/organisations/new-quay/change", changed).status_code == 302
    row = Organisation.objects.get(code="new-quay")
    assert (row.name, row.mailbox, row.kind) == ("Newer quay", "quay@example.org", "company")
    assert entries("people.organisation_changed")[0]["core"]["organisation"] == "new-quay"


def test_a_facility_gets_its_first_gate_a_further_one_and_other_names(admin: Client, world: World) -> None:
    sent = {"code": "BEANR-0900", "organisation": COMPANY, "name": "Quay 900", "telephone": "+32 3 000 00 00"}
    gate = {"gate": "main", "gate_nl": "Poort", "gate_fr": "Porte", "gate_de": "Tor", "gate_en": "Gate"}
    assert admin.post("/people/lists/facilities/new", {**sent, **gate}).status_code == 302
    assert admin.post("/people/facilities/BEANR-0900/gates/new", {"gate": "side", **NAMES}).status_code == 302
    again = admin.post("/people/facilities/BEANR-0900/gates/new", {"gate": "side", **NAMES})
    assert again.status_code == 422 and "already" in again.content.decode()
    row = Gate.objects.get(facility__code="BEANR-0900", name="side")
    assert row.name_in("fr") == "Côté"
    admin.post(f"/people/gates/{row.pk}", {**NAMES, "name_en": "South gate"})
    assert Gate.objects.get(pk=row.pk).name_in("en") == "South gate"
    assert Facility.objects.get(code="BEANR-0900").pfso_phone == "+32 3 000 00 00"


def test_a_desk_and_an_authority_are_added(admin: Client, world: World) -> None:
    desk = {"code": "desk-2", "organisation": FORCE, "name": "Second", "mailbox": "d@example.org", "ports": ["BEZEE"]}
    assert admin.post("/people/lists/desks/new", desk).status_code == 302
    assert [port.locode for port in Desk.objects.get(code="desk-2").ports.all()] == ["BEZEE"]
    authority = {"code": "corr-x", "kind": "penalty", "office": "court", **dict.fromkeys(NAMES, "Court X")}
    assert admin.post("/people/lists/authorities/new", authority).status_code == 302
    assert Authority.objects.get(code="corr-x").office == world.organisations["court"]


def test_one_administrator_sends_no_alerts_elsewhere(admin: Client, world: World) -> None:
    Desk.objects.get(code="police-desk").ports.clear()
    sent = {"code": "mine", "organisation": "other-police", "name": "Mine", "mailbox": "me@example.org"}
    answer = admin.post("/people/lists/desks/new", {**sent, "ports": ["BEANR"]})
    assert answer.status_code == 422 and not Desk.objects.filter(code="mine").exists()
    assert admin.post("/people/lists/desks/police-desk/change", {"mailbox": "me@example.org"}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "sent", "field"),
    [
        ("organisations", {"code": "Not A Code", "name": "x", "kind": "company"}, "code"),
        ("organisations", {"code": "ok", "name": "", "kind": "company"}, "name"),
        ("facilities", {"code": "ANR-1", "organisation": COMPANY, "name": "x", "gate": "main"}, "code"),
        ("desks", {"code": "d", "organisation": FORCE, "name": "x"}, "mailbox"),
        ("authorities", {"code": "c", "kind": "penalty", "name_nl": "only one"}, "name_nl"),
    ],
)
def test_what_is_wrong_in_a_form_is_told_beside_its_field_and_nothing_is_written(
    admin: Client, world: World, kind: str, sent: dict[str, str], field: str
) -> None:
    before = [model.objects.count() for model in (Organisation, Facility, Desk, Authority)]
    answer = admin.post(f"/people/lists/{kind}/new", sent)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.content.decode()
    assert [model.objects.count() for model in (Organisation, Facility, Desk, Authority)] == before


def test_a_list_has_pages_and_filters(admin: Client, world: World) -> None:
    for count in range(30):
        row = {"code": f"many-{count:02d}", "name": f"Many {count:02d}", "kind": "company"}
        admin.post("/people/lists/organisations/new", row)
    first, second = (text_of(admin, f"/people/lists/organisations/?q=Many&page={page}") for page in (1, 2))
    assert "30 results" in first and "Page 1 of 2" in first and "Many 00" in first and "Many 29" not in first
    assert "Many 29" in second and "Many 00" not in second
    assert "admin-of-service" in text_of(admin, "/accounts/?role=admin")
    assert "There are no" not in text_of(admin, "/accounts/?state=closed")


# Accounts.


def invitation(**changed: str) -> dict[str, str]:
    sent = {"organisation": COMPANY, "role": "guard", "username": "guard-7", "email": "g7@example.org"}
    return {**sent, "first_name": "Jo", "last_name": "Maes", "language": "nl", "unit": "", **changed}


def test_a_pfso_invites_a_guard_for_one_gate_and_changes_the_gates(pfso: Client, world: World) -> None:
    assert pfso.post("/accounts/new", {**invitation(), "gates": ["BEANR-0001/back"]}).status_code == 302
    guard = User.objects.get(username="guard-7")
    page = text_of(pfso, f"/accounts/{guard.pk}")
    assert "Invited" in page and "BEANR-0001/back" in page and "A one-time link" in page
    pfso.post(f"/accounts/{guard.pk}/gates", {"gates": ["BEANR-0001/main"]})
    assert "BEANR-0001/main" in text_of(pfso, f"/accounts/{guard.pk}")
    assert pfso.post(f"/accounts/{guard.pk}/gates", {"gates": ["BEANR-0002/main"]}).status_code == 422


def test_an_account_is_locked_unlocked_and_closed_for_a_reason(pfso: Client, world: World) -> None:
    guard = world.user(Role.GUARD)
    assert pfso.post(f"/accounts/{guard.pk}/step/lock", {"why": ""}).status_code == 422
    for step, state in (("lock", "locked"), ("unlock", "active"), ("close", "closed")):
        assert pfso.post(f"/accounts/{guard.pk}/step/{step}", {"why": "as told"}).status_code == 302
        assert User.objects.get(pk=guard.pk).state == state
    assert "as told" in text_of(pfso, f"/accounts/{guard.pk}")


def test_a_pfso_sees_no_account_of_another_company_or_role(pfso: Client, world: World) -> None:
    foreign, registrar = world.user(Role.GUARD, "other-quay"), world.user(Role.REGISTRAR)
    page = text_of(pfso, "/accounts/")
    assert foreign.username not in page and registrar.username not in page
    for user in (foreign, registrar):
        for address in ("", "/change", "/gates", "/place", "/step/close"):
            assert pfso.get(f"/accounts/{user.pk}{address}").status_code == 404
        assert pfso.post(f"/accounts/{user.pk}/step/close", {"why": "x"}).status_code == 404
    assert User.objects.get(pk=registrar.pk).state == "active"


def test_an_officer_is_proposed_by_the_administrator_and_approved_by_the_office(admin: Client, world: World) -> None:
    head = signed_in(Client(), world.user(Role.SUPERIOR))
    sent = invitation(organisation=FORCE, role="officer", unit="post", national_number=number("officer-9"))
    page = admin.post("/accounts/new", sent, follow=True).content.decode()
    assert "A second person must approve it." in page and not User.objects.filter(username="guard-7").exists()
    row = Approval.objects.get()
    assert admin.post(f"/accounts/proposals/{row.pk}/approve").status_code == 409
    assert "guard-7" in text_of(head, "/accounts/proposals/") and "Approve" in text_of(
        head, f"/accounts/proposals/{row.pk}"
    )
    assert head.post(f"/accounts/proposals/{row.pk}/approve").status_code == 302
    assert User.objects.get(username="guard-7").role == "officer"


def test_the_manager_of_another_office_does_not_see_the_proposal(admin: Client, world: World) -> None:
    sent = invitation(organisation=FORCE, role="officer", unit="post", national_number=number("officer-9"))
    admin.post("/accounts/new", sent)
    row = Approval.objects.get()
    other = signed_in(Client(), world.user(Role.SUPERIOR, "other-police"))
    assert other.get(f"/accounts/proposals/{row.pk}").status_code == 404
    assert other.post(f"/accounts/proposals/{row.pk}/reject", {"note": "x"}).status_code == 404
    assert Approval.objects.get().state == "waiting"


def test_a_key_of_an_office_is_shown_once_to_who_approves_it(admin: Client, world: World) -> None:
    day = f"{timezone.now() + timedelta(days=90):%d/%m/%Y}"
    sent = {"request_key": "k1", "organisation": FORCE, "role": "desk", "name": "dispatch", "expires_on": day}
    assert "aigis_" not in admin.post("/accounts/clients/new", sent, follow=True).content.decode()
    head = signed_in(Client(), world.user(Role.SUPERIOR))
    shown = head.post(f"/accounts/proposals/{Approval.objects.get().pk}/approve").content.decode()
    key = re.findall(r"aigis_[0-9a-f]{12}_[a-z2-7]+_[0-9a-f]{8}", shown)
    assert len(key) == 1 and key[0].split("_")[2] not in text_of(head, "/accounts/clients/")


def test_a_pfso_makes_and_rotates_an_own_key(pfso: Client, world: World) -> None:
    day = f"{timezone.now() + timedelta(days=90):%d/%m/%Y}"
    sent = {"request_key": "k2", "organisation": COMPANY, "role": "guard", "name": "turnstile", "expires_on": day}
    shown = pfso.post("/accounts/clients/new", {**sent, "gates": ["BEANR-0001/main"]}).content.decode()
    assert re.search(r"aigis_[0-9a-f]{12}_", shown)
    (address,) = re.findall(r'href="(/accounts/clients/\d+)"', text_of(pfso, "/accounts/clients/"))
    assert re.search(r"aigis_[0-9a-f]{12}_[a-z2-7]+", pfso.post(f"{address}/rotate").content.decode())
    assert "Replaces" in text_of(pfso, f"/accounts/clients/{int(address.rpartition('/')[2]) + 1}")


# What is broken.


def test_the_configuration_is_shown_with_its_origin_and_without_secrets(admin: Client) -> None:
    page = text_of(admin, "/people/configuration/")
    assert "AIGIS_SECOND_FACTOR" in page and "default" in page and "environment" in page
    assert "postgresql://" not in page and "••••••" in page
    assert "Entries in the log" in text_of(admin, "/people/health/")


# A company's own pages.


def test_a_pfso_changes_telephone_plan_and_gate_names(pfso: Client, world: World) -> None:
    plans = {"plan_nl": "Bel de PFSO.", "plan_fr": "Appelez le PFSO.", "plan_de": "", "plan_en": ""}
    sent = {"telephone": "+32 3 111 11 11", **plans}
    assert pfso.post("/facility/BEANR-0001/settings", sent).status_code == 302
    row = Facility.objects.get(code="BEANR-0001")
    assert row.pfso_phone == "+32 3 111 11 11" and row.plan_in("fr") == "Appelez le PFSO."
    gate = world.gates["BEANR-0001/main"]
    pfso.post(f"/facility/gates/{gate.pk}", NAMES)
    assert "Side gate" in text_of(pfso, "/facility/gates/")
    foreign = world.gates["BEANR-0002/main"]
    assert pfso.post(f"/facility/gates/{foreign.pk}", NAMES).status_code == 404
    assert pfso.post("/facility/BEANR-0002/settings", sent).status_code == 404
    assert len(entries("facility.changed")) == 2


def test_a_pfso_sees_figures_and_exports_own_checks_without_persons(pfso: Client, world: World) -> None:
    perform([world.query(STRANGER)], at=world.at)
    assert "Checks by day" in text_of(pfso, "/facility/statistics/")
    answer = pfso.get("/facility/export.csv")
    text = answer.content.decode("utf-8-sig")
    assert len(text.splitlines()) == 2 and "BEANR-0001" in text and "Okonkwo" not in text
    assert (
        pfso.get("/facility/export.xlsx").content[:2] == b"PK" and pfso.get("/facility/export.exe").status_code == 404
    )
    assert entries("check.exported")[0]["core"]["rows"] == 1
    other = signed_in(Client(), world.user(Role.PFSO, "other-quay"))
    assert len(other.get("/facility/export.csv").content.decode("utf-8-sig").splitlines()) == 1


def test_days_that_cannot_be_exported_are_refused(pfso: Client, world: World) -> None:
    for query in ("first=2026-02-02&last=2026-01-01", "first=2020-01-01&last=2026-01-01", "first=x&last=y"):
        assert pfso.get(f"/facility/export.csv?{query}").status_code == 400


# First start.


def test_an_empty_installation_gets_its_first_administrator_once(world: World) -> None:
    secret = first_start.issue_first_link(actor=SYSTEM, at=timezone.now())
    assert secret is not None
    client = Client()
    client.cookies["django_language"] = "en"
    assert "The first administrator" in text_of(client, f"/start/{secret}/")
    weak = client.post(f"/start/{secret}/", {**FIRST, "password": "eva mertens eva", "repeated": "eva mertens eva"})
    assert weak.status_code == 422 and not User.objects.exists()
    answer = client.post(f"/start/{secret}/", FIRST)
    assert answer.status_code == 302, re.findall("error[^<]*<[^<]*", answer.content.decode())
    assert answer["Location"] == "/account/login/"
    assert client.post(f"/start/{secret}/", {**FIRST, "username": "eve"}).status_code == 404
    user = User.objects.get()
    assert (user.role, user.state) == ("admin", "active") and user.check_password(FIRST["password"])
    assert first_start.issue_first_link(actor=SYSTEM, at=timezone.now()) is None


def test_the_first_link_opens_nothing_once_there_is_a_user(world: World) -> None:
    secret = first_start.issue_first_link(actor=SYSTEM, at=timezone.now())
    world.user(Role.GUARD)
    assert Client().get(f"/start/{secret}/").status_code == 404
    assert OneTimeLink.objects.get().ended_at is None
