"""`aigis admin apply` on a real installation: differences first, one transaction, idempotent, secrets shown once."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aigis.apps.accounts.models import OneTimeLink
from aigis.apps.administration.actions import Applied, FaultyFile, apply_file
from aigis.apps.alerts.models import Desk
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.facilities import queries as facilities
from aigis.apps.facilities.models import Facility, Gate
from aigis.apps.notices.models import Notice
from aigis.apps.people import access
from aigis.apps.people.models import ApiClient, Organisation, User
from aigis.apps.register.models import Authority
from aigis.core.access.permissions import Actor, Role
from aigis.core.errors import UnknownGate
from aigis.core.values import GateCode
from aigis.ops import cli
from tests.core.test_admin_file import SOUND
from tests.world import GATE, World, entries

MORE = """
[[organisation]]
code = "quay"
name = "Quay renamed"
kind = "company"

[[facility]]
code = "BEANR-0001"
organisation = "quay"
name = "Quay 1"
gates = [{ code = "side", names = { nl = "Zijpoort", fr = "Côté", de = "Seitentor", en = "Side" } }]
"""


def applied(text: str, at: datetime, steps: list[str] | None = None, **options: bool) -> Applied:
    announced: list[str] = []
    done = apply_file(
        text,
        actor=SYSTEM,
        at=at,
        announce=lambda planned: announced.extend(f"{step.verb} {step.table} {step.name}" for step in planned),
        **options,
    )
    if steps is not None:
        steps += announced
    return done


def test_a_file_makes_everything_in_it_and_a_second_run_changes_nothing(world: World, at: datetime) -> None:
    steps: list[str] = []
    done = applied(SOUND, at, steps)
    assert steps == [
        "add organisation haven-demo",
        "add organisation police-demo",
        "add facility BEANR-0900",
        "add desk desk-demo",
        "add authority corr-demo",
        "add person guard-demo",
        "add client haven-demo/turnstile",
    ]
    assert Facility.objects.get(code="BEANR-0900").pfso_phone == "+32 3 000 00 00"
    assert Gate.objects.get(facility__code="BEANR-0900").name_in("fr") == "Entrée"
    assert Desk.objects.get(code="desk-demo").kind == "police" and Authority.objects.get(code="corr-demo").name_nl
    assert list(done.outcome.keys) == ["haven-demo/turnstile"] and list(done.outcome.links) == ["guard-demo"]
    assert applied(SOUND, at).steps == []


def test_a_key_of_the_file_checks_at_its_own_gate_only(world: World, at: datetime) -> None:
    second = 'gates = [{ code = "back", names = { nl = "a", fr = "a", de = "a", en = "a" } }, {'
    done = applied(SOUND.replace("gates = [{", second, 1), at)
    actor = access.actor_of_key(done.outcome.keys["haven-demo/turnstile"], at=at)
    assert facilities.gate(GateCode.parse("BEANR-0900/main"), actor=actor).port == "BEANR"
    for foreign in ("BEANR-0900/back", GATE):
        with pytest.raises(UnknownGate):
            facilities.gate(GateCode.parse(foreign), actor=actor)


def test_the_networks_of_a_key_are_given_changed_and_left_alone(world: World, at: datetime) -> None:
    named = 'name = "turnstile"'
    applied(SOUND.replace(named, named + '\nnetworks = ["192.0.2.7"]'), at)
    client = ApiClient.objects.get(name="turnstile")
    assert client.networks == ["192.0.2.7"] and applied(SOUND, at).steps == []
    steps: list[str] = []
    applied(SOUND.replace(named, named + '\nnetworks = ["198.51.100.0/24", "192.0.2.7"]'), at, steps)
    assert steps == ["change client haven-demo/turnstile"]
    assert entries("key.networks_changed")[0]["core"]["networks"] == ["198.51.100.0/24", "192.0.2.7"]
    with pytest.raises(FaultyFile) as refused:
        applied(SOUND.replace(named, named + '\nnetworks = ["everywhere"]'), at)
    assert [fault.key for fault in refused.value.faults] == ["client.networks"]


def test_an_invited_person_cannot_sign_in_before_the_link_is_used(world: World, at: datetime) -> None:
    secret = applied(SOUND, at).outcome.links["guard-demo"]
    user = User.objects.get(username="guard-demo")
    assert (user.state, user.is_active, user.has_usable_password()) == ("invited", False, False)
    assert secret.encode() not in bytes(OneTimeLink.objects.get(user=user).secret_hash)
    letter = Notice.objects.get(kind="account.invitation")
    assert letter.address == "guard@example.org" and secret not in letter.body and letter.secret is not None


def test_what_is_there_is_changed_and_each_change_is_an_entry(world: World, at: datetime) -> None:
    steps: list[str] = []
    applied(MORE, at, steps)
    assert steps == ["change organisation quay", "add gate BEANR-0001/side"]
    assert Organisation.objects.get(code="quay").name == "Quay renamed"
    assert entries("people.organisation_changed")[0]["core"]["changes"] == {"name": ["Quay", "Quay renamed"]}
    assert entries("facility.changed")[0]["core"]["facility"] == "BEANR-0001"
    assert Gate.objects.filter(facility__code="BEANR-0001").count() == 3  # a gate that the file leaves out stays


def test_a_fault_anywhere_leaves_everything_as_it_was(world: World, at: datetime) -> None:
    late = SOUND.replace('name = "turnstile"', 'name = "turnstile"\nexpires_on = 2001-01-01')
    with pytest.raises(FaultyFile) as refused:
        applied(late, at)
    assert [fault.key for fault in refused.value.faults] == ["client.expires_on"]
    assert not Organisation.objects.filter(code="haven-demo").exists() and not ApiClient.objects.exists()


def test_an_invitation_that_would_reach_nobody_is_a_fault_unless_links_are_printed(world: World, at: datetime) -> None:
    unreachable = SOUND.replace('email = "guard@example.org"\n', "")
    with pytest.raises(FaultyFile, match="faults"):
        applied(unreachable, at)
    assert applied(unreachable, at, links_shown=True).outcome.links


def test_the_organisation_of_a_person_and_the_role_of_a_client_stay(world: World, at: datetime) -> None:
    applied(SOUND, at)
    moved = SOUND.replace(
        'organisation = "haven-demo"\nrole = "guard"\ngates', 'organisation = "quay"\nrole = "pfso"\n#'
    )
    with pytest.raises(FaultyFile) as refused:
        applied(moved, at)
    assert [fault.key for fault in refused.value.faults] == ["person.organisation"]
    with pytest.raises(FaultyFile) as refused:
        applied(
            SOUND.replace(
                '"turnstile"\norganisation = "haven-demo"\nrole = "guard"\ngates = ["BEANR-0900/main"]',
                '"turnstile"\norganisation = "haven-demo"\nrole = "pfso"',
            ),
            at,
        )
    assert [fault.key for fault in refused.value.faults] == ["client.role"]


def test_the_office_hears_at_once_of_a_new_identity_and_it_waits_a_day(
    world: World, at: datetime, settings: pytest.FixtureRequest
) -> None:
    from dataclasses import replace

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, identity_wait=timedelta(hours=24))  # type: ignore[attr-defined]
    registrar = '[[client]]\nname = "registry"\norganisation = "court"\nrole = "registrar"\n'
    applied(SOUND, at)  # the log is open from here on
    later = at + timedelta(days=2)
    key = applied(registrar, later).outcome.keys["court/registry"]
    assert Notice.objects.filter(address="court@office.example", kind="account.office").count() == 1
    assert ApiClient.objects.get(name="registry").works_from == later + timedelta(hours=24)
    assert key


def test_the_command_prints_differences_key_and_link_and_says_0_changes_the_second_time(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "harbour.toml"
    path.write_text(SOUND)
    assert cli.main(["admin", "apply", str(path), "--dry-run"]) == 0
    assert "7 changes would be made" in capsys.readouterr().out and not User.objects.filter(username="guard-demo")
    assert cli.main(["admin", "apply", str(path), "--print-links"]) == 0
    printed = capsys.readouterr().out
    assert printed.index("+ organisation haven-demo") < printed.index("key of haven-demo/turnstile")
    assert "/welcome/" in printed and printed.endswith("7 changes\n")
    assert cli.main(["admin", "apply", str(path), "--print-links"]) == 0
    assert capsys.readouterr().out == "0 changes\n"


def test_the_command_names_every_fault_by_line_and_leaves_with_2(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(SOUND.replace('"haven-demo"\nrole', '"nowhere"\nrole'))
    assert cli.main(["admin", "apply", str(path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert [line.partition("line ")[2].partition(",")[0] for line in told[:-1]] == ["31", "33", "38", "40"]
    assert told[-1].endswith(f"in {path}. Nothing was changed.")
    assert cli.main(["admin", "apply", str(tmp_path / "none.toml")]) == 2


def test_a_guard_with_gates_is_refused_at_the_others(world: World, at: datetime) -> None:
    client, _ = world.client(Role.GUARD)
    actor = Actor("client", str(client.pk), Role.GUARD, client.organisation_id)
    assert {gate.code for gate in facilities.gates_of(actor)} == {
        "BEANR-0001/main",
        "BEANR-0001/back",
        "BEZEE-0001/main",
    }
    text = '[[client]]\nname = "guard of quay"\norganisation = "quay"\nrole = "guard"\ngates = ["BEANR-0001/back"]\n'
    applied(text, at)
    assert [gate.code for gate in facilities.gates_of(actor)] == ["BEANR-0001/back"]
    assert entries("people.gates_assigned")[0]["core"] | {"at": 0, "event": 0} == {
        "account": actor.key,
        "gates": ["BEANR-0001/back"],
        "at": 0,
        "event": 0,
    }
