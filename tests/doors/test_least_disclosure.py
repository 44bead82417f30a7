"""What an answer must not tell, to whom it must not tell it, and the reading that must leave a trace."""

from uuid import UUID

from django.test import Client

from aigis.apps.alerts.actions import DeskDraft, acknowledge, add_desk
from aigis.apps.alerts.models import DeskAlert
from aigis.apps.audit import sealer
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.checks import queries as checks
from aigis.apps.checks.actions import perform
from aigis.apps.checks.query import Answer
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.models import RegisterState
from aigis.apps.rosters.actions import set_entries
from aigis.apps.rosters.roster_checks import check_entries
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.entry import Opened
from aigis.core.checks.alert_routing import DeskKind
from aigis.core.tlog.proof_file import ProofFile
from tests.doors.asking import ask
from tests.world import BANNED, FORCE, LOOKALIKE, LOOKALIKE_IN, STRANGER, World, entries


def test_an_official_asking_about_one_person_is_not_told_who_another_is(world: World) -> None:
    world.ban()
    body = {"purpose": "control", "case_reference": "PV 1", "person": LOOKALIKE_IN}
    answer = ask(world, Role.PRISON, "POST", "/api/v1/lookups", body)
    assert (answer.json()["in_force"], answer.json()["strength"]) == (True, "possible")
    assert not any(word in answer.content.decode() for word in ("Vandenbroucke", "Zoltan", "1981"))


def test_a_receipt_opens_the_person_to_who_asked_but_not_to_an_auditor_nor_by_a_badge_number(
    world: World, fresh_log: object
) -> None:
    typed, by_badge = (
        perform([world.query(LOOKALIKE, source=source)], at=world.at)[0] for source in ("gate", checks.BY_BADGE)
    )
    assert isinstance(typed, Answer) and isinstance(by_badge, Answer)
    sealer.open_log(at=world.at)
    sealer.seal(at=world.at)
    guard, auditor = world.actor(Role.GUARD), world.actor(Role.AUDITOR)
    assert opened(typed.id, guard, world) == ["actor", "core", "sequence", "subject"]
    assert opened(typed.id, auditor, world) == ["actor", "core", "sequence"]
    assert opened(by_badge.id, guard, world) == ["actor", "core", "sequence"]


def opened(check: UUID, actor: Actor, world: World) -> list[str]:
    receipt = checks.receipt(check, actor=actor, at=world.at)
    assert receipt is not None
    return sorted(Opened.from_extra(ProofFile.from_bytes(receipt).extra or b"").parts)


def test_reading_a_check_or_a_rosters_changes_leaves_an_entry(world: World) -> None:
    world.ban()
    roster = world.roster()
    set_entries(roster, {"B-1": BANNED}, actor=world.actor(Role.BADGE_ISSUER), at=world.at)
    check_entries(roster, list(roster.rosterentry_set.all()), at=world.at)
    changes = ask(world, Role.BADGE_ISSUER, "GET", "/api/v1/rosters/badges/changes")
    assert changes.json()["items"][0]["verdict"] == "denied"
    assert [entry["core"]["rosters"] for entry in entries("roster.read")] == [["badges"]]
    answer = perform([world.query(STRANGER)], at=world.at)[0]
    assert isinstance(answer, Answer)
    ask(world, Role.GUARD, "GET", f"/api/v1/checks/{answer.id}")
    assert [entry["core"]["check"] for entry in entries("check.read")] == [str(answer.id)]


def test_a_guard_has_no_receipt_of_any_entry_of_the_log(world: World, client: Client) -> None:
    client.force_login(world.user(Role.GUARD), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/audit/entries/{UUID(int=7)}/receipt").status_code == 403


def test_nobody_changes_their_own_address_or_resets_a_password_by_one(client: Client) -> None:
    for path in ("/account/email/", "/account/password/reset/key/x/", "/account/signup/"):
        assert client.get(path).status_code == 404


def test_one_desk_does_not_answer_for_the_desk_beside_it(world: World) -> None:
    home = world.organisations[FORCE].pk
    add_desk(DeskDraft("police-two", "Two", DeskKind.POLICE, home, ports=("BEANR",)), actor=SYSTEM, at=world.at)
    world.ban()
    perform([world.query(BANNED)], at=world.at)
    rows = list(DeskAlert.objects.filter(desk__organisation=home).order_by("desk__code"))
    assert len(rows) == 2
    acknowledge(alert=rows[0].alert_id, actor=world.actor(Role.DESK), at=world.at, desk="police-two")
    seen = DeskAlert.objects.filter(desk__organisation=home).exclude(state__acknowledged_at=None)
    assert [row.desk.code for row in seen.select_related("desk")] == ["police-two"]


def test_a_desk_of_any_spelling_is_not_found_and_no_fault_of_ours(world: World) -> None:
    world.ban()
    perform([world.query(BANNED)], at=world.at)
    alert = DeskAlert.objects.filter(desk__organisation=world.organisations[FORCE].pk).get().alert_id
    for desk in ("%00", "nowhere", "%F0%9F%9A%A2"):
        answer = ask(world, Role.DESK, "POST", f"/api/v1/alerts/{alert}/acknowledge?desk={desk}")
        assert answer.status_code == 404, answer.content


def test_a_register_that_went_back_is_loaded_anew(world: World) -> None:
    world.ban(STRANGER)
    world.ban()
    assert current_register.current(at=world.at).version == 2
    RegisterState.objects.update(version=1)  # as if a database of before were put in place
    assert current_register.current(at=world.at).version == 1
