"""What the sheet of a person keeps back, for how long and under which law: the delay that the law allows, as data.

A person may know what was processed about them, and the controller may delay or restrict that as long as telling would
obstruct an inquiry or prejudice public security. No law names a number of days; these are the controller's, open to
see. `SHEET` names what rules the sheet itself, its delays and a refusal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from aigis.core.privacy import provisions
from aigis.core.privacy.provisions import NamedBy, Provision

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Delay:
    """How long a kind of reading stays untold, and whether an open inquiry keeps it back beyond that."""

    days: int
    held_by_inquiry: bool
    why: str
    law: tuple[Provision, ...]
    named_by: NamedBy = NamedBy.CONTROLLER


class DisclosureCase(StrEnum):
    """What the law says something about when a person asks who looked at them."""

    GIVEN = "given"
    DELAYED = "delayed"
    REFUSED = "refused"
    COMPANY = "company"


_DELAYED = (provisions.LED_15, provisions.BELGIAN_38, provisions.LED_18)
_AT_ONCE = Delay(
    0,
    False,
    "The person was there, or it was done at the person's own request.",
    (provisions.LED_14, provisions.LED_12, provisions.BELGIAN_36),
    NamedBy.LAW,
)
_OFFICE = Delay(
    180, True, "Readings of justice and police may belong to an inquiry that telling would obstruct.", _DELAYED
)
_INQUIRY = Delay(365, True, "A look-up for an investigation, and an alert, which is silent.", _DELAYED)

SHEET: Mapping[DisclosureCase, tuple[Provision, ...]] = MappingProxyType(
    {
        DisclosureCase.GIVEN: (provisions.LED_14, provisions.LED_12, provisions.BELGIAN_36, provisions.BELGIAN_38),
        DisclosureCase.DELAYED: (
            provisions.LED_13,
            provisions.LED_15,
            provisions.LED_18,
            provisions.BELGIAN_37,
            provisions.BELGIAN_38,
        ),
        DisclosureCase.REFUSED: (provisions.LED_15_REFUSAL, provisions.LED_17, provisions.BELGIAN_41),
        DisclosureCase.COMPANY: (provisions.GDPR_12, provisions.GDPR_15, provisions.GDPR_23),
    }
)

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
