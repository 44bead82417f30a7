"""An instant as people write it: a Brussels day and, where it matters, a time; said plainly where the clocks change."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext

from aigis.core.dates import brussels as dates_brussels
from aigis.core.dates.brussels import AmbiguousLocalTime, WhichHour
from aigis.core.errors import InvalidInput
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.labels import dates as date_labels

_WHICH: dict[str, WhichHour] = {"summer": "summer", "winter": "winter"}


@dataclass(frozen=True, slots=True)
class MomentInput:
    """What three fields say together; `came_twice`: on that day the time came twice, and it must be said which."""

    at: datetime | None
    came_twice: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """The names of the fields; `longest` is what a form's table of fields holds of them."""

    day: str
    clock: str
    which: str

    @property
    def longest(self) -> dict[str, int]:
        """The most signs each of the fields may have."""
        return {self.day: 40, self.clock: 10, self.which: 6}


def read(form: FilledForm, places: Places, *, midnight: bool) -> MomentInput:
    """The instant of a day and a time, none where no day is given; a day alone is its midnight, where that will do.

    A time without a day, one that was skipped and one that came twice are refused beside their field.
    """
    on, clock = form.read(places.day, date_labels.day), form.read(places.clock, date_labels.clock_time)
    if form[places.clock] and not form[places.day]:
        form.refuse(places.day, gettext("Enter the day too."))
    if form[places.day] and not form[places.clock]:
        if midnight:
            clock = time(0)
        else:
            form.refuse(places.clock, gettext("Enter the time too: a ban can start or end on that day."))
    if on is None or clock is None:
        return MomentInput(None)
    return _instant(form, places, on, clock)


def _instant(form: FilledForm, places: Places, on: date, clock: time) -> MomentInput:
    try:
        return MomentInput(
            dates_brussels.instant(on, clock, which=_WHICH.get(form[places.which], "")), _comes_twice(on, clock)
        )
    except AmbiguousLocalTime as twice:
        form.refuse(places.which, translate_error(twice))
        return MomentInput(None, came_twice=True)
    except InvalidInput as skipped:
        form.refuse(places.clock, translate_error(skipped))
        return MomentInput(None)


def _comes_twice(on: date, clock: time) -> bool:
    return dates_brussels.instant(on, clock, which="summer") != dates_brussels.instant(on, clock, which="winter")
