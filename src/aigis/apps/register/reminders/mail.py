"""Whom a reminder goes to, and what it says: which ban, when it ends, where to answer; never about whom."""

from datetime import datetime

from aigis import wiring
from aigis.apps.register.models import Authority
from aigis.apps.register.notifications import prosecutors_of
from aigis.apps.register.reminders.endings import NO_RECIPIENT, Ending
from aigis.core.bans.reminder_schedule import Due, Level, days_left, last_day_of
from aigis.core.messages.register_messages import BanEndedUnanswered, BanEnding

PAGE = "/registry/reminders/"


def mailboxes(authority: Authority) -> dict[Level, list[str]]:
    """The mailboxes at each level; none where the administrator has entered none."""
    office = authority.office.mailbox if authority.office else ""
    return {
        Level.AUTHORITY: [authority.mailbox] if authority.mailbox else [],
        Level.OFFICE: [office] if office else [],
        Level.PROSECUTOR: prosecutors_of([authority]),
    }


def receivers(authority: Authority, due: Due) -> tuple[int, list[str]]:
    """The level a reminder reaches, and its mailboxes: of all levels up to its own, or of the next one alone.

    Where no mailbox is known it goes up at once; `NO_RECIPIENT` where there is none above either.
    """
    known = mailboxes(authority)
    lowest = due.level if due.up else Level.AUTHORITY
    for level in range(due.level, Level.PROSECUTOR + 1):
        receiver_mailboxes = {mailbox for number in range(lowest, level + 1) for mailbox in known[Level(number)]}
        if receiver_mailboxes:
            return level, sorted(receiver_mailboxes)
    return NO_RECIPIENT, []


def reminder(ending: Ending, due: Due, *, at: datetime) -> BanEnding:
    """Returns the message: which ban, when it ends, where to answer; never about whom."""
    return BanEnding(
        at=at,
        ban=str(ending.ban),
        ban_kind=ending.kind.value,
        last_day=last_day_of(ending.ends_at).isoformat(),
        ends=ending.ends_at.isoformat(),
        page=f"{wiring.environment().url}{PAGE}",
        days_left=days_left(ending.ends_at, at=at),
        level=int(due.level),
        unanswered=due.up,
    )


def ended_message(ending: Ending, *, at: datetime) -> BanEndedUnanswered:
    """Returns the message that a ban ended while nobody answered."""
    return BanEndedUnanswered(
        at=at,
        ban=str(ending.ban),
        ban_kind=ending.kind.value,
        last_day=last_day_of(ending.ends_at).isoformat(),
        ends=ending.ends_at.isoformat(),
        page=f"{wiring.environment().url}{PAGE}",
    )
