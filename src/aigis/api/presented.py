"""The person of a check, as presented: details, a machine-readable zone, or the number of a badge."""

import re
from dataclasses import dataclass
from datetime import datetime

from aigis.api.schemas import PersonIn, identity
from aigis.apps.rosters.queries import badge_holder
from aigis.core.errors import InvalidInput, NotEnoughIdentity, UnknownBadge
from aigis.core.person.person import Person

_LONG_NUMBER = re.compile(r"[0-9]{11,}")
_NEITHER = "This is no national number, and no badge with this number is known. Scan the identity document instead."


@dataclass(frozen=True, slots=True)
class PresentedPerson:
    """The person; `by_badge`: found by a badge number, so that the details are the issuer's and not the caller's."""

    person: Person
    by_badge: bool = False


def present(person: PersonIn | None, mrz: list[str] | None, badge: str | None, *, at: datetime) -> PresentedPerson:
    """Reads the one of the three that was given.

    A number of eleven digits and more that stands alone as a national number and is none is looked up as a badge.
    Raises UnknownBadge for a badge that is not known, otherwise as `identity` does.
    """
    if badge is not None:
        if person is not None or mrz is not None:
            raise NotEnoughIdentity("Give one of 'person', 'mrz' and 'badge'.", field="badge")
        return _present_badge(badge)
    try:
        return PresentedPerson(identity(person, mrz, at=at))
    except InvalidInput as refusal:
        if person is None or refusal.field != "person.national_number" or not _is_long_number_alone(person):
            raise
        holder = badge_holder(person.national_number or "")
        if holder is None:
            raise UnknownBadge(_NEITHER, field="person.national_number") from None
        return PresentedPerson(holder, by_badge=True)


def _present_badge(number: str) -> PresentedPerson:
    holder = badge_holder(number)
    if holder is None:
        raise UnknownBadge(field="badge")
    return PresentedPerson(holder, by_badge=True)


def _is_long_number_alone(person: PersonIn) -> bool:
    stated = {name for name, value in person.model_dump().items() if value}
    return stated == {"national_number"} and bool(_LONG_NUMBER.fullmatch(person.national_number or ""))
