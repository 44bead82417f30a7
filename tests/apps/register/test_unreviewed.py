"""Justifications that nobody reviews go up as counts: to the service's superior and the administrator."""

from datetime import datetime, timedelta

import pytest

from aigis.apps.people.models import ApiClient, User
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.lookups import justifications
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.apps.register.lookups.unreviewed import GOES_UP_AFTER, sees, unreviewed
from aigis.core.access.permissions import Actor, Role
from tests.world import FORCE, STRANGER, World, entries, holds

WHY = "He was seen at three gates in one night, see PV 7/26."


@pytest.fixture
def justified(world: World, at: datetime) -> Actor:
    """An officer whose tenth look-up is justified, and waits."""
    officer = world.actor(Role.OFFICER)
    for _ in range(10):
        last = look_up(
            LookUpQuery("control", "PV 7/26", STRANGER), actor=officer, at=at, view=current_register.current(at=at)
        )
    justifications.justify(last.id, WHY, actor=officer, at=at)
    return officer


def test_an_organisation_without_a_superior_goes_up_at_once(world: World, justified: Actor, at: datetime) -> None:
    ((found),) = unreviewed(actor=world.actor(Role.ADMIN), at=at)
    assert (found.organisation, found.many, found.since, found.has_superior) == (FORCE.title(), 1, at, False)
    assert not holds(found, "Okonkwo") and not holds(found, "PV 7/26")
    assert len(entries("lookup.unreviewed_read")) == 1


def test_a_superior_has_two_weeks(world: World, justified: Actor, at: datetime) -> None:
    world.user(Role.SUPERIOR)
    admin = world.actor(Role.ADMIN)
    assert unreviewed(actor=admin, at=at + GOES_UP_AFTER - timedelta(seconds=1)) == ()
    ((found),) = unreviewed(actor=admin, at=at + GOES_UP_AFTER)
    assert found.has_superior
    User.objects.update(is_active=False)
    ((found),) = unreviewed(actor=admin, at=at)
    assert not found.has_superior


def test_what_is_decided_goes_up_no_more(world: World, justified: Actor, at: datetime) -> None:
    superior = world.actor(Role.SUPERIOR)
    ((waiting),) = justifications.reviews(actor=superior, at=at).waiting
    justifications.review(waiting.row.pk, accepted=True, note="", actor=superior, at=at)
    ApiClient.objects.filter(role=Role.SUPERIOR.value).update(revoked_at=at)
    assert unreviewed(actor=world.actor(Role.ADMIN), at=at + 2 * GOES_UP_AFTER) == ()


def test_it_goes_up_to_the_superiors_of_the_service_alone(world: World) -> None:
    assert sees(world.actor(Role.SUPERIOR, "service")) and not sees(world.actor(Role.SUPERIOR))
    assert not sees(world.actor(Role.ADMIN))
