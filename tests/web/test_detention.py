"""The prison's desk: a detention or a release is reported of somebody looked up, and it shows what ends when."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aigis.apps.register.models import Ban, Detention, LookUp
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from tests.web.signing_in import signed_in
from tests.world import STRANGER, World, entries

pytestmark = pytest.mark.calendar

BY_NUMBER = {"purpose": "execution", "case_reference": "G 1", "national_number": "81.04.03-123.61"}
BY_NAME = {"purpose": "execution", "case_reference": "G 1", "family_name": "Okonkwo", "birth_date": "30/12/1975"}


@pytest.fixture
def prison(world: World, client: Client) -> Client:
    """A prison officer, signed in; the term of the ban asked about stands still in detention."""
    world.ban(last_day=date(2031, 11, 21), stayed=True)
    return signed_in(client, world.user(Role.PRISON))


def looked_up(prison: Client, given: dict[str, str] = BY_NUMBER) -> str:
    """The address of the page about the person of a new look-up."""
    assert prison.post("/lookup/", given).status_code == 200
    return f"/prison/{LookUp.objects.latest('pk').pk}/"


def written(days_ago: int) -> str:
    return f"{day_of(timezone.now()) - timedelta(days=days_ago):%d/%m/%Y}"


def test_a_detention_and_a_release_are_reported_and_the_end_is_explained(prison: Client) -> None:
    address = looked_up(prison)
    page = prison.get(address).content.decode()
    assert "Zoltan Vandenbroucke" in page and "No detention of this person has been reported" in page
    assert "According to the decision, it ends on 21\xa0Nov\xa02031 at 24:00." in page
    subject = str(Ban.objects.get().subject_id)
    sent = {"subject": subject, f"detained_on-{subject}": written(40), "detained": "1"}
    page = prison.post(address, sent, follow=True).content.decode()
    assert "The detention is reported." in page and "End open" in page and Ban.objects.get().ends_at is None
    sent = {"subject": subject, f"released_on-{subject}": written(10), "released": "1"}
    page = prison.post(address, sent, follow=True).content.decode()
    assert "The release is reported." in page and "30 days, so the ban ends on 21\xa0Dec\xa02031 at 24:00." in page
    assert "In force until 21\xa0Dec\xa02031 24:00" in page and Detention.objects.count() == 2


def test_a_ban_whose_term_runs_on_is_said_to(prison: Client, world: World) -> None:
    Ban.objects.get().versions.update(stayed=False)
    assert "The term continues during detention" in prison.get(looked_up(prison)).content.decode()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("", "Enter the day."), ("32/1/2026", "This day does not exist."), ("1/1/2100", "This day is in the future.")],
)
def test_a_day_that_cannot_be_is_refused_beside_the_field(prison: Client, day: str, sentence: str) -> None:
    address = looked_up(prison)
    subject = Ban.objects.get().subject_id
    reply = prison.post(address, {"subject": str(subject), f"detained_on-{subject}": day, "detained": "1"})
    text = reply.content.decode()
    assert reply.status_code == 422 and sentence in text and f'value="{day}"' in text
    assert not Detention.objects.exists()


def test_of_two_records_of_one_person_each_has_its_own_form(prison: Client, world: World) -> None:
    first, second = Ban.objects.get().subject_id, world.ban().subject
    address = looked_up(prison)
    page = prison.post(
        address, {"subject": str(second), f"detained_on-{second}": "x", "detained": "1"}
    ).content.decode()
    assert (
        page.count('value="x"') == 1 and f'id="detained_on-{first}"' in page and f"detained_on-{second}-error" in page
    )


def test_a_release_reported_meanwhile_by_a_colleague_is_said(prison: Client) -> None:
    address = looked_up(prison)
    subject = Ban.objects.get().subject_id
    reply = prison.post(address, {"subject": str(subject), f"released_on-{subject}": written(1), "released": "1"})
    assert reply.status_code == 422 and "changed after you opened it" in reply.content.decode()


def test_only_somebody_whom_an_own_look_up_certainly_found_can_be_reported(prison: Client, world: World) -> None:
    nobody = looked_up(prison, BY_NAME)
    assert prison.get(nobody).status_code == 404
    other = world.ban(STRANGER).subject
    address = looked_up(prison)
    for subject in (str(other), "no subject"):
        sent = {"subject": subject, f"detained_on-{subject}": written(3), "detained": "1"}
        assert prison.post(address, sent).status_code == 404
    foreign = signed_in(Client(), world.user(Role.PRISON, world.foreign(Role.PRISON)))
    assert foreign.get(address).status_code == 404
    assert not Detention.objects.exists()


def test_after_a_day_the_person_must_be_looked_up_again(prison: Client) -> None:
    address = looked_up(prison)
    LookUp.objects.update(at=timezone.now() - timedelta(hours=25))
    assert prison.get(address).status_code == 404


def test_the_desk_lists_the_own_look_ups_that_found_somebody(prison: Client) -> None:
    assert "no certain match" in prison.get("/prison/").content.decode()
    address = looked_up(prison)
    looked_up(prison, BY_NAME)
    text = prison.get("/prison/").content.decode()
    assert text.count('href="/prison/0') == 1 and address in text
    assert len(entries("lookup.read")) == 2 and not entries("detention.read")


def test_the_answer_leads_to_the_report_for_a_prison_alone(prison: Client, world: World) -> None:
    assert "/prison/" in prison.post("/lookup/", BY_NUMBER).content.decode().partition("<main")[2]
    police = signed_in(Client(), world.user(Role.OFFICER))
    assert "/prison/" not in police.post("/lookup/", BY_NUMBER).content.decode()
