"""Whom a reminder goes to, and what it says: which ban, when it ends, where to answer; never about whom."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from aigis import wiring
from aigis.apps.notices.actions import NoticeText
from aigis.apps.register.models import Authority
from aigis.apps.register.notifications import prosecutors_of
from aigis.apps.register.reminders.endings import NO_RECIPIENT, Ending
from aigis.core.bans.reminder_schedule import Due, Level, days_left, last_day_of

PAGE = "/registry/reminders/"
_LANGUAGES = ("nl", "fr", "de", "en")
_LONGEST_SUBJECT = 200


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


def text(ending: Ending, due: Due, *, at: datetime) -> NoticeText:
    """The mail: plain values for programs, and a line for people in each language."""
    day, left = last_day_of(ending.ends_at), days_left(ending.ends_at, at=at)
    page = f"{wiring.environment().url}{PAGE}"
    body: dict[str, Any] = {
        "type": "ban.ending",
        "ban": str(ending.ban),
        "kind": ending.kind.value,
        "last_day": day.isoformat(),
        "ends": ending.ends_at.isoformat(),
        "days_left": left,
        "level": due.level,
        "page": page,
    }
    written = day.strftime("%d.%m.%Y")
    body["text"] = {language: _line(language, written, page, up=due.up) for language in _LANGUAGES}
    subject = " / ".join(_subject(language) for language in _LANGUAGES)
    return NoticeText("reminder", f"Aigis {written}: {subject}", _json(body), ending.ban)


def ended_text(ending: Ending, *, at: datetime) -> NoticeText:
    """The mail that says a ban ended while nobody answered; as `text`, with nothing of whom it was about."""
    day = last_day_of(ending.ends_at)
    page, written = f"{wiring.environment().url}{PAGE}", day.strftime("%d.%m.%Y")
    body: dict[str, Any] = {
        "type": "ban.ended_unanswered",
        "ban": str(ending.ban),
        "kind": ending.kind.value,
        "last_day": day.isoformat(),
        "ends": ending.ends_at.isoformat(),
        "at": at.isoformat(),
        "page": page,
    }
    body["text"] = {language: _ended_line(language) % {"day": written, "page": page} for language in _LANGUAGES}
    subject = " / ".join(_ended_subject(language) for language in _LANGUAGES)
    # The end is noted in the same transaction: a long word in some language must not keep it from being noted.
    return NoticeText("reminder", f"Aigis {written}: {subject}"[:_LONGEST_SUBJECT], _json(body), ending.ban, priority=5)


def _ended_subject(language: str) -> str:
    with override(language):
        return gettext("port ban ended without a reply")


def _ended_line(language: str) -> str:
    with override(language):
        return gettext(
            "A port ban ended on %(day)s at 24:00 without a reply to the reminders. It is no longer "
            "in force. If this was not intended, a new decision is needed. Such bans are listed on "
            "this page: %(page)s"
        )


def _subject(language: str) -> str:
    with override(language):
        return gettext("port ban ends")


def _line(language: str, day: str, page: str, *, up: bool) -> str:
    with override(language):
        line = gettext(
            "A port ban ends on %(day)s at 24:00. State on this page whether an extension or a new "
            "decision has been requested, or whether the ban may end: %(page)s"
        )
        unanswered = gettext("The earlier reminder has not been answered.")
    return f"{unanswered} {line}" % {"day": day, "page": page} if up else line % {"day": day, "page": page}


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, indent=1, ensure_ascii=False)
