"""What the sheet of a person keeps back, and for how long: the delay that the law allows, as data.

A person may know what was processed about them (Directive (EU) 2016/680, article 14; act of 30 July 2018, article 38),
and the controller may delay or restrict it as long as telling would obstruct an inquiry or prejudice public security
(article 15; article 38 paragraph 2). The law names no number of days; these are this installation's, open to see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Delay:
    """How long a kind of reading stays untold, and whether an open inquiry keeps it back beyond that."""

    days: int
    held_by_inquiry: bool
    why: str


_AT_ONCE = Delay(0, False, "The person was there, or it was done at the person's own request.")
_OFFICE = Delay(180, True, "Readings of justice and police may belong to an inquiry that telling would obstruct.")
_INQUIRY = Delay(365, True, "A look-up for an investigation, and an alert, which is silent.")

# By the event and, for look-ups, its purpose. What is not here is no look at a person, and stands on no sheet.
DELAYS: Mapping[str, Delay] = MappingProxyType(
    {
        "check.answered": _AT_ONCE,
        "check.read": _AT_ONCE,
        "roster.entry_set": _AT_ONCE,
        "person.trail_asked": _AT_ONCE,
        "lookup.answered": _OFFICE,
        "lookup.answered/investigation": _INQUIRY,
        "lookup.read": _OFFICE,
        "subject.found": _OFFICE,
        "subject.offered": _OFFICE,
        "subject.read": _OFFICE,
        "ban.read": _OFFICE,
        "detention.read": _OFFICE,
        "alert.read": _INQUIRY,
    }
)


def delay_of(event: str, *, purpose: str = "") -> Delay | None:
    """The delay of an event's kind; None for what is no look at a person."""
    return DELAYS.get(f"{event}/{purpose}") or DELAYS.get(event)


def withheld(event: str, *, purpose: str = "", at: datetime, told_at: datetime, inquiry: bool) -> bool:
    """Tells whether a look of `at` is still kept back from the person at the instant the sheet is made."""
    delay = delay_of(event, purpose=purpose)
    if delay is None:
        return True
    return at > told_at - delay.days * DAY or (inquiry and delay.held_by_inquiry)
