"""Template tags of the desks: words of alerts and bans, hashes as people compare them."""

from datetime import datetime

from django import template
from django.utils.formats import number_format

from aigis.core.dates.brussels import BRUSSELS
from aigis.web.labels import alerts
from aigis.web.labels import dates as date_labels

register = template.Library()


@register.filter
def alert_state(state: str) -> str:
    """The state of an alert in the reader's language."""
    return str(alerts.STATES[state])


@register.filter
def alert_outcome(stored: str) -> str:
    """How an alert ended in the reader's language, with the desk's own words."""
    return alerts.outcome_words(stored)


@register.filter
def in_hex(data: bytes) -> str:
    """Bytes in hexadecimal, in groups of eight that an eye can compare."""
    digits = bytes(data).hex()
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


@register.filter
def bits(value: float) -> str:
    """A contribution of evidence with its sign and one decimal; a remark without weight shows none."""
    sign = "+" if value > 0 else "−"
    return f"{sign}{number_format(abs(value), 1)}" if value else ""


@register.filter
def brussels_seconds(instant: datetime) -> str:
    """The instant in Brussels to the second, as an auditor compares it."""
    local = instant.astimezone(BRUSSELS)
    return f"{date_labels.written_day(local.date())} {local:%H:%M:%S}"
