"""One ban's page: its state at a glance, its picture, its story, and what the register said of it at any moment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from aigis.apps.people import directory
from aigis.apps.register import story
from aigis.apps.register.queries import BanView
from aigis.apps.register.story import BanStory
from aigis.core.permissions import Capability, may
from aigis.core.values import Period
from aigis.web import ban_page, moment_form
from aigis.web.filled_form import FilledForm
from aigis.web.pages import PageRequest, page
from aigis.web.refused_form import record_refused
from aigis.web.register_words import HOURS

SAID = moment_form.Places("on_day", "on_time", "which")


@page(Capability.BAN_READ)
@never_cache
@require_GET
def ban(request: PageRequest, ban: UUID) -> HttpResponse:
    """One ban with its story; with a day and a time, also what the register said of it then."""
    now = timezone.now()
    form = FilledForm(request.GET.dict(), longest=SAID.longest)
    moment = moment_form.read(form, SAID, midnight=False)
    if not form.sound:
        record_refused(request, form, at=now)
    found = story.ban_story(ban, actor=request.actor, at=now, known_at=moment.at)
    context = _shown(request, found, now) | {"form": form, "came_twice": moment.came_twice}
    return render(request, "web/registry/ban.html", context, status=200 if form.sound else 422)


def _days_left(view: BanView, at: datetime) -> int | None:
    end = ban_page.until(view)
    return ban_page.days_left(Period(view.period.start, end), at=at) if end and end > view.period.start else None


def _shown(request: PageRequest, found: BanStory, at: datetime) -> dict[str, Any]:
    view = found.view
    names = directory.actor_names(ban_page.people_in(found))
    numbers, documents = ban_page.masked_identifiers(view.person)
    changing = may(request.actor, Capability.BAN_CHANGE)
    return {
        "found": found,
        "view": view,
        "now": at,
        "until": ban_page.until(view),
        "days_left": _days_left(view, at),
        "to_come": ban_page.to_come(found, at=at),
        "finality": ban_page.finality(view),
        "numbers": numbers,
        "documents": documents,
        "story": ban_page.story(found, names, at=at),
        "tracks": ban_page.tracks(found, at=at),
        "picture_title": ban_page.title_of_picture(view),
        "changes": ban_page.changes(view, at=at) if changing else [],
        "waiting": [(row, names[row.proposed_by]) for row in found.waiting],
        "may_confirm": may(request.actor, Capability.BAN_CONFIRM)
        and bool(found.unconfirmed)
        and view.version.recorded_by != request.actor.key,
        "hours": list(HOURS.items()),
    }
