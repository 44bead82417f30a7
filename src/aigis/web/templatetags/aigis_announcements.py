"""Template tags of announcements: how far a visit is as a coloured word, the reason of a check, times of the day."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from aigis.apps.rosters.announcement_queries import Attendance
from aigis.apps.rosters.models import Announcement
from aigis.web.labels import announcements as labels
from aigis.web.labels.vocabulary import PURPOSES

register = template.Library()


@register.simple_tag
def attendance_tag(attendance: Attendance) -> SafeString:
    """How far a visit is, as a coloured word."""
    colour, word = labels.ATTENDANCE_COLOURS[attendance.value], labels.ATTENDANCES[attendance.value]
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, word)


@register.filter
def attendance_word(code: str) -> str:
    """How far a visit is, in words."""
    return str(labels.ATTENDANCES[str(code)])


@register.filter
def occasion_word(code: str) -> str:
    """Why an expected person was checked."""
    return str(labels.OCCASIONS.get(code, code))


@register.filter
def purpose_word(code: str) -> str:
    """The purpose of a visit."""
    return str(PURPOSES.get(code, code))


@register.filter
def times_written(row: Announcement) -> str:
    """From and until when somebody is expected, `08:00 – 10:00`; empty where no time is known."""
    first, last = (f"{at:%H:%M}" if at else "" for at in (row.first_time, row.last_time))
    return f"{first} – {last}".strip() if last else first
