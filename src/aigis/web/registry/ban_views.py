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
from aigis.apps.register.bans import detail as ban_detail
from aigis.apps.register.bans.detail import BanDetail
from aigis.apps.register.bans.queries import BanView
from aigis.core.access import masking
from aigis.core.access.permissions import Capability, may
from aigis.core.values import Period
from aigis.web.base.access import PageRequest, page
from aigis.web.forms import moment as moment_form
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels.register import HOURS
from aigis.web.registry import ban_context

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
    detail = ban_detail.ban_detail(ban, actor=request.actor, at=now, known_at=moment.at)
    context = _shown(request, detail, now) | {"form": form, "came_twice": moment.came_twice}
    return render(request, "web/registry/ban.html", context, status=200 if form.sound else 422)


def _days_left(view: BanView, at: datetime) -> int | None:
    end = ban_context.until(view)
    return ban_context.days_left(Period(view.period.start, end), at=at) if end and end > view.period.start else None


def _shown(request: PageRequest, detail: BanDetail, at: datetime) -> dict[str, Any]:
    view = detail.view
    names = directory.actor_names(ban_context.people_in(detail))
    numbers, documents = masking.masked_identifiers(view.person)
    changing = may(request.actor, Capability.BAN_CHANGE)
    return {
        "found": detail,
        "view": view,
        "now": at,
        "until": ban_context.until(view),
        "days_left": _days_left(view, at),
        "to_come": ban_context.to_come(detail, at=at),
        "finality": ban_context.finality(view),
        "numbers": numbers,
        "documents": documents,
        "story": ban_context.story(detail, names, at=at),
        "tracks": ban_context.tracks(detail, at=at),
        "picture_title": ban_context.title_of_picture(view),
        "changes": ban_context.changes(view, at=at) if changing else [],
        "waiting": [(row, names[row.proposed_by]) for row in detail.waiting],
        "may_confirm": may(request.actor, Capability.BAN_CONFIRM)
        and bool(detail.unconfirmed)
        and view.version.recorded_by != request.actor.key,
        "hours": list(HOURS.items()),
    }
