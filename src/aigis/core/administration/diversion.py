"""Whether a new desk would take alerts away from another one."""

from collections.abc import Iterable, Sequence

from aigis.core.checks.alert_routing import DeskFacts
from aigis.core.errors import InvalidInput


def require_no_diversion(ports: Iterable[str], present: Sequence[DeskFacts]) -> None:
    """Raises InvalidInput for a desk for a port whose alerts go to a desk for all ports now.

    A desk for a port takes the place of those for the whole country: one administrator must not send alerts elsewhere.
    `present` are the desks of the same kind.
    """
    for port in ports:
        if any(desk.covers(port) for desk in present) and not any(port in desk.ports for desk in present):
            raise InvalidInput(
                "This desk would take alerts away from a desk for all ports. That desk's office must propose it.",
                field="ports",
            )
