"""What the pages say about a ban: its state in one word, its identifiers masked, its versions in order."""

from dataclasses import dataclass
from datetime import date, datetime

from aigis.apps.register.queries import BanView
from aigis.core.bans import BRUSSELS, Standing, last_day
from aigis.core.person.person import Person
from aigis.core.values import Period

_SHOWN_SIGNS = 3


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in a ban's story; `by` names who recorded it."""

    number: int
    event: str
    recorded_at: datetime
    by: str
    period: Period
    decision_date: date
    final_on: date | None


def masked(identifier: str) -> str:
    """The identifier with all but its last three signs covered: enough to compare, too little to use."""
    shown = identifier[-_SHOWN_SIGNS:] if len(identifier) > _SHOWN_SIGNS else ""
    return "•" * (len(identifier) - len(shown)) + shown


def masked_identifiers(person: Person) -> tuple[list[str], list[str]]:
    """The person's national numbers and documents, covered but for their ends."""
    numbers = [masked(number) for number in person.national_numbers]
    return numbers, [f"{one.state} {masked(one.number)}" for one in person.documents]


def state(found: BanView, *, at: datetime) -> str:
    """The state of a ban at the instant, as one of the codes in `register_words.BAN_STATES`."""
    if found.version.standing != Standing.STANDS.value:
        return found.version.standing
    if found.in_force:
        return "in_force"
    return "not_begun" if at < found.period.start else "ended"


def story(found: BanView, names: dict[str, str]) -> list[VersionLine]:
    """The ban's versions, newest first, with the names of those who recorded them."""
    return [
        VersionLine(
            number=row.number,
            event=row.event,
            recorded_at=row.recorded_at,
            by=names[row.recorded_by],
            period=Period(row.start, row.end),
            decision_date=row.decision_date,
            final_on=row.final_on,
        )
        for row in reversed(found.versions)
    ]


def days_left(period: Period, *, at: datetime) -> int | None:
    """The number of days after today on which the ban is still in force; None without an end."""
    last = last_day(period)
    return (last - at.astimezone(BRUSSELS).date()).days if last else None
