"""An alert is closed at two organisations by two people: no program and no person closes it at both."""

from collections.abc import Iterable
from dataclasses import dataclass

from aigis.core.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Closer:
    """Who closes an alert at a desk: an account's key like `client:7`, its organisation, and the person's code."""

    account: str
    organisation: int
    person: str  # hex; empty where it is not known

    @property
    def is_program(self) -> bool:
        """Tells whether an API key closes it."""
        return self.account.startswith("client:")


def require_independent(closer: Closer, others: Iterable[Closer]) -> None:
    """Raises NotAllowed where another organisation's desk closed the alert by a program too, or by the same person."""
    for other in others:
        if other.organisation == closer.organisation:
            continue
        if closer.is_program and other.is_program:
            raise NotAllowed("A program closed this alert at the other office. A person must close it here.")
        if closer.person and closer.person == other.person:
            raise NotAllowed(
                "The same person closed this alert at the other office. Another person must close it here."
            )
