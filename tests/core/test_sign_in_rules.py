"""Delays after failed sign-ins, and who may be the second person for an identity."""

from datetime import UTC, datetime, timedelta

import pytest

from aigis.core.access.approval import Placement
from aigis.core.access.identities import (
    DELAYED,
    MANAGED,
    OF_KEYS,
    POWER,
    first_use,
    may_manage,
    require_awake,
    require_identity_second,
)
from aigis.core.access.idle_limits import idle_limit
from aigis.core.access.permissions import Role
from aigis.core.access.second_factor import needs_factor
from aigis.core.access.sign_in_delays import Failures, required_wait
from aigis.core.errors import NotAllowed

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
OFFICE, OTHER, ADMINS, OTHER_ADMINS = 1, 2, 3, 4


def wait(pair: int = 0, name: int = 0, network: int = 0, *, usual: bool = False) -> float:
    failures = Failures("pair", pair, AT, AT if usual else None)
    return required_wait(failures, Failures("name", name, AT), Failures("network", network, AT), at=AT).total_seconds()


def test_a_few_mistakes_cost_nothing_and_then_each_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    assert [wait(pair=count) for count in (0, 2, 3, 4, 5, 12, 50)] == [0, 0, 1, 2, 4, 512, 900]


def test_failures_of_others_delay_a_minute_at_most_and_not_at_the_usual_place() -> None:
    assert wait(name=100, network=100) == 60
    assert wait(name=100, network=100, usual=True) == 0
    assert wait(pair=5, name=100, usual=True) == 4


def test_failures_of_the_day_before_are_forgotten() -> None:
    old = Failures("pair", 9, AT - timedelta(hours=25))
    assert old.failed(AT).count == 1 and Failures("pair", 9, AT).failed(AT).count == 10
    assert required_wait(old, Failures("name"), Failures("network"), at=AT) <= timedelta(0)


def account(name: str, role: Role, organisation: int, person: str = "") -> Placement:
    return Placement(name, person or name, role, organisation, "unit", AT)


def refused(proposer: Placement, approver: Placement, role: Role, *, has_manager: bool = True) -> bool:
    try:
        require_identity_second(
            proposer=proposer, approver=approver, office=OFFICE, role=role, office_has_manager=has_manager
        )
    except NotAllowed:
        return True
    return False


ADMIN = account("admin", Role.ADMIN, ADMINS)
HEAD = account("head", Role.SUPERIOR, OFFICE)


def test_an_officer_is_made_by_an_administrator_and_the_office_or_by_two_of_the_office() -> None:
    assert not refused(ADMIN, HEAD, Role.OFFICER)
    assert not refused(HEAD, account("second", Role.SUPERIOR, OFFICE), Role.OFFICER)
    assert not refused(HEAD, ADMIN, Role.OFFICER)


def test_two_administrators_alone_make_nobody_at_an_office_that_has_a_manager() -> None:
    other = account("admin2", Role.ADMIN, OTHER_ADMINS)
    assert refused(ADMIN, other, Role.OFFICER)
    assert not refused(ADMIN, other, Role.SUPERIOR, has_manager=False)


def test_nobody_is_their_own_second_person_not_by_another_account_either() -> None:
    assert refused(HEAD, HEAD, Role.OFFICER)
    assert refused(HEAD, account("second", Role.SUPERIOR, OFFICE, person="head"), Role.OFFICER)
    assert refused(ADMIN, account("head", Role.SUPERIOR, OFFICE, person="admin"), Role.OFFICER)
    assert refused(ADMIN, Placement("head", "", Role.SUPERIOR, OFFICE, "unit", AT), Role.OFFICER)


def test_the_manager_of_another_office_or_an_officer_cannot_decide() -> None:
    assert refused(ADMIN, account("x", Role.SUPERIOR, OTHER), Role.OFFICER)
    assert refused(ADMIN, account("x", Role.OFFICER, OFFICE), Role.OFFICER)


def test_an_administrator_is_made_by_administrators_of_two_organisations() -> None:
    assert refused(ADMIN, account("admin2", Role.ADMIN, ADMINS), Role.ADMIN)
    assert not refused(ADMIN, account("admin2", Role.ADMIN, OTHER_ADMINS), Role.ADMIN)
    assert refused(ADMIN, account("x", Role.AUDITOR, OTHER_ADMINS), Role.ADMIN)


def test_a_role_of_keys_alone_makes_nobody_powerful_and_signs_in_nowhere() -> None:
    assert {Role.DIRECTORY} == OF_KEYS
    assert OF_KEYS.isdisjoint(POWER | MANAGED.keys())
    assert not any(needs_factor(role) for role in OF_KEYS)


@pytest.mark.parametrize("role", [role for role in Role if role not in OF_KEYS])
def test_every_role_but_those_of_companies_is_one_of_power_and_has_a_second_factor_and_a_manager(role: Role) -> None:
    company = role in (Role.GUARD, Role.PFSO, Role.BADGE_ISSUER)
    assert (role in POWER) is not company and needs_factor(role) is not company
    assert may_manage(role, manager=Role.ADMIN, same_organisation=False)
    assert company or role is Role.ADMIN or any(role in managed for who, managed in MANAGED.items() if who != "admin")
    assert idle_limit(role) <= timedelta(hours=12)


def test_a_new_identity_of_power_waits_a_day_and_a_guard_does_not() -> None:
    day = timedelta(hours=24)
    assert first_use(Role.DESK, at=AT, wait=day) == AT + day and Role.DESK in DELAYED
    assert first_use(Role.GUARD, at=AT, wait=day) is None and first_use(Role.DESK, at=AT, wait=timedelta(0)) is None
    require_awake(AT, at=AT)
    with pytest.raises(NotAllowed, match="24 hours"):
        require_awake(AT + timedelta(seconds=1), at=AT)


def test_nobody_manages_an_account_of_another_organisation_but_an_administrator() -> None:
    assert may_manage(Role.GUARD, manager=Role.PFSO, same_organisation=True)
    assert not may_manage(Role.GUARD, manager=Role.PFSO, same_organisation=False)
    assert not may_manage(Role.PFSO, manager=Role.PFSO, same_organisation=True)
    assert not may_manage(Role.OFFICER, manager=Role.OFFICER, same_organisation=True)
