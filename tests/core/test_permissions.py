"""The table role x capability: the rows that must never change by accident."""

import pytest

from aigis.core.access.permissions import ROLES_OF, TABLE, Actor, Capability, Role, may, require, require_fitting
from aigis.core.errors import InvalidInput, NotAllowed

C = Capability


def actor(role: Role | None) -> Actor:
    return Actor("user", "7", role, 1)


def carriers(capability: Capability) -> set[Role]:
    return {role for role in Role if capability in TABLE[role]}


def test_every_role_has_a_row_and_every_capability_somebody() -> None:
    assert TABLE.keys() == set(Role)
    assert all(carriers(capability) for capability in Capability)


@pytest.mark.parametrize(
    ("capability", "roles"),
    [
        (C.BAN_REGISTER, {Role.REGISTRAR}),
        (C.BAN_IMPORT, {Role.REGISTRAR}),
        (C.BAN_READ, {Role.REGISTRAR, Role.APPROVER, Role.PROSECUTOR}),
        (C.LOOKUP_ASK, {Role.PROSECUTOR, Role.OFFICER, Role.PRISON}),
        (C.ALERT_ANSWER, {Role.PROSECUTOR, Role.OFFICER, Role.DESK}),
        (C.CHECK_ASK, {Role.GUARD, Role.PFSO, Role.BADGE_ISSUER}),
        (C.CHECK_JUDGE, {Role.PFSO}),
        (C.LOG_READ, {Role.AUDITOR}),
        (C.DETENTION_REPORT, {Role.PRISON}),
        (C.DETENTION_CORRECT, {Role.PRISON, Role.REGISTRAR}),
        (C.PROPOSAL_DECIDE, {Role.APPROVER}),
        (C.PROBING_READ, {Role.OFFICER, Role.AUDITOR}),
        (C.PROBING_RELEASE, {Role.AUDITOR}),
        (C.DECOY_EDIT, {Role.AUDITOR}),
        (C.PEOPLE_MANAGE, {Role.ADMIN}),
    ],
)
def test_who_may_do_what(capability: Capability, roles: set[Role]) -> None:
    assert carriers(capability) == roles


def test_nobody_at_a_gate_sees_a_ban_or_an_alert() -> None:
    secret = {C.BAN_READ, C.LOOKUP_ASK, C.ALERT_READ, C.REMINDER_READ}
    for role in (Role.GUARD, Role.PFSO, Role.BADGE_ISSUER, Role.ADMIN, Role.AUDITOR):
        assert not secret & TABLE[role]


def test_the_administrator_sees_no_check_and_no_ban() -> None:
    assert TABLE[Role.ADMIN] == {C.PEOPLE_MANAGE, C.DELIVERY_RESEND, C.STAFF_MANAGE, C.CLIENT_SELF}


def test_the_table_cannot_be_changed_while_running() -> None:
    with pytest.raises(TypeError):
        TABLE[Role.GUARD] = frozenset(Capability)  # type: ignore[index]


def test_somebody_without_a_role_may_do_nothing() -> None:
    assert not any(may(actor(None), capability) for capability in Capability)


def test_a_refusal_names_the_capability() -> None:
    require(actor(Role.GUARD), C.CHECK_ASK)
    with pytest.raises(NotAllowed, match=r"ban\.register"):
        require(actor(Role.GUARD), C.BAN_REGISTER)


def test_the_log_names_an_actor_by_kind_and_id() -> None:
    assert actor(Role.GUARD).key == "user:7"


def test_no_company_has_a_role_that_sees_bans_or_alerts() -> None:
    seeing = {Capability.BAN_READ, Capability.LOOKUP_ASK, Capability.ALERT_READ, Capability.BAN_REGISTER}
    assert not any(TABLE[role] & seeing for role in ROLES_OF["company"])
    with pytest.raises(InvalidInput):
        require_fitting(Role.OFFICER, organisation_kind="company")
    require_fitting(Role.GUARD, organisation_kind="company")


def test_every_role_fits_some_kind_of_organisation() -> None:
    assert set().union(*ROLES_OF.values()) == set(Role)
