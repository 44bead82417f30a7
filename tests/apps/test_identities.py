"""Two people for power: nobody alone makes, changes or recovers an identity of an office, by no way there is."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.accounts import keys, management, proposals
from aigis.apps.accounts.invitations import InvitationDraft
from aigis.apps.accounts.keys import KeyDraft
from aigis.apps.accounts.models import SignInSession
from aigis.apps.approvals.models import Approval
from aigis.apps.notices.models import Notice
from aigis.apps.people import access
from aigis.apps.people.access import actor_of_user
from aigis.apps.people.models import ApiClient, User
from aigis.core.access.permissions import Actor, Role
from aigis.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, NotSignedIn
from tests.world import FORCE, World, entries, number


def person(name: str, role: Role, **more: str) -> InvitationDraft:
    values = {"unit": "unit", "national_number": number(name), "email": f"{name}@example.org", **more}
    return InvitationDraft(username=name, role=role, **values)  # type: ignore[arg-type]


@pytest.fixture
def admin(world: World) -> Actor:
    return actor_of_user(world.user(Role.ADMIN))


@pytest.fixture
def head(world: World) -> Actor:
    return actor_of_user(world.user(Role.SUPERIOR))


def propose(world: World, admin: Actor, at: datetime) -> UUID:
    draft = person("new-officer", Role.OFFICER)
    waiting = management.invite(draft, world.organisations[FORCE].pk, actor=admin, at=at)
    assert waiting is not None
    return waiting


def test_an_officer_exists_only_once_the_office_has_approved(
    world: World, admin: Actor, head: Actor, at: datetime
) -> None:
    waiting = propose(world, admin, at)
    assert not User.objects.filter(username="new-officer").exists()
    with pytest.raises(NotAllowed):
        proposals.approve(waiting, at_once=False, actor=admin, at=at + timedelta(minutes=1))
    proposals.approve(waiting, at_once=False, actor=head, at=at + timedelta(minutes=1))
    made = User.objects.get(username="new-officer")
    assert made.state == "invited" and made.person_code is not None
    assert Notice.objects.filter(address="police@office.example", kind="account.office").exists()
    assert [entry["core"]["state"] for entry in entries("identity.decided")] == ["approved"]
    assert len(entries("identity.refused")) == 1


def test_a_proposal_is_decided_once_and_lapses(world: World, admin: Actor, head: Actor, at: datetime) -> None:
    waiting = propose(world, admin, at)
    with pytest.raises(Conflict, match="lapsed"):
        proposals.approve(waiting, at_once=False, actor=head, at=at + timedelta(days=15))
    proposals.reject(waiting, note="unknown here", actor=head, at=at + timedelta(minutes=1))
    with pytest.raises(Conflict, match="already decided"):
        proposals.approve(waiting, at_once=False, actor=head, at=at + timedelta(minutes=2))
    assert not User.objects.filter(username="new-officer").exists()


def test_the_number_of_an_invited_person_is_not_in_the_proposal(world: World, admin: Actor, at: datetime) -> None:
    propose(world, admin, at)
    assert number("new-officer") not in str(Approval.objects.get().payload)


def test_the_key_of_an_office_is_shown_to_its_second_person_and_not_to_who_asked(
    world: World, admin: Actor, head: Actor, at: datetime
) -> None:
    draft = KeyDraft(world.organisations[FORCE].pk, Role.DESK, "dispatching", at + timedelta(days=90))
    made = keys.make_key(draft, actor=admin, at=at, request=None)
    assert made.key == "" and made.proposal is not None and not ApiClient.objects.exists()
    key = proposals.approve(made.proposal, at_once=False, actor=head, at=at + timedelta(minutes=1))
    assert access.actor_of_key(key, at=at + timedelta(minutes=2)).role is Role.DESK


def test_a_new_identity_of_power_waits_a_day_unless_the_head_of_the_office_confirms(
    world: World, admin: Actor, head: Actor, at: datetime, settings: object
) -> None:
    from dataclasses import replace

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, identity_wait=timedelta(hours=24))  # type: ignore[attr-defined]
    later = at + timedelta(days=2)
    office = world.organisations[FORCE].pk

    def key_of(name: str, *, at_once: bool) -> str:
        made = keys.make_key(
            KeyDraft(office, Role.DESK, name, later + timedelta(days=9)), actor=admin, at=later, request=None
        )
        assert made.proposal is not None
        return proposals.approve(made.proposal, at_once=at_once, actor=head, at=later + timedelta(minutes=1))

    waiting, confirmed = key_of("waiting", at_once=False), key_of("confirmed", at_once=True)
    soon = later + timedelta(minutes=2)
    assert access.actor_of_key(confirmed, at=soon).role is Role.DESK
    with pytest.raises(NotAllowed, match="24 hours"):
        access.actor_of_key(waiting, at=soon)
    assert access.actor_of_key(waiting, at=later + timedelta(hours=25)).role is Role.DESK


# Every way for one person to reach two ends.


def attempts(world: World, actor: Actor, at: datetime) -> dict[str, Callable[[], object]]:
    """Every action by which somebody could make, change or recover an identity of an office, as one person calls it."""
    officer, office = world.user(Role.OFFICER), world.organisations[FORCE].pk
    User.objects.filter(pk=officer.pk).update(email="officer@example.org")
    return {
        "invite": lambda: management.invite(person("x", Role.DESK), office, actor=actor, at=at),
        "key": lambda: keys.make_key(
            KeyDraft(office, Role.DESK, "x", at + timedelta(days=9)), actor=actor, at=at, request=None
        ),
        "rotate": lambda: keys.rotate_key(world.client(Role.DESK)[0].pk, actor=actor, at=at),
        "place": lambda: management.place(officer.pk, Role.DESK, "unit", actor=actor, at=at),
        "reset": lambda: management.reset_password(officer.pk, actor=actor, at=at),
        "mail address": lambda: management.change_details(officer.pk, {"email": "me@example.org"}, actor=actor, at=at),
        "unlock": lambda: management.unlock(_locked(world).pk, why="x", actor=actor, at=at),
    }


def _locked(world: World) -> User:
    user = world.user(Role.OFFICER)
    User.objects.filter(pk=user.pk).update(state="locked", is_active=False)
    return user


def snapshot() -> tuple[object, ...]:
    users = User.objects.order_by("pk").values_list("pk", "role", "unit", "email", "password", "is_active")
    return tuple(users), tuple(ApiClient.objects.order_by("pk").values_list("pk", "revoked_at", "role"))


@pytest.mark.parametrize("role", list(Role))
def test_no_role_alone_changes_anything_about_an_identity_of_an_office(world: World, role: Role, at: datetime) -> None:
    for each in Role:
        world.user(each)
    world.client(Role.DESK)
    _locked(world)
    actor = actor_of_user(world.user(role)) if role is not Role.OFFICER else world.actor(Role.OFFICER)
    for name, attempt in attempts(world, actor, at).items():
        before = snapshot()
        with suppress(DomainError):
            attempt()
        assert snapshot() == before, (role, name)
        for waiting in Approval.objects.filter(state="waiting"):
            with pytest.raises(DomainError):
                proposals.approve(waiting.pk, at_once=True, actor=actor, at=at + timedelta(seconds=1))
        assert snapshot() == before, (role, name)


def test_one_person_with_two_accounts_is_one_person(world: World, admin: Actor, at: datetime) -> None:
    waiting = propose(world, admin, at)
    second = world.user(Role.SUPERIOR)
    User.objects.filter(pk=second.pk).update(person_code=world.user(Role.ADMIN).person_code)
    with pytest.raises(NotAllowed, match="same person"):
        proposals.approve(waiting, at_once=False, actor=actor_of_user(second), at=at + timedelta(minutes=1))


def test_an_administrator_is_not_made_by_two_of_one_organisation(world: World, admin: Actor, at: datetime) -> None:
    waiting = management.invite(person("admin3", Role.ADMIN), world.organisations["service"].pk, actor=admin, at=at)
    assert waiting is not None
    auditor = actor_of_user(world.user(Role.AUDITOR))
    with pytest.raises(NotAllowed):
        proposals.approve(waiting, at_once=False, actor=auditor, at=at + timedelta(minutes=1))
    other = actor_of_user(world.user(Role.ADMIN, "other-service"))
    proposals.approve(waiting, at_once=False, actor=other, at=at + timedelta(minutes=1))
    assert User.objects.filter(username="admin3").exists()


def test_whoever_came_to_the_office_after_the_proposal_does_not_decide_it(
    world: World, admin: Actor, at: datetime
) -> None:
    waiting = propose(world, admin, at)
    late = world.user(Role.SUPERIOR)
    User.objects.filter(pk=late.pk).update(placed_at=at + timedelta(minutes=1))
    with pytest.raises(NotAllowed, match="has changed since"):
        proposals.approve(waiting, at_once=False, actor=actor_of_user(late), at=at + timedelta(minutes=2))


def test_nobody_releases_the_own_password(world: World, admin: Actor, head: Actor, at: datetime) -> None:
    User.objects.filter(pk=world.user(Role.SUPERIOR).pk).update(email="head@example.org")
    waiting = management.reset_password(world.user(Role.SUPERIOR).pk, actor=admin, at=at)
    assert waiting is not None
    with pytest.raises(NotAllowed):
        proposals.approve(waiting, at_once=False, actor=head, at=at + timedelta(minutes=1))


# Companies manage themselves.


def test_a_pfso_invites_suspends_and_closes_own_guards(world: World, at: datetime) -> None:
    pfso = actor_of_user(world.user(Role.PFSO))
    draft = InvitationDraft("guard-9", Role.GUARD, email="g@example.org", gates=("BEANR-0001/main",))
    assert management.invite(draft, pfso.organisation, actor=pfso, at=at) is None
    guard = User.objects.get(username="guard-9")
    management.lock(guard.pk, why="on leave", actor=pfso, at=at)
    assert User.objects.get(pk=guard.pk).state == "locked"
    management.unlock(guard.pk, why="back", actor=pfso, at=at)
    assert User.objects.get(pk=guard.pk).state == "invited"  # no password yet
    management.close(guard.pk, why="left", actor=pfso, at=at)
    states = sorted(entry["core"]["state"] for entry in entries("people.user_state"))
    assert states == ["closed", "invited", "locked"]
    with pytest.raises(Conflict):
        management.close(guard.pk, why="again", actor=pfso, at=at)


def test_a_pfso_reaches_no_guard_of_another_company_and_no_other_role(world: World, at: datetime) -> None:
    pfso = actor_of_user(world.user(Role.PFSO))
    foreign = world.user(Role.GUARD, "other-quay")
    with pytest.raises(NotFound):
        management.lock(foreign.pk, why="x", actor=pfso, at=at)
    with pytest.raises(NotAllowed):
        management.invite(InvitationDraft("x", Role.GUARD), foreign.organisation_id or 0, actor=pfso, at=at)
    with pytest.raises(NotAllowed):
        management.invite(InvitationDraft("x", Role.PFSO), pfso.organisation, actor=pfso, at=at)
    with pytest.raises(InvalidInput):
        draft = InvitationDraft("x", Role.GUARD, email="x@example.org", gates=("BEANR-0002/main",))
        management.invite(draft, pfso.organisation, actor=pfso, at=at)
    assert not User.objects.filter(username="x").exists()


def test_a_locked_account_loses_its_sessions_at_once(world: World, at: datetime) -> None:
    guard = world.user(Role.GUARD)
    times = {
        "started_at": at,
        "seen_at": at,
        "ends_at": at + timedelta(hours=9),
        "expire_date": at + timedelta(hours=9),
    }
    SignInSession.objects.create(session_key="a" * 64, session_data="", user=guard, **times)
    management.lock(guard.pk, why="lost badge", actor=actor_of_user(world.user(Role.PFSO)), at=at)
    assert not SignInSession.objects.exists()


def test_a_key_is_rotated_with_an_overlap(world: World, at: datetime) -> None:
    pfso = actor_of_user(world.user(Role.PFSO))
    draft = KeyDraft(pfso.organisation, Role.GUARD, "turnstile", at + timedelta(days=90), ("BEANR-0001/main",))
    first = keys.make_key(draft, actor=pfso, at=at, request=None)
    assert first.client is not None
    second = keys.rotate_key(first.client.pk, actor=pfso, at=at)
    for key in (first.key, second.key):
        assert access.actor_of_key(key, at=at + timedelta(days=6)).role is Role.GUARD
    access.key_cache.clear()
    with pytest.raises(NotSignedIn):
        access.actor_of_key(first.key, at=at + timedelta(days=8))
    with pytest.raises(Conflict, match="successor"):
        keys.rotate_key(first.client.pk, actor=pfso, at=at)


def test_the_last_use_of_a_key_is_noted(world: World, at: datetime) -> None:
    client, key = world.client(Role.GUARD)
    access.actor_of_key(key, at=at)
    assert ApiClient.objects.get(pk=client.pk).last_used_at == at
