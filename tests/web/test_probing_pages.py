"""The pages of probing: who sees findings, who ends a restraint, and decoys that only auditors see."""

from datetime import timedelta

import pytest
from django.test import Client

from aigis.apps.checks.actions import perform
from aigis.apps.probing import watch
from aigis.apps.probing.models import Decoy, ProbingFinding, Restraint
from aigis.core.access.permissions import Role
from aigis.core.checks.probe_patterns import RestraintLevel
from tests.core.test_probe_patterns import SPELLINGS, zoltan
from tests.world import World

pytestmark = pytest.mark.calendar
DECOY = {"family_name": "Zwartekraai", "given_names": "Hyacintha", "birth_date": "19/09/1969"}


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def finding(world: World) -> ProbingFinding:
    """A guard's program that tries the spellings of a name."""
    perform([world.query(zoltan(family)) for family in SPELLINGS], at=world.at)
    assert watch.run(at=world.at + timedelta(seconds=1)) == 1
    return ProbingFinding.objects.get()


def test_an_officer_sees_what_was_found_and_cannot_end_the_restraint(world: World, finding: ProbingFinding) -> None:
    client = signed_in(world, Role.OFFICER)
    text = client.get("/probing/").content.decode()
    assert "spellings of one name" in text and finding.actor_key in text and "Quay" in text
    assert "End the restraint" not in text and "Decoys" not in text
    assert client.post(f"/probing/{finding.pk}/release/", {"note": "no"}).status_code == 403
    assert "Zoltan" not in text and "Vandenbroucke" not in text


def test_an_auditor_ends_a_restraint_only_with_a_reason(world: World, finding: ProbingFinding) -> None:
    client = signed_in(world, Role.AUDITOR)
    assert "answers after 2 seconds" in client.get("/probing/").content.decode()
    refused = client.post(f"/probing/{finding.pk}/release/", {"note": ""})
    assert refused.status_code == 422 and "Give the reason why the restraint ends." in refused.content.decode()
    assert client.post(f"/probing/{finding.pk}/release/", {"note": "A test."}).status_code == 302
    assert Restraint.objects.get().level == RestraintLevel.NONE
    assert "not restrained" in client.get("/probing/").content.decode()


def test_without_findings_the_page_says_so(world: World) -> None:
    assert "No probing was found." in signed_in(world, Role.AUDITOR).get("/probing/").content.decode()


def test_an_auditor_adds_and_ends_a_decoy(world: World) -> None:
    client = signed_in(world, Role.AUDITOR)
    assert "No decoys yet." in client.get("/probing/decoys/").content.decode()
    assert client.post("/probing/decoys/", DECOY).status_code == 302
    text = client.get("/probing/decoys/").content.decode()
    assert "Hyacintha Zwartekraai" in text and "1969-09-19" in text
    assert client.post(f"/probing/decoys/{Decoy.objects.get().pk}/end/").status_code == 302
    assert "No decoys yet." in client.get("/probing/decoys/").content.decode()


@pytest.mark.parametrize("changed", [{"birth_date": "1969"}, {"birth_date": "31/02/1969"}, {"given_names": ""}])
def test_a_decoy_that_no_check_could_find_is_refused_beside_its_field(world: World, changed: dict[str, str]) -> None:
    reply = signed_in(world, Role.AUDITOR).post("/probing/decoys/", {**DECOY, **changed})
    assert reply.status_code == 422 and "govuk-error-message" in reply.content.decode()
    assert not Decoy.objects.exists()


def test_nobody_but_an_auditor_sees_decoys(world: World) -> None:
    for role in set(Role) - {Role.AUDITOR}:
        assert signed_in(world, role).get("/probing/decoys/").status_code == 403
