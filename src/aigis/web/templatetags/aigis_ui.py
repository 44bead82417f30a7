"""Template tags of our own look: verdict badges, words of closed lists, Brussels time, bar charts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from aigis.core.dates.brussels import BRUSSELS
from aigis.web.charts import bars
from aigis.web.labels import vocabulary
from aigis.web.labels.dates import written_day, written_instant
from aigis.web.labels.facilities import gate_name, outage_plan

register = template.Library()
register.filter("gate_name", gate_name)
register.filter("outage_plan", outage_plan)


@register.filter
def brussels_time(instant: datetime | None) -> str:
    """The instant as hours and minutes in Brussels, `07:42`; empty for none."""
    return instant.astimezone(BRUSSELS).strftime("%H:%M") if instant else ""


@register.filter
def brussels_date(instant: datetime | None) -> str:
    """The instant's day in Brussels as the reader's language writes it; empty for none."""
    return written_day(instant.astimezone(BRUSSELS).date()) if instant else ""


@register.filter
def brussels(instant: datetime | None) -> str:
    """The instant's day and time in Brussels; empty for none."""
    return written_instant(instant) if instant else ""


@register.simple_tag
def since_mark(since: datetime | None) -> SafeString:
    """The time of an outage in an element that the page's script can fill in when the server is silent."""
    return format_html("<time data-since>{}</time>", brussels_time(since))


@register.simple_tag
def verdict_badge(verdict: str) -> SafeString:
    """A small badge with colour, symbol and word for a verdict or for no answer; KeyError for anything else."""
    word = vocabulary.VERDICTS[str(verdict)]
    symbol = render_to_string(f"web/symbols/{verdict}.html", {"css": ""})
    return format_html('<strong class="aigis-verdict aigis-verdict--{}">{}{}</strong>', verdict, symbol, word)


@register.simple_tag
def verdict_word(verdict: str) -> str:
    """The two or three words of a verdict."""
    return str(vocabulary.VERDICTS[str(verdict)])


@register.simple_tag
def role_name(role: str) -> str:
    """The name of a role in the reader's language; the code itself where there is none."""
    return str(vocabulary.ROLES.get(str(role), role))


@register.simple_tag
def languages() -> Sequence[tuple[str, str]]:
    """The four languages, each by its own name."""
    return vocabulary.LANGUAGES


@register.simple_tag
def outcomes() -> list[tuple[str, str]]:
    """What a guard can say afterwards: codes and words."""
    return [(code, str(word)) for code, word in vocabulary.OUTCOMES.items()]


@register.simple_tag
def input_field(field: BoundField) -> SafeString:
    """A form field's input in our look; the label says what it is, so no placeholder repeats it."""
    field.field.widget.attrs.pop("placeholder", None)
    error = " govuk-input--error" if field.errors else ""
    return field.as_widget(attrs={"class": f"govuk-input govuk-input--width-20{error}"})


@register.inclusion_tag("web/bar_chart.html")
def bar_chart(rows: Iterable[tuple[str, int]], *, title: str, label_heading: str, value_heading: str) -> dict[str, Any]:
    """A bar chart of (label, count) rows as SVG, with the same figures as a table beside it."""
    figures = list(rows)
    return {
        "title": title,
        "label_heading": label_heading,
        "value_heading": value_heading,
        "rows": figures,
        "chart": bars.bars(figures),
    }
