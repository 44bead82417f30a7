"""Identities of power: whose accounts and keys need a second person, who that may be, and from when they work."""

from datetime import datetime, timedelta
from types import MappingProxyType

from aigis.core.access.approval import Placement, require_other_person
from aigis.core.access.permissions import Role
from aigis.core.errors import InvalidInput, NotAllowed

# Roles of a company: whoever holds one sees no ban and stops no alert.
_COMPANY_ROLES = frozenset({Role.GUARD, Role.PFSO, Role.BADGE_ISSUER})
# Roles of programs alone: what a directory makes has no power, and what it closes a manager may close alone.
OF_KEYS = frozenset({Role.DIRECTORY})
POWER = frozenset(Role) - _COMPANY_ROLES - OF_KEYS
# New identities that could act before their office hears of them.
DELAYED = frozenset({Role.DESK, Role.OFFICER, Role.REGISTRAR, Role.APPROVER, Role.PROSECUTOR, Role.ADMIN})
WAIT = timedelta(hours=24)
# The head of an office; a head who approves may let the identity work at once.
HEADS = frozenset({Role.SUPERIOR, Role.PROSECUTOR, Role.APPROVER, Role.AUDITOR})
# Whom a role invites, locks and closes in its own organisation; an administrator does it everywhere.
MANAGED = MappingProxyType(
    {
        Role.PFSO: frozenset({Role.GUARD, Role.BADGE_ISSUER, Role.DIRECTORY}),
        Role.PROSECUTOR: frozenset(
            {Role.REGISTRAR, Role.APPROVER, Role.PROSECUTOR, Role.SUPERIOR, Role.DESK} | OF_KEYS
        ),
        Role.APPROVER: frozenset({Role.REGISTRAR, Role.APPROVER, Role.DIRECTORY}),
        Role.SUPERIOR: frozenset({Role.OFFICER, Role.DESK, Role.PRISON, Role.SUPERIOR, Role.DIRECTORY}),
        Role.AUDITOR: frozenset({Role.AUDITOR, Role.DIRECTORY}),
        Role.ADMIN: frozenset(Role),
    }
)


def needs_second(role: Role) -> bool:
    """Tells whether an identity of the role is made, changed or recovered by two people."""
    return role in POWER


def require_of_person(role: Role) -> None:
    """Raises InvalidInput for a role that no person has."""
    if role in OF_KEYS:
        raise InvalidInput("This role is for API clients alone. Choose another.", field="role")


def may_manage(role: Role, *, manager: Role, same_organisation: bool) -> bool:
    """Tells whether a manager may invite, lock and close accounts of a role."""
    return role in MANAGED.get(manager, frozenset()) and (same_organisation or manager is Role.ADMIN)


def require_identity_second(
    *, proposer: Placement, approver: Placement, office: int, role: Role, office_has_manager: bool
) -> None:
    """Raises NotAllowed unless the approver is another human being in the right organisation.

    An administrator's identity is approved by an administrator of another organisation than the proposer's; any other
    one by a manager of the office itself. As long as an office has no manager, or where its own manager proposed, an
    administrator is the second person, too.
    """
    require_other_person(proposer, approver)
    if role is Role.ADMIN:
        if approver.role is not Role.ADMIN or approver.organisation == proposer.organisation:
            raise NotAllowed("An administrator of another organisation must approve this.")
        return
    of_office = approver.organisation == office and role in MANAGED.get(approver.role, frozenset())
    stands_in = approver.role is Role.ADMIN and (proposer.organisation == office or not office_has_manager)
    if not (of_office or stands_in):
        raise NotAllowed("A manager of the office itself must approve this.")


def first_use(role: Role, *, at: datetime, wait: timedelta) -> datetime | None:
    """Returns from when a new identity of the role works; None is at once."""
    return at + wait if role in DELAYED and wait else None


def require_awake(works_from: datetime | None, *, at: datetime) -> None:
    """Raises NotAllowed for an identity that does not work yet."""
    if works_from is not None and at < works_from:
        raise NotAllowed(
            "This identity is new and works 24 hours after it was approved. The head of the office can confirm it."
        )


def may_confirm_at_once(approver: Placement, *, office: int) -> bool:
    """Tells whether an approver is the head of the office and may let the identity work at once."""
    return approver.organisation == office and approver.role in HEADS
