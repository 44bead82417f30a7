"""What a desk fills in: the filter of its page, how an alert ended, and the settings of a desk."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from aigis.apps.alerts.queries import DeskFilter
from aigis.core.errors import InvalidInput
from aigis.web.labels.alerts import OTHER, OUTCOMES

MOST_WORDS = 160
STATES = ("waiting", "open", "closed")
SETTINGS = ("name", "language", "mailbox", "other_mailbox", "webhook", "telephone", "next_desk")
_LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class ClosingForm:
    """The form that closes an alert, as it was filled in, and what is wrong with it."""

    outcome: str = ""
    words: str = ""

    @property
    def errors(self) -> dict[str, str]:
        """Sentences next to their fields; none for a form that can be carried out."""
        if self.outcome not in OUTCOMES:
            return {"outcome": gettext("Choose an outcome.")}
        if self.outcome == OTHER and not self.words:
            return {"words": gettext("Describe the outcome in a few words.")}
        if len(self.words) > MOST_WORDS:
            return {"words": gettext("Use at most 160 characters.")}
        return {}


def read_filter(query: QueryDict) -> DeskFilter:
    """Reads what a desk's page shows; a value that cannot be is left out."""
    codes = {name: query.get(name, "")[:_LONGEST_CODE] for name in ("desk", "port", "facility")}
    codes = {name: code if code.isascii() and "\0" not in code else "" for name, code in codes.items()}
    state = query.get("state", "")
    number = query.get("page", "1")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    return DeskFilter(**codes, state=state if state in STATES else "", page=page)


def read_settings(sent: QueryDict) -> dict[str, Any]:
    """Reads the settings of a desk that a form changes; raises InvalidInput for a schedule that cannot be read."""
    texts = {name: str(sent[name]).strip() for name in (*SETTINGS, "ports", "on_call") if name in sent}
    changes: dict[str, Any] = {name: texts[name] for name in SETTINGS if name in texts}
    if "ports" in texts:
        changes["ports"] = texts["ports"].replace(",", " ").upper().split()
    if "on_call" in texts:
        changes["on_call"] = [_shift(line) for line in texts["on_call"].splitlines() if line.strip()]
    return changes


def _shift(line: str) -> dict[str, Any]:
    """A line of a schedule: name; mailbox; telephone; days; hours, such as `…; 0123456; 22:00-06:00`."""
    parts = [part.strip() for part in line.split(";")]
    if len(parts) != 5 or "-" not in parts[4] or not (parts[3].isascii() and parts[3].isdecimal()):
        raise InvalidInput("Write a shift as: name; mailbox; telephone; days 0-6; 22:00-06:00.", field="on_call")
    start, _dash, end = (part.strip() for part in parts[4].partition("-"))
    days = sorted({int(digit) for digit in parts[3]})
    return {"name": parts[0], "mailbox": parts[1], "telephone": parts[2], "days": days, "start": start, "end": end}


def written_shifts(shifts: list[dict[str, Any]]) -> str:
    """Writes a schedule as the form takes it, a line each."""
    lines = [
        f"{shift['name']}; {shift['mailbox']}; {shift['telephone']}; "
        f"{''.join(str(day) for day in shift['days'])}; {shift['start']}-{shift['end']}"
        for shift in shifts
    ]
    return "\n".join(lines)
