"""Which roles sign in with a second factor, and how long a fresh proof of it lasts."""

from datetime import timedelta

from aigis.core.access.permissions import Capability, Role

# Whoever can free a person, stop an alert, read the register or the log, or make accounts.
_ROLES = frozenset(
    {Role.REGISTRAR, Role.APPROVER, Role.PROSECUTOR, Role.DESK, Role.OFFICER, Role.AUDITOR, Role.ADMIN, Role.PRISON}
    | {Role.SUPERIOR}
)
# A form is opened within the first and sent within the second, so that what was typed is not lost.
FRESH_TO_OPEN = timedelta(minutes=10)
FRESH_TO_SEND = timedelta(minutes=25)


# What a program may have to sign, as a person proves the second factor: it frees somebody, or stops an alert.
_SIGNED = frozenset(
    {Capability.BAN_CHANGE, Capability.SUBJECT_CHANGE, Capability.PROPOSAL_DECIDE, Capability.ALERT_ANSWER}
)


def needs_signature(capability: Capability) -> bool:
    """Tells whether a program's act of the capability is one that an installation may want signed."""
    return capability in _SIGNED


def needs_factor(role: Role) -> bool:
    """Tells whether the role signs in with a second factor."""
    return role in _ROLES
