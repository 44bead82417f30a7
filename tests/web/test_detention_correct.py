"""The page on which a report of a detention is said to be wrong, by a prison or a registrar, and what comes of it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from aigis.apps.register.models import Ban, LookUp, Proposal
from aigis.apps.register.subjects import detention
from aigis.core.access.permissions import Role
from tests.web.signing_in import signed_in
from tests.web.test_detention import looked_up, written
from tests.world import World


@pytest.fixture
def stay(world: World) -> UUID:
    subject, today = world.ban(stayed=True).subject, world.today
    days = [today - timedelta(days=days) for days in (90, 50)]
    actor = world.actor(Role.PRISON)
    return detention.report_detention(subject, detained_on=days[0], released_on=days[1], actor=actor, at=world.at).stay


def test_a_prison_proposes_it_and_sees_that_it_waits(world: World, stay: UUID, client: Client) -> None:
    prison, address = signed_in(client, world.user(Role.PRISON)), f"/detentions/{stay}/correct/"
    assert "Look the person up first" in prison.get(address, follow=True).content.decode()
    person = looked_up(prison)
    assert f'href="{address}"' in prison.get(person).content.decode()
    opened = prison.get(address).content.decode()
    assert f'value="{written(90)}"' in opened and "As reported" in opened
    refused = prison.post(address, {"detained_on": written(90), "released_on": written(95), "reason": ""})
    assert refused.status_code == 422 and "Give the reason." in refused.content.decode()
    refused = prison.post(address, {"detained_on": written(90), "released_on": written(95), "reason": "wrong file"})
    assert "must not be before the day of detention" in refused.content.decode()
    sent = {"detained_on": written(90), "released_on": written(80), "reason": "wrong file", "request_key": "k" * 32}
    for _ in range(2):
        assert "Proposed. Nothing changes" in prison.post(address, sent, follow=True).content.decode()
    assert Proposal.objects.count() == 1
    assert "a correction awaits a second person" in prison.get(person).content.decode()


def test_a_registrar_withdraws_it_and_an_approver_sees_both_sides(world: World, stay: UUID, client: Client) -> None:
    registrar = signed_in(client, world.user(Role.REGISTRAR))
    ban = Ban.objects.get()
    assert f"/detentions/{stay}/correct/" in registrar.get(f"/subjects/{ban.subject_id}").content.decode()
    sent = {"withdrawn": "yes", "reason": "It was his brother."}
    page = registrar.post(f"/detentions/{stay}/correct/", sent, follow=True).content.decode()
    assert "It was his brother." in page and "Correct a detention" in page
    proposal = Proposal.objects.get().pk
    approver = signed_in(Client(), world.user(Role.APPROVER))
    text = approver.get(f"/proposals/{proposal}").content.decode()
    assert (
        "The person may enter the ports again from" in text
        and "+ 40 days" in text
        and '<mark class="aigis-differs">No detention reported' in text
    )
    approver.post(f"/proposals/{proposal}/approve", {"seen": "yes"})
    story = approver.get(f"/bans/{ban.pk}").content.decode()
    assert "Detention corrected" in story and "40 days added" in story and story.count("How the end is calculated") == 2


def test_a_stay_of_the_past_is_reported_beside_an_open_one(world: World, stay: UUID, client: Client) -> None:
    prison = signed_in(client, world.user(Role.PRISON))
    address, subject = looked_up(prison), str(Ban.objects.get().subject_id)
    open_one = {"subject": subject, f"detained_on-{subject}": written(10), "detained": "1"}
    assert "The detention is reported." in prison.post(address, open_one, follow=True).content.decode()
    past = {"subject": subject, f"detained_on-{subject}": written(30), f"until-{subject}": written(20), "detained": "1"}
    assert "The detention is reported." in prison.post(address, past, follow=True).content.decode()
    again = prison.post(address, past)
    assert again.status_code == 422 and "Another detention is reported" in again.content.decode()


def test_a_stay_that_is_not_there_is_not_found(world: World, client: Client) -> None:
    registrar = signed_in(client, world.user(Role.REGISTRAR))
    assert registrar.get(f"/detentions/{UUID(int=7)}/correct/").status_code == 404
    assert not LookUp.objects.exists()
