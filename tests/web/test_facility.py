"""The security officer's desk: figures without persons, and referred checks to judge."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from aigis.apps.alerts.models import Alert
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check, Judgement
from aigis.apps.checks.query import Answer
from aigis.apps.facilities.models import Facility
from aigis.core.access.permissions import Role
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.web.signing_in import signed_in
from tests.world import OTHER_COMPANY, OTHER_GATE, STRANGER, World, entries

LIKE_THE_BANNED = Person(names=(Name("Vandenbroucke", "Zoltan"),), birth=BirthDate(1981))


@pytest.fixture
def pfso(world: World, client: Client) -> Client:
    """A security officer, signed in; somebody is banned."""
    world.ban()
    return signed_in(client, world.user(Role.PFSO))


def check(world: World, person: Person, *, gate: str = "BEANR-0001/main", organisation: str = "") -> UUID:
    """A check made at a gate by a guard there."""
    (answer,) = perform(
        [world.query(person, gate=gate, actor=world.actor(Role.GUARD, organisation))],
        at=world.at + timedelta(seconds=1),
    )
    assert isinstance(answer, Answer)
    return answer.id


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_day_without_checks_says_so_and_shows_the_plan_and_the_gates(pfso: Client) -> None:
    Facility.objects.filter(code="BEANR-0001").update(plan="Nobody enters alone.")
    text = text_of(pfso, "/facility/")
    for shown in ("No checks at your gates today", "Nobody enters alone.", "main", "back", "Quay 1"):
        assert shown in text
    assert "<svg viewBox" not in text


def test_todays_checks_are_counted_by_verdict_and_by_hour(pfso: Client, world: World) -> None:
    check(world, STRANGER)
    check(world, STRANGER, gate="BEANR-0001/back")
    check(world, LIKE_THE_BANNED)
    text = text_of(pfso, "/facility/")
    assert re.findall(r'aigis-count__number">(\d+)', text) == ["2", "0", "1"]
    assert sum(map(int, re.findall(r'govuk-table__cell--numeric">(\d+)', text))) == 3
    assert "Okonkwo" not in text


def test_checks_of_another_company_and_of_rosters_are_not_counted(pfso: Client, world: World) -> None:
    check(world, STRANGER, gate=OTHER_GATE, organisation=OTHER_COMPANY)
    check(world, STRANGER)
    Check.objects.filter(gate__facility__code="BEANR-0001").update(source="roster")
    perform([world.query(STRANGER, actor=world.actor(Role.BADGE_ISSUER))], at=world.at)
    assert "No checks at your gates today" in text_of(pfso, "/facility/")


def test_yesterdays_checks_are_not_todays(pfso: Client, world: World) -> None:
    check(world, STRANGER)
    Check.objects.update(checked_at=world.at - timedelta(days=1))
    assert "No checks at your gates today" in text_of(pfso, "/facility/")


def test_a_referred_check_waits_without_a_name_and_opening_it_leaves_an_entry(pfso: Client, world: World) -> None:
    referred = check(world, LIKE_THE_BANNED)
    text = text_of(pfso, "/facility/")
    assert f"/facility/checks/{referred}/" in text
    assert "Vandenbroucke" not in text
    assert entries("check.read") == []
    opened = text_of(pfso, f"/facility/checks/{referred}/")
    assert "Zoltan Vandenbroucke" in opened
    assert "81040312361" not in opened  # what the register holds stays there
    assert [entry["core"]["check"] for entry in entries("check.read")] == [str(referred)]


def test_a_check_that_is_not_referred_or_not_theirs_is_not_there(pfso: Client, world: World) -> None:
    clear = check(world, STRANGER)
    theirs = check(world, LIKE_THE_BANNED, gate=OTHER_GATE, organisation=OTHER_COMPANY)
    assert pfso.get(f"/facility/checks/{clear}/").status_code == 404
    assert pfso.get(f"/facility/checks/{theirs}/").status_code == 404
    assert entries("check.read") == []


@pytest.mark.parametrize(("judgement", "alerts", "waits"), [("same", 1, 0), ("different", 0, 0), ("unsure", 0, 1)])
def test_a_judgement_is_noted_and_only_the_same_person_alerts_silently(
    pfso: Client, world: World, judgement: str, alerts: int, waits: int
) -> None:
    referred = check(world, LIKE_THE_BANNED)
    sent = {"judgement": judgement, "why": "document and face"}
    reply = pfso.post(f"/facility/checks/{referred}/", sent, follow=True)
    text = reply.content.decode()
    assert "Recorded" in text
    assert not re.search("police|prosecutor", text, re.I)
    assert Alert.objects.count() == alerts
    assert text.count(f"/facility/checks/{referred}/") == waits
    assert Judgement.objects.get().kind == judgement
    assert entries("check.judged")[0]["subject"]["why"] == "document and face"


def test_a_judgement_without_an_answer_or_a_why_keeps_what_was_typed(pfso: Client, world: World) -> None:
    referred = check(world, LIKE_THE_BANNED)
    reply = pfso.post(f"/facility/checks/{referred}/", {"judgement": "", "why": "the face"})
    text = reply.content.decode()
    assert reply.status_code == 422
    assert text.count("Choose whether it is the same person.") == 2
    assert ">the face</textarea>" in text
    reply = pfso.post(f"/facility/checks/{referred}/", {"judgement": "same"})
    assert re.search('value="same"[^>]* checked', reply.content.decode())
    assert not Judgement.objects.exists()


def test_a_judgement_against_an_earlier_one_is_refused_beside_its_field(pfso: Client, world: World) -> None:
    referred = check(world, LIKE_THE_BANNED)
    pfso.post(f"/facility/checks/{referred}/", {"judgement": "same", "why": "document and face"})
    reply = pfso.post(f"/facility/checks/{referred}/", {"judgement": "different", "why": "the other ear"})
    text = reply.content.decode()
    assert reply.status_code == 422
    assert text.count("This check was already judged to be the same person. Nothing was recorded.") == 2
    assert ">the other ear</textarea>" in text
    assert Judgement.objects.get().kind == "same"


def test_a_facility_of_another_company_is_not_there(pfso: Client) -> None:
    assert pfso.get("/facility/?facility=BEANR-0002").status_code == 404
    assert "Coast" in text_of(pfso, "/facility/?facility=BEZEE-0001")


def test_an_organisation_without_a_facility_is_told_what_to_do(world: World, client: Client) -> None:
    pfso = signed_in(client, world.user(Role.PFSO, "badges"))
    assert "Ask the administrator to add it." in text_of(pfso, "/facility/")


def test_a_guard_sees_no_facility(world: World, client: Client) -> None:
    assert signed_in(client, world.user(Role.GUARD)).get("/facility/").status_code == 403


def test_each_answer_says_what_follows_from_it_before_it_is_chosen(pfso: Client, world: World) -> None:
    text = text_of(pfso, f"/facility/checks/{check(world, LIKE_THE_BANNED)}/")
    results = re.findall(r"<strong>(Result: [^<]*)</strong>", text)
    assert ["no access" in result for result in results] == [True, True, False]
    assert "must wait" in results[2]
