"""What an actor did: counts by kind and hour as pictures, and the entries page by page."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aigis.apps.insight import actor_activity
from aigis.apps.insight.actor_activity import Activity, ActivityQuery
from aigis.apps.people import directory
from aigis.core.access.permissions import Capability
from aigis.core.audit.events import CATALOGUE
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput
from aigis.web.audit.entry_rows import named
from aigis.web.base.access import PageRequest, page
from aigis.web.forms.form import FilledForm
from aigis.web.labels import dates as date_labels

_FIELDS = {"actor": 64, "first": 10, "last": 10, "kind": 40}
_USUALLY = timedelta(days=6)


@page(Capability.LOG_READ)
@never_cache
@require_safe
def actor(request: PageRequest) -> HttpResponse:
    """The form, and what the actor did in the days that it names."""
    today = day_of(timezone.now())
    initial = {"first": f"{today - _USUALLY:%d/%m/%Y}", "last": f"{today:%d/%m/%Y}", **request.GET.dict()}
    form = FilledForm(initial, longest=_FIELDS)
    shown: dict[str, Any] = {"form": form, "kinds": _kinds()}
    if form["actor"]:
        activity = _found(request, form, _before(request.GET.get("before", "")))
        shown |= _shown(form, activity) if activity else {}
    return render(request, "web/audit/actor.html", shown, status=200 if form.sound else 422)


def _before(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _found(request: PageRequest, form: FilledForm, before: UUID | None) -> Activity | None:
    first, last = days_of(form)
    if first is None or last is None:
        return None
    query = ActivityQuery(form["actor"], first, last, form["kind"], before)
    try:
        return actor_activity.activity(query, actor=request.actor, at=timezone.now())
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise="actor")
        return None


def days_of(form: FilledForm) -> tuple[date | None, date | None]:
    """The days of a form's fields `first` and `last`, with sentences beside what cannot be read."""
    days = [form.read(name, date_labels.day) for name in ("first", "last")]
    for name, day in zip(("first", "last"), days, strict=True):
        if day is None:
            form.refuse(name, gettext("Write the day as 22/11/2026."))
    return days[0], days[1]


def _kinds() -> list[tuple[str, str]]:
    """Groups of events to choose from, by what their codes begin with."""
    groups = sorted({code.partition(".")[0] for code in CATALOGUE})
    return [(f"{group}.", f"{group}.…") for group in groups]


def _shown(form: FilledForm, activity: Activity) -> dict[str, Any]:
    older = {name: form[name] for name in _FIELDS} | {"before": activity.entries[-1].pk if activity.more else ""}
    first = min(activity.by_hour, default=0)
    last = max(activity.by_hour, default=23)
    return {
        "found": activity,
        "name": directory.actor_names([form["actor"]])[form["actor"]],
        "rows": named(activity.entries),
        "by_kind": [(code, gettext(CATALOGUE[code].sentence), count) for code, count in activity.by_kind.items()],
        "total": sum(activity.by_kind.values()),
        "hours": [(f"{hour:02d}", activity.by_hour.get(hour, 0)) for hour in range(first, last + 1)],
        "older": urlencode(older) if activity.more else "",
    }
