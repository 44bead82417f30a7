"""The look-up: purpose and case first, then one person; whether a ban is or was in force, and its facts."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aigis.apps.register import queries, view
from aigis.apps.register.looking import LookUpAnswer, look_up
from aigis.core.bans import BRUSSELS
from aigis.core.errors import InvalidInput
from aigis.core.permissions import Capability, may
from aigis.web import lookup_form
from aigis.web.answers import reference
from aigis.web.filled_form import FilledForm
from aigis.web.lookup_form import Asked
from aigis.web.pages import PageRequest, page
from aigis.web.refused_form import record_refused
from aigis.web.register_words import HOURS, LOOKUP_PURPOSES


@page(Capability.LOOKUP_ASK)
@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: PageRequest) -> HttpResponse:
    """The form, and the answer to what it asks; `another` keeps purpose and case for the next person."""
    given = request.POST.dict()
    if request.method == "GET" or "another" in given:
        kept = {name: given.get(name, "") for name in lookup_form.WHY}
        return _rendered(request, lookup_form.filled(kept), Asked(None), None)
    now = timezone.now()
    form = lookup_form.filled(given)
    asked = lookup_form.asked(form, today=now.astimezone(BRUSSELS).date())
    answer = _answered(request, form, asked, at=now)
    if not form.sound:
        record_refused(request, form, at=now)
    return _rendered(request, form, asked, answer)


def _answered(request: PageRequest, form: FilledForm, asked: Asked, *, at: datetime) -> LookUpAnswer | None:
    if asked.query is None:
        return None
    try:
        return look_up(asked.query, actor=request.actor, at=at, view=view.current(at=at))
    except InvalidInput as wrong:
        form.take(wrong, lookup_form.PLACES, otherwise="family_name")
        return None


def _rendered(request: PageRequest, form: FilledForm, asked: Asked, answer: LookUpAnswer | None) -> HttpResponse:
    language = get_language() or "nl"
    context = {
        "form": form,
        "purposes": list(LOOKUP_PURPOSES.items()),
        "hours": list(HOURS.items()),
        "came_twice": asked.came_twice,
        "answer": answer,
        "is_now": asked.query is not None and asked.query.instant is None,
        "reference": reference(answer.id) if answer else "",
        "authorities": {row.code: row.name(language) for row in queries.authorities()} if answer else {},
        "sees_person": may(request.actor, Capability.BAN_READ),
    }
    return render(request, "web/lookup/page.html", context, status=200 if form.sound else 422)
