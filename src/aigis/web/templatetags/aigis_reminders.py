"""Template tags of the reminders: answers, levels and days in words, and the picture of endings by month."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from aigis.core.bans.reminder_schedule import EndingReply
from aigis.web.charts import bars
from aigis.web.labels.reminders import ANSWERS, GONE_UP, LEVELS

register = template.Library()


@register.filter
def answer_word(answer: EndingReply) -> str:
    """What an office answered."""
    return str(ANSWERS[answer.value])


@register.filter
def level_word(level: int) -> str:
    """Who was told."""
    return str(LEVELS[level])


@register.filter
def gone_up(level: int | None) -> str:
    """The loud sentence of a reminder that went up; empty for one that did not."""
    return str(GONE_UP.get(level or 0, ""))


@register.filter
def days_unit(left: int) -> str:
    """What stands under the number of days left."""
    return ngettext("day left", "days left", left) if left else gettext("its last day")


@register.inclusion_tag("web/reminders/months.html")
def endings_by_month(months: Sequence[tuple[date, int]]) -> dict[str, Any]:
    """The bars of so many months, and the same figures as a table with a line for each year."""
    chart = bars.bars([("", count) for _, count in months])
    counted = dict(months)
    years = sorted({month.year for month, _ in months})
    return {
        "bars": list(zip((month for month, _ in months), chart.bars, strict=True)),
        "chart": chart,
        "names": [date(years[0], number, 1) for number in range(1, 13)],
        "years": [(year, [counted.get(date(year, number, 1)) for number in range(1, 13)]) for year in years],
    }
