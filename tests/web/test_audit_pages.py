"""The auditor's pages: health, an actor's doings, unusual patterns, trails and sheets; what they read is logged."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from aigis.apps.audit import sealer
from aigis.apps.audit.log_status import Alarm, condition
from aigis.apps.audit.models import Entry
from aigis.apps.checks.actions import perform
from aigis.apps.insight import trail_job, verifications
from aigis.apps.insight.models import Sheet, Trail, Verification
from aigis.apps.register.in_memory import current as current_register
from aigis.core.access.permissions import Role
from aigis.core.audit.anomalies import AnomalyRule
from aigis.core.privacy.disclosure_delays import DELAYS, SHEET
from aigis.web.labels.audit import ALARMS, LOOKS, REMARKS, RULES, TOLD
from tests.web.signing_in import signed_in
from tests.world import STRANGER, World, entries

ASKED = {
    "reference": "DPO 7/26",
    "family_name": "Okonkwo",
    "given_names": "Marguerite",
    "birth_date": "30/12/1975",
}


@pytest.fixture
def auditor(world: World, client: Client) -> Client:
    """An auditor, signed in; a stranger was checked a moment ago."""
    perform([world.query(STRANGER)], at=world.at)
    return signed_in(client, world.user(Role.AUDITOR))


def trail_of(auditor: Client) -> Trail:
    """The trail that the auditor asks for on the page, read to its end."""
    reply = auditor.post("/audit/persons/", ASKED)
    assert reply.status_code == 302, reply.content.decode()
    now = timezone.now()
    row = Trail.objects.get()
    trail_job.run(row.pk, view=current_register.current(at=now), at=now)
    return row


def test_a_question_leads_to_its_trail_which_shows_how_far_it_is_and_then_what_was_found(auditor: Client) -> None:
    auditor.post("/audit/persons/", ASKED)
    address = f"/audit/persons/{Trail.objects.get().pk}/"
    assert 'value="0"' in auditor.get(address).content.decode()
    polled = auditor.get(address, headers={"HX-Request": "true"}).content.decode()
    assert polled.strip().startswith('<div id="live"')
    now = timezone.now()
    trail_job.run(Trail.objects.get().pk, view=current_register.current(at=now), at=now)
    assert auditor.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    text = auditor.get(address).content.decode()
    assert "1 entry concerns this person" in text
    assert f"/audit/entries/{Entry.objects.get(kind=40).pk}/" in text
    assert "BEANR-0001/main" in text and "Visitor" in text


def test_a_question_without_a_reference_keeps_what_was_typed_and_asks_nothing(auditor: Client) -> None:
    reply = auditor.post("/audit/persons/", {**ASKED, "reference": "", "first": "yesterday"})
    text = reply.content.decode()
    assert reply.status_code == 422
    assert 'value="Okonkwo"' in text and "Enter the reference of the inquiry" in text and 'value="yesterday"' in text
    assert not Trail.objects.exists()
    assert entries("query.refused")[-1]["core"]["address"] == "/audit/persons/"


def test_a_sheet_is_made_from_a_trail_and_shown_in_the_persons_language(auditor: Client) -> None:
    trail = trail_of(auditor)
    sent = {"reference": "letter of 3 March", "proven_by": "document", "language": "en"}
    reply = auditor.post(f"/audit/persons/{trail.pk}/sheet", sent)
    assert reply.status_code == 302
    text = auditor.get(reply.headers["Location"]).content.decode()
    assert "You were checked before entering a port facility" in text
    assert "a company in the port" in text
    assert "client:" not in text and "user:" not in text
    assert Sheet.objects.get().language == "en"


def test_a_sheet_without_a_proof_of_identity_is_not_made(auditor: Client) -> None:
    trail = trail_of(auditor)
    reply = auditor.post(f"/audit/persons/{trail.pk}/sheet", {"reference": "letter", "language": "nl"})
    assert reply.status_code == 422
    assert "State how the person proved their identity." in reply.content.decode()
    assert not Sheet.objects.exists()


def test_what_an_actor_did_is_counted_by_kind_and_hour(auditor: Client, world: World) -> None:
    guard = world.actor(Role.GUARD)
    text = auditor.get(f"/audit/actors/?actor={guard.key}").content.decode()
    assert "A person was checked" in text and "aigis-chart__bar" in text
    assert text.count("/audit/entries/") == 1
    (read,) = entries("actor.read")
    assert (read["subject"], read["core"]["shown"]) == ({"actor": guard.key}, 1)
    none = auditor.get(f"/audit/actors/?actor={guard.key}&kind=ban.").content.decode()
    assert "/audit/entries/" not in none


@pytest.mark.parametrize(
    "query", ["first=31/02/2026", "last=1", "first=01/01/2020", "first=02/01/2026&last=01/01/2026"]
)
def test_days_that_are_none_or_too_many_are_said_beside_the_field(auditor: Client, query: str) -> None:
    assert auditor.get(f"/audit/actors/?actor=user:1&{query}").status_code == 422
    assert auditor.get(f"/audit/patterns/?{query}").status_code == 422
    assert entries("actor.read") == []


def test_a_finding_is_shown_and_remarked_upon(auditor: Client, world: World) -> None:
    from aigis.apps.people import access

    for _ in range(5):
        access.record_refusal(world.actor(Role.GUARD), at=world.at, address="/registry/", capability="ban.read")
    text = auditor.get("/audit/patterns/").content.decode()
    assert "1 finding" in text and "Repeated refusals" in text
    key = text.partition('name="finding" value="')[2][:32]
    sent = {"finding": key, "rule": "refusals", "word": "handed_on", "note": ""}
    refused = auditor.post("/audit/patterns/", sent)
    assert refused.status_code == 422
    assert "Explain the finding" in refused.content.decode()
    assert auditor.post("/audit/patterns/", {**sent, "note": "Told the PFSO."}).status_code == 302
    assert "Told the PFSO." in auditor.get("/audit/patterns/").content.decode()


def test_the_health_of_the_log_names_its_alarms(auditor: Client) -> None:
    text = auditor.get("/audit/health/").content.decode()
    assert "No checkpoint has been signed yet." in text
    assert "The log has not been fully verified yet." in text
    assert entries("log.read")[-1]["core"]["what"] == "health"


def test_a_verification_is_asked_for_carried_out_and_shown(fresh_log: Path, committed: World, client: Client) -> None:
    sealer.open_log(at=timezone.now())
    auditor = signed_in(client, committed.user(Role.AUDITOR))
    assert auditor.post("/audit/health/verify").status_code == 302
    assert auditor.post("/audit/health/verify", follow=True).content.decode().count("is already running") == 1
    while sealer.seal(at=timezone.now()):
        pass
    verifications.run(Verification.objects.get().pk, clock=timezone.now)
    assert Verification.objects.get().good is True
    assert "entries match the signed root" in auditor.get("/audit/health/").content.decode()
    (entry,) = entries("log.verified")
    assert entry["core"]["good"] is True and entry["core"]["entries"] > 0
    Entry.objects.filter(kind=20).update(core=Entry.objects.filter(kind=21).get().core)
    verifications.run(verifications.begin_nightly(at=timezone.now()), clock=timezone.now)
    assert "do not match" in auditor.get("/audit/health/").content.decode()
    assert entries("log.verified")[-1]["core"]["good"] is False


def test_a_log_that_is_late_raises_its_alarm(fresh_log: Path, committed: World) -> None:
    sealer.open_log(at=timezone.now())
    assert Alarm.BEHIND in condition(at=timezone.now() + timedelta(minutes=2)).alarms
    while sealer.seal(at=timezone.now()):
        pass
    assert condition(at=timezone.now() + timedelta(minutes=2)).alarms == ()


def test_every_alarm_rule_remark_and_look_has_its_words() -> None:
    assert set(ALARMS) == set(Alarm)
    assert set(RULES) == set(AnomalyRule)
    assert {event.partition("/")[0] for event in DELAYS} == set(LOOKS)
    assert set(TOLD) == set(SHEET)
    assert set(REMARKS) == {"seen", "explained", "handed_on"}


def test_another_role_sees_none_of_it(world: World, client: Client) -> None:
    officer = signed_in(client, world.user(Role.OFFICER))
    for address in ("health/", "actors/", "patterns/", "persons/"):
        assert officer.get(f"/audit/{address}").status_code == 403
