"""The pages of the sign-in service: a rule is proposed, approved by a second person, listed and ended."""

import pytest
from django.test import Client
from django.utils import timezone

from aigis.apps.accounts import proposals
from aigis.apps.accounts.models import ProviderRule
from aigis.apps.approvals.models import Approval
from aigis.apps.people import access
from aigis.core.access.permissions import Role
from tests.world import COMPANY, World

pytestmark = pytest.mark.calendar
FORM = {"claim": "groups", "value": "quay-guards", "organisation": COMPANY, "role": "guard"}


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def test_a_rule_waits_for_a_second_person_then_is_listed_and_ended(world: World) -> None:
    admin = signed_in(world, Role.ADMIN)
    assert "No rules." in admin.get("/accounts/rules/").content.decode()
    assert admin.post("/accounts/rules/new", FORM).status_code == 302
    assert "No rules." in admin.get("/accounts/rules/").content.decode()
    waiting = Approval.objects.get()
    text = admin.get(f"/accounts/proposals/{waiting.pk}").content.decode()
    assert "Rule of the sign-in service" in text and "groups = quay-guards" in text
    other = access.actor_of_user(world.user(Role.ADMIN, "other-service"))
    proposals.approve(waiting.pk, at_once=False, actor=other, at=timezone.now())
    assert "groups = quay-guards" in admin.get("/accounts/rules/").content.decode()
    address = f"/accounts/rules/{ProviderRule.objects.get().pk}/end"
    assert "cannot sign in any more" in admin.get(address).content.decode()
    assert admin.post(address).status_code == 302
    assert "No rules." in admin.get("/accounts/rules/").content.decode()
    assert admin.post(address).status_code == 404


@pytest.mark.parametrize("changed", [{"claim": ""}, {"value": " "}, {"role": "officer"}, {"organisation": "x"}])
def test_a_rule_that_cannot_be_is_refused_beside_its_field(world: World, changed: dict[str, str]) -> None:
    reply = signed_in(world, Role.ADMIN).post("/accounts/rules/new", {**FORM, **changed})
    assert reply.status_code == 422 and "govuk-error-message" in reply.content.decode()
    assert not Approval.objects.exists()


def test_a_manager_sees_the_rules_of_the_own_organisation_alone(world: World) -> None:
    organisations = world.organisations
    for value, code, role in (("guards", COMPANY, "guard"), ("police", "police", "officer")):
        ProviderRule.objects.create(
            claim="groups", value=value, organisation=organisations[code], role=role, made_at=world.at, approved_by="x"
        )
    text = signed_in(world, Role.PFSO).get("/accounts/rules/").content.decode()
    assert "groups = guards" in text and "groups = police" not in text
    foreign = ProviderRule.objects.get(value="police").pk
    assert signed_in(world, Role.PFSO).post(f"/accounts/rules/{foreign}/end").status_code == 404
