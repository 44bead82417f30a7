"""Who may use which address: generated from the addresses themselves, so that a new one without a row is red."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from aigis.api.api import api
from aigis.apps.alerts.models import Alert, DeskAlertState
from aigis.apps.audit.models import Entry
from aigis.apps.checks.actions import perform
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.bans.registration import register
from aigis.apps.register.exports.subscriptions import subscribe
from aigis.apps.register.imports.confirmation import RegisteredList, record
from aigis.apps.register.in_memory.current import current
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.apps.register.proposals.ban_changes import propose
from aigis.apps.register.subjects.detention import report_detention
from aigis.apps.rosters import screening
from aigis.apps.rosters.announcements import AnnouncementDraft, announce
from aigis.core.access.permissions import TABLE, Actor, Capability, Role
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import CATALOGUE
from aigis.core.bans.versions import BanEvent
from aigis.core.values import Purpose
from tests.doors.asking import ask, ban_in, change_in, check_in, lookup_in
from tests.world import BANNED, GATE, OTHER_GATE, STRANGER, STRANGER_IN, World, ban_draft

C = Capability
# What each operation of the API asks for. The second value says what an organisation without sight is told.
OPERATIONS: dict[tuple[str, str], tuple[Capability, int | None]] = {
    ("POST", "/checks"): (C.CHECK_ASK, 422),
    ("POST", "/checks/batch"): (C.CHECK_ASK, 422),
    ("GET", "/checks/{check}"): (C.CHECK_READ, 404),
    ("GET", "/checks/{check}/receipt"): (C.RECEIPT_READ, 404),
    ("POST", "/checks/{check}/outcome"): (C.CHECK_OUTCOME, 404),
    ("POST", "/checks/{check}/judgement"): (C.CHECK_JUDGE, 404),
    ("POST", "/bans"): (C.BAN_REGISTER, None),
    ("GET", "/bans/{ban}"): (C.BAN_READ, None),
    ("GET", "/bans/changes"): (C.BAN_READ, None),
    ("GET", "/bans/final"): (C.BAN_EXPORT, None),
    ("POST", "/bans/{ban}/extend"): (C.BAN_CHANGE, None),
    ("POST", "/bans/{ban}/amend"): (C.BAN_CHANGE, None),
    ("POST", "/bans/{ban}/correct"): (C.BAN_CHANGE, None),
    ("POST", "/bans/{ban}/resume"): (C.BAN_CHANGE, None),
    ("POST", "/bans/{ban}/suspend"): (C.BAN_CHANGE, None),
    ("POST", "/bans/{ban}/lift"): (C.BAN_CHANGE, None),
    ("POST", "/bans/{ban}/annul"): (C.BAN_CHANGE, None),
    ("POST", "/bans/{ban}/confirm"): (C.BAN_CONFIRM, None),
    ("GET", "/proposals"): (C.PROPOSAL_READ, None),
    ("GET", "/proposals/{proposal}"): (C.PROPOSAL_READ, None),
    ("POST", "/proposals/{proposal}/approve"): (C.PROPOSAL_DECIDE, None),
    ("POST", "/proposals/{proposal}/reject"): (C.PROPOSAL_DECIDE, None),
    ("POST", "/proposals/{proposal}/withdraw"): (C.BAN_CHANGE, None),
    ("GET", "/subjects/{subject}"): (C.SUBJECT_FIND, None),
    ("POST", "/subjects/{subject}/identity"): (C.SUBJECT_CHANGE, None),
    ("POST", "/subjects/{subject}/merge"): (C.SUBJECT_CHANGE, None),
    ("POST", "/subjects/{subject}/split"): (C.SUBJECT_CHANGE, None),
    ("POST", "/subjects/{subject}/detentions"): (C.DETENTION_REPORT, None),
    ("POST", "/detentions/{stay}/release"): (C.DETENTION_REPORT, None),
    ("POST", "/detentions/{stay}/correct"): (C.DETENTION_CORRECT, None),
    ("GET", "/lists"): (C.BAN_CONFIRM, 200),  # an empty list
    ("GET", "/lists/{list_}"): (C.BAN_CONFIRM, None),
    ("POST", "/lists/{list_}/confirm"): (C.BAN_CONFIRM, None),
    ("POST", "/subscriptions"): (C.FEED_SUBSCRIBE, None),
    ("GET", "/subscriptions"): (C.FEED_SUBSCRIBE, 200),  # an empty list
    ("DELETE", "/subscriptions/{subscription}"): (C.FEED_SUBSCRIBE, 404),
    ("GET", "/reminders"): (C.REMINDER_READ, 200),  # an empty list
    ("POST", "/reminders/{ban}/answer"): (C.REMINDER_ANSWER, 404),
    ("GET", "/client"): (C.CLIENT_SELF, None),
    ("POST", "/client/keys"): (C.CLIENT_SELF, None),
    ("GET", "/authorities"): (C.BAN_READ, None),
    ("POST", "/lookups"): (C.LOOKUP_ASK, None),
    ("POST", "/lookups/{lookup}/justification"): (C.LOOKUP_ASK, 404),
    ("GET", "/alerts"): (C.ALERT_READ, 200),  # an empty feed
    ("POST", "/alerts/{alert}/acknowledge"): (C.ALERT_ANSWER, 404),
    ("POST", "/alerts/{alert}/close"): (C.ALERT_ANSWER, 404),
    ("POST", "/alerts/{alert}/assign"): (C.ALERT_ANSWER, 404),
    ("POST", "/alerts/{alert}/note"): (C.ALERT_ANSWER, 404),
    ("POST", "/alerts/{alert}/reopen"): (C.ALERT_ANSWER, 404),
    ("POST", "/alerts/handover"): (C.ALERT_ANSWER, 404),
    ("POST", "/alerts/drills"): (C.ALERT_ANSWER, 404),
    ("PUT", "/rosters/{roster}/entries/{ref}"): (C.ROSTER_EDIT, 404),
    ("DELETE", "/rosters/{roster}/entries/{ref}"): (C.ROSTER_EDIT, 404),
    ("POST", "/rosters/{roster}/entries/batch"): (C.ROSTER_EDIT, 404),
    ("POST", "/rosters/{roster}/entries/delete"): (C.ROSTER_EDIT, 404),
    ("GET", "/rosters"): (C.ROSTER_READ, 200),  # an empty list
    ("GET", "/rosters/{roster}/entries"): (C.ROSTER_READ, 404),
    ("PUT", "/rosters/{roster}/entries"): (C.ROSTER_EDIT, 404),
    ("GET", "/rosters/{roster}/entries/{ref}"): (C.ROSTER_READ, 404),
    ("GET", "/rosters/{roster}/changes"): (C.ROSTER_READ, 404),
    ("POST", "/rosters/{roster}/screenings"): (C.SCREENING_RUN, 404),
    ("POST", "/announcements"): (C.CHECK_ASK, 422),
    ("GET", "/announcements/{announcement}"): (C.CHECK_READ, 404),
    ("POST", "/screenings"): (C.SCREENING_RUN, None),
    ("GET", "/screenings/{job}"): (C.ROSTER_READ, 404),
    ("GET", "/screenings/{job}/results"): (C.ROSTER_READ, 404),
    ("POST", "/screenings/{job}/pause"): (C.SCREENING_RUN, 404),
    ("POST", "/screenings/{job}/resume"): (C.SCREENING_RUN, 404),
    ("POST", "/screenings/{job}/cancel"): (C.SCREENING_RUN, 404),
}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/checks"): check_in(),
    ("POST", "/checks/batch"): {"gate": GATE, "purpose": "crew", "items": [{"ref": "1", "person": STRANGER_IN}]},
    ("POST", "/checks/{check}/outcome"): {"outcome": "entered"},
    ("POST", "/checks/{check}/judgement"): {"judgement": "different"},
    ("POST", "/bans"): ban_in(),
    ("POST", "/bans/{ban}/extend"): change_in(ends_on="2044-01-01", version=1),
    ("POST", "/bans/{ban}/amend"): change_in(ends_on="2027-01-01", version=1),
    ("POST", "/bans/{ban}/correct"): {"reason": "so", "ground": {"case_reference": "AN 1/1"}, "version": 1},
    ("POST", "/bans/{ban}/resume"): change_in(version=1),
    ("POST", "/bans/{ban}/suspend"): change_in(),
    ("POST", "/bans/{ban}/lift"): change_in(),
    ("POST", "/bans/{ban}/annul"): change_in(),
    ("POST", "/bans/{ban}/confirm"): {"version": 1},
    ("POST", "/proposals/{proposal}/reject"): {"note": "no judgment"},
    ("POST", "/proposals/{proposal}/withdraw"): {"note": "too early"},
    ("POST", "/subjects/{subject}/identity"): {"reason": "the passport", "person": STRANGER_IN},
    ("POST", "/subjects/{subject}/merge"): {"reason": "one person", "other": str(UUID(int=7))},
    ("POST", "/subjects/{subject}/split"): {"reason": "two", "person": STRANGER_IN, "bans": [str(UUID(int=7))]},
    ("POST", "/subjects/{subject}/detentions"): {"detained_on": "2026-11-01"},
    ("POST", "/detentions/{stay}/release"): {"released_on": "2026-11-02"},
    ("POST", "/detentions/{stay}/correct"): {"reason": "the wrong person", "withdrawn": True},
    ("POST", "/lists/{list_}/confirm"): {"compared": []},
    ("POST", "/subscriptions"): {"webhook": "https://justice.example/hook"},
    ("POST", "/reminders/{ban}/answer"): {"answer": "let_end", "name": "An Peeters", "ends_on": "2026-12-22"},
    ("POST", "/client/keys"): {"public_key": "x"},
    ("POST", "/lookups"): lookup_in(),
    ("POST", "/lookups/{lookup}/justification"): {"justification": "Seen at three gates in one night, see PV 7/26."},
    ("POST", "/alerts/{alert}/close"): {"outcome": "arrested"},
    ("POST", "/alerts/{alert}/assign"): {"to": "An Peeters"},
    ("POST", "/alerts/{alert}/note"): {"note": "Seen at the quay."},
    ("POST", "/alerts/{alert}/reopen"): {"note": "The wrong person."},
    ("POST", "/alerts/handover"): {"desk": "police-desk", "to": "An Peeters"},
    ("POST", "/alerts/drills"): {"desk": "police-desk"},
    ("PUT", "/rosters/{roster}/entries/{ref}"): {"person": STRANGER_IN},
    ("POST", "/rosters/{roster}/entries/batch"): {"items": [{"ref": "1", "person": STRANGER_IN}]},
    ("POST", "/rosters/{roster}/entries/delete"): {"refs": ["1"]},
    ("POST", "/announcements"): {
        "facility": "BEANR-0001",
        "on": "2026-11-30",
        "purpose": "crew",
        "persons": [{"ref": "1", "person": STRANGER_IN}],
    },
    ("PUT", "/rosters/{roster}/entries"): {"items": [{"ref": "1", "person": STRANGER_IN}]},
}
# Roles whose sight is wider than their organisation, by the operation's capability.
SEES_ALL = {(Role.AUDITOR, C.RECEIPT_READ), (Role.BADGE_ISSUER, C.CHECK_ASK)}


def operations() -> set[tuple[str, str]]:
    """Every operation of the API, as (method, path below /api/v1)."""
    paths = api.get_openapi_schema()["paths"]
    return {(method.upper(), path.removeprefix("/api/v1")) for path, item in paths.items() for method in item}


@pytest.fixture
def things(world: World) -> dict[str, str]:
    """One of everything that an address names."""
    registrar, prison = world.actor(Role.REGISTRAR), world.actor(Role.PRISON)
    # Registered by a person, so that the registrar's program is a colleague who may confirm it.
    by_hand = Actor("user", str(world.user(Role.REGISTRAR).pk), Role.REGISTRAR, registrar.organisation)
    made = register([ban_draft(today=world.today)], actor=by_hand, at=world.at)[0]
    lift = BanChange(BanEvent.LIFT, "as decided", decision_date=world.today)
    proposal = propose(made.ban, lift, actor=registrar, at=world.at)
    stay = report_detention(made.subject, detained_on=world.today, actor=prison, at=world.at).stay
    told = subscribe("https://court.example/hook", actor=registrar, at=world.at).row.pk
    (answer,) = perform([world.query(BANNED)], at=world.at)
    roster = world.roster()
    job = screening.start(roster, actor=world.actor(Role.BADGE_ISSUER), at=world.at)
    query = LookUpQuery("control", "PV 7/26", STRANGER)
    looked = look_up(query, actor=world.actor(Role.OFFICER), at=world.at, view=current(at=world.at))
    found = {"check": getattr(answer, "id", None), "ban": made.ban, "alert": Alert.objects.get().pk, "job": job.pk}
    found["lookup"] = looked.id
    found["list_"] = record(RegisteredList("bans.xlsx", {}, [made.ban], []), actor=by_hand, at=world.at).pk
    found |= {"subject": made.subject, "proposal": proposal, "stay": stay, "subscription": told}
    expected = AnnouncementDraft("BEANR-0001", world.today, "", Purpose.CREW, {"1": STRANGER})
    found["announcement"] = announce(expected, actor=world.actor(Role.PFSO), at=world.at).pk
    return {name: str(value) for name, value in found.items()} | {"roster": "badges", "ref": "B-1"}


def refusals() -> int:
    """How many refusals are on record."""
    return Entry.objects.filter(kind=CATALOGUE[Event.ACCESS_REFUSED].number).count()


def send(world: World, role: Role, operation: tuple[str, str], things: dict[str, str], organisation: str = "") -> Any:
    method, path = operation
    filled = "/api/v1" + path.format(**things)
    if operation == ("POST", "/screenings"):
        filled += f"?gate={GATE}&purpose=crew"
    return ask(world, role, method, filled, BODIES.get(operation), organisation=organisation)


def test_every_operation_has_a_row() -> None:
    assert operations() == OPERATIONS.keys()


def test_a_role_without_the_capability_is_refused_everywhere_and_traced(world: World, things: dict[str, str]) -> None:
    wrong = []
    for operation, (capability, _) in OPERATIONS.items():
        for role in Role:
            if capability in TABLE[role]:
                continue
            before = refusals()
            status = send(world, role, operation, things).status_code
            if status != 403 or refusals() != before + 1:
                wrong.append((operation, role.value, status))
    assert wrong == []


def test_a_role_with_the_capability_is_not_refused(world: World, things: dict[str, str]) -> None:
    wrong = []
    for operation, (capability, _) in OPERATIONS.items():
        for role in Role:
            if capability in TABLE[role]:
                DeskAlertState.objects.update(closed_at=None, closed_by="")  # two programs do not close at two offices
                status = send(world, role, operation, things).status_code
                if status in (401, 403) or status >= 500:
                    wrong.append((operation, role.value, status))
    assert wrong == []


def test_another_organisation_is_told_that_there_is_nothing(world: World, things: dict[str, str]) -> None:
    wrong = []
    for operation, (capability, expected) in OPERATIONS.items():
        if expected is None:  # the register is one for the whole country
            continue
        for role in Role:
            if capability in TABLE[role] and (role, capability) not in SEES_ALL:
                answer = send(world, role, operation, things, organisation=world.foreign(role))
                if answer.status_code != expected or "verdict" in answer.content.decode():
                    wrong.append((operation, role.value, answer.status_code, answer.content[:200]))
    assert wrong == []


def test_a_feed_shows_another_organisation_nothing(world: World, things: dict[str, str]) -> None:
    assert send(world, Role.DESK, ("GET", "/alerts"), things, world.foreign(Role.DESK)).json()["items"] == []
    assert len(send(world, Role.DESK, ("GET", "/alerts"), things).json()["items"]) == 1


def test_a_foreign_gate_is_told_apart_from_an_unknown_one_by_nobody(world: World) -> None:
    said = [
        ask(world, Role.GUARD, "POST", "/api/v1/checks", check_in(gate=gate)).content
        for gate in (OTHER_GATE, "BEANR-4711/main")
    ]
    assert said[0] == said[1]


# Pages.


def views(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, here)
        else:
            yield here, pattern.callback


_OWN_LOCK = ("/account/", "/api/v1/", "/scim/v2/", "/language/", "/static/")
PAGES = [(address, view) for address, view in views(get_resolver().url_patterns) if not address.startswith(_OWN_LOCK)]
# Addresses that need nobody; a page that opens itself to all must be written down here.
OPEN = {
    "/",
    "/start/<str:secret>/",
    "/welcome/<str:secret>/",
    "/visits/<str:secret>/",
    "/visits/<str:secret>/confirm",
    "/healthz",
    "/readyz",
    "/metrics",
    "/log/checkpoint",
    "/log/<path:place>",
}
_SAMPLES = {"uuid": UUID(int=7), "int": 7, "str": "x", "slug": "x", "path": "x"}


def filled(address: str) -> str:
    """An address with something in its places."""
    for kind, value in _SAMPLES.items():
        while f"<{kind}:" in address:
            start = address.index(f"<{kind}:")
            address = address[:start] + str(value) + address[address.index(">", start) + 1 :]
    return address


def test_every_page_says_whom_it_is_open_to() -> None:
    assert [address for address, view in PAGES if not hasattr(view, "access")] == []
    assert {address for address, view in PAGES if getattr(view, "access", 0) is None} == OPEN
    assert all(isinstance(view.access, Capability) for address, view in PAGES if address not in OPEN)


def test_a_page_shows_nothing_to_somebody_who_is_not_signed_in(world: World) -> None:
    for address, view in PAGES:
        if view.access is not None:
            answer = Client().get(filled(address))
            assert answer.status_code == 302 and answer["Location"].startswith("/account/login/"), address


def test_a_page_refuses_a_role_without_its_capability_and_traces_it(world: World) -> None:
    wrong = []
    for role in Role:
        client = Client()
        client.force_login(world.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        for address, view in PAGES:
            if view.access is not None and view.access not in TABLE[role]:
                before = refusals()
                status = client.get(filled(address)).status_code
                if status != 403 or refusals() != before + 1:
                    wrong.append((address, role.value, status))
    assert wrong == []
