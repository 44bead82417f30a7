"""How long a session may be idle, by role: the more a role may do, the shorter (NIST SP 800-63B-4, section 2)."""

from datetime import timedelta

from aigis.core.access.permissions import Role

_SHIFT = timedelta(hours=12)  # a gate and an alert desk stay open for a shift
_HOUR = timedelta(hours=1)
_LIMITS = {
    Role.GUARD: _SHIFT,
    Role.DESK: _SHIFT,
    Role.PFSO: _HOUR,
    Role.BADGE_ISSUER: _HOUR,
    Role.ADMIN: timedelta(minutes=15),
}
_OFFICE = timedelta(minutes=30)


def idle_limit(role: Role) -> timedelta:
    """Returns after how long without a request a session of the role ends."""
    return _LIMITS.get(role, _OFFICE)
