"""The forms that change a ban: what counts at once, what becomes a proposal, what is said while one types."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from aigis.apps.register.models import BanVersion, Proposal
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from aigis.core.dates.brussels import BRUSSELS
from tests.web.english_days import written
from tests.web.signing_in import signed_in
from tests.world import PENALTY, World, entries

pytestmark = pytest.mark.calendar

DAY = timedelta(days=1)
KEY = "fedcba9876543210fedcba9876543210"


@pytest.fixture
def registrar(world: World, client: Client) -> Client:
    return signed_in(client, world.user(Role.REGISTRAR))


@pytest.fixture
def ban(world: World) -> UUID:
    return world.ban().ban


def day(world: World, days: int) -> str:
    return f"{world.at.astimezone(BRUSSELS).date() + days * DAY:%d/%m/%Y}"


def sent(world: World, **changed: str) -> dict[str, str]:
    given = {"request_key": KEY, "expected": "1", "decision_date": day(world, 0), "case_reference": "AN 12/345"}
    return given | {"legal_basis": "art. 3", "reason": "A new decision."} | changed


def beside(text: str, field: str) -> str:
    found = re.search(rf'id="{field}-error">([^<]*)<', text)
    return found.group(1) if found else ""


def events() -> list[str]:
    return list(BanVersion.objects.order_by("number").values_list("event", flat=True))


def test_an_extension_counts_at_once(registrar: Client, world: World, ban: UUID) -> None:
    reply = registrar.post(f"/bans/{ban}/change/extend", sent(world, ends_on=day(world, 900)), follow=True)
    assert reply.redirect_chain[-1][0] == f"/bans/{ban}" and "Now in force." in reply.content.decode()
    assert events() == ["register", "extend"] and "2. Extended" in reply.content.decode()


def test_the_same_form_sent_twice_is_one_version(registrar: Client, world: World, ban: UUID) -> None:
    given = sent(world, ends_on=day(world, 900))
    first, second = (registrar.post(f"/bans/{ban}/change/extend", given) for _ in range(2))
    assert first["Location"] == second["Location"] and events() == ["register", "extend"]


@pytest.mark.parametrize("code", ["lift", "suspend", "annul"])
def test_what_frees_somebody_becomes_a_proposal_and_says_so_before(
    registrar: Client, world: World, ban: UUID, code: str
) -> None:
    assert "Submit for approval" in registrar.get(f"/bans/{ban}/change/{code}").content.decode()
    for _ in range(2):
        reply = registrar.post(f"/bans/{ban}/change/{code}", sent(world), follow=True)
    proposal = Proposal.objects.get()
    assert reply.redirect_chain[-1][0] == f"/proposals/{proposal.pk}" and proposal.event == code
    assert events() == ["register"]


def test_a_shorter_term_becomes_a_proposal_too(registrar: Client, world: World, ban: UUID) -> None:
    opened = registrar.get(f"/bans/{ban}/change/amend").content.decode()
    first_day = re.search(r'name="starts_on" value="([^"]*)"', opened)
    assert first_day
    given = sent(world, starts_on=first_day[1], ends_on=day(world, 10), authority=PENALTY)
    said = registrar.post(f"/bans/{ban}/change/amend/weigh", given).content.decode()
    assert (
        "720 days less" in said
        and "The person may enter the ports again" in said
        and "A second person must approve this" in said
    )
    registrar.post(f"/bans/{ban}/change/amend", given)
    assert Proposal.objects.get().event == "amend" and events() == ["register"]


def test_what_an_extension_would_do_is_said_while_it_is_typed(registrar: Client, world: World, ban: UUID) -> None:
    given = {"ends_on": day(world, 760)}
    text = registrar.post(f"/bans/{ban}/change/extend/weigh", given).content.decode()
    assert "30 days more" in text and "This takes effect immediately" in text and "After the change" in text
    assert events() == ["register"] and [one["core"]["what"] for one in entries("ban.weighed")] == ["extend"]


def test_a_half_typed_day_is_no_error_while_one_types(registrar: Client, ban: UUID) -> None:
    for typed in ("", "9", "31/02/2027", "x"):
        reply = registrar.post(f"/bans/{ban}/change/extend/weigh", {"ends_on": typed})
        assert reply.status_code == 200 and "days more" not in reply.content.decode()


def test_a_penalty_is_set_final_and_that_can_be_withdrawn_by_two(registrar: Client, world: World, ban: UUID) -> None:
    registrar.post(f"/bans/{ban}/change/final", sent(world, final_on=day(world, -1)))
    assert BanVersion.objects.get(number=2).final_on == world.at.astimezone(BRUSSELS).date() - DAY
    registrar.post(f"/bans/{ban}/change/final", sent(world, final_on="", expected="2", request_key="a" * 32))
    assert Proposal.objects.get().event == "amend" and events() == ["register", "amend"]


def test_a_correction_offers_what_is_recorded_and_changes_only_what_is_typed_otherwise(
    registrar: Client, world: World, ban: UUID
) -> None:
    text = registrar.get(f"/bans/{ban}/change/correct").content.decode()
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', text))
    given = {name: values[name] for name in ("starts_on", "ends_on", "decision_date", "legal_basis", "final_on")}
    given |= {"authority": PENALTY, "case_reference": "AN 12/346", "reason": "a slip"}
    registrar.post(f"/bans/{ban}/change/correct", {"request_key": KEY, "expected": "1"} | given)
    first, second = BanVersion.objects.order_by("number")
    assert (first.first_day, first.last_day, first.end) == (second.first_day, second.last_day, second.end)
    assert "AN 12/346" in registrar.get(f"/bans/{ban}").content.decode()


def test_a_form_about_an_older_version_shows_the_newer_and_keeps_what_was_typed(
    registrar: Client, world: World, ban: UUID
) -> None:
    world.change(ban, BanEvent.CORRECT, case_reference="AN 9/9")
    given = sent(world, ends_on=day(world, 900), reason="Typed before.")
    reply = registrar.post(f"/bans/{ban}/change/extend", given)
    text = reply.content.decode()
    assert reply.status_code == 422 and "changed in the meantime" in beside(text, "reason")
    assert "AN 9/9" in text and "version 2" in text and "Typed before." in text and day(world, 900) in text
    assert 'name="expected" value="2"' in text and events() == ["register", "correct"]
    assert registrar.post(f"/bans/{ban}/change/extend", given | {"expected": "2"}).status_code == 302


WRONG = [
    ("extend", {"ends_on": ""}, "ends_on", "Enter the last day."),
    ("extend", {"ends_on": "22/11/2026"}, "ends_on", "The ban already lasts until"),
    ("extend", {"decision_date": ""}, "decision_date", "Enter the date of the decision."),
    ("extend", {"decision_date": "1/1/2020"}, "decision_date", "cannot be older"),
    ("extend", {"reason": " "}, "reason", "Give the reason."),
    ("extend", {"case_reference": ""}, "case_reference", "Enter the case reference."),
    ("lift", {"counts_on": "25/10/2026", "counts_time": "02:30"}, "which", "occurred twice"),
    ("lift", {"counts_on": "28/03/2027", "counts_time": "02:30"}, "counts_time", "did not exist"),
    ("lift", {"counts_time": "02:30"}, "counts_on", "Enter the day too"),
    ("lift", {"counts_on": "1/1/2040"}, "counts_on", "will have ended"),
    ("final", {"final_on": ""}, "final_on", "Enter the day since when"),
    ("final", {"final_on": "1/1/2001"}, "final_on", "before it was imposed"),
    ("correct", {"authority": "elsewhere", "starts_on": "1/1/2026"}, "authority", "Choose the authority."),
]


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(
    registrar: Client, world: World, ban: UUID
) -> None:
    for code, changed, field, sentence in WRONG:
        reply = registrar.post(f"/bans/{ban}/change/{code}", sent(world, ends_on=day(world, 900)) | changed)
        text = reply.content.decode()
        assert reply.status_code == 422 and sentence in beside(text, field), (code, changed)
        assert f'href="#{field}"' in text and f'value="{KEY}"' in text and events() == ["register"]
        assert entries("query.refused")[-1]["core"]["field"] == field


def test_a_lift_that_counts_from_a_day_counts_from_its_midnight(registrar: Client, world: World, ban: UUID) -> None:
    text = registrar.post(f"/bans/{ban}/change/lift/weigh", {"counts_on": day(world, 30)}).content.decode()
    last = written(world.at.astimezone(BRUSSELS).date() + 29 * DAY)
    assert f"Ends {last} 24:00" in text


def test_what_cannot_follow_or_is_no_change_has_no_form(registrar: Client, ban: UUID) -> None:
    for code in ("resume", "expire", "register", "nonsense"):
        assert registrar.get(f"/bans/{ban}/change/{code}").status_code in (400, 404), code
        assert registrar.post(f"/bans/{ban}/change/{code}", {}).status_code in (404, 422), code
    assert events() == ["register"]


def test_who_changes_nothing_has_no_form(world: World, ban: UUID) -> None:
    client = signed_in(Client(), world.user(Role.APPROVER))
    assert client.get(f"/bans/{ban}/change/lift").status_code == 403
    assert client.post(f"/bans/{ban}/change/lift/weigh").status_code == 403
