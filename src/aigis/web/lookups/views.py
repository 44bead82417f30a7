"""The look-up: purpose and case first, then one person; whether a ban is or was in force, and its facts."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aigis.apps.register.bans import queries
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.lookups import justifications
from aigis.apps.register.lookups.actions import LookUpAnswer, look_up
from aigis.core.access.permissions import Capability, may
from aigis.core.dates.brussels import BRUSSELS
from aigis.core.errors import Conflict, InvalidInput, JustificationDue
from aigis.web.base.access import PageRequest, page
from aigis.web.base.check_reference import reference
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.person import LINES
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels import lookups
from aigis.web.labels.register import HOURS, LOOKUP_PURPOSES
from aigis.web.lookups import form as lookup_form
from aigis.web.lookups.form import LookUpInput
from aigis.web.persons.presented import asked_rows

_JUSTIFYING = {"justification": justifications.LONGEST}


@page(Capability.LOOKUP_ASK)
@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: PageRequest) -> HttpResponse:
    """The form, and the answer to what it asks; `another` keeps purpose and case for the next person."""
    sent = request.POST.dict()
    if request.method == "GET" or "another" in sent:
        purpose_fields = {name: sent.get(name, "") for name in lookup_form.WHY}
        return _form_page(request, lookup_form.filled(purpose_fields), LookUpInput(None))
    now = timezone.now()
    form = lookup_form.filled(sent)
    asked_form = lookup_form.asked(form, today=now.astimezone(BRUSSELS).date())
    try:
        answer = _answered(request, form, asked_form, at=now)
    except JustificationDue:
        return _form_page(request, form, asked_form, status=409)
    if answer is not None:
        return _answer_page(request, form, asked_form, answer)
    record_refused(request, form, at=now)
    return _form_page(request, form, asked_form, status=422)


@page(Capability.LOOKUP_ASK)
@never_cache
@require_http_methods(["GET", "POST"])
def lookup_justify(request: PageRequest, lookup: UUID) -> HttpResponse:
    """The form by which a look-up of one's own is justified more fully; then the next one can be asked."""
    now = timezone.now()
    form = FilledForm(request.POST.dict(), longest=_JUSTIFYING)
    if request.method == "POST" and form.sound:
        try:
            justifications.justify(lookup, form["justification"], actor=request.actor, at=now)
        except InvalidInput as wrong:
            form.take(wrong, {}, otherwise="justification")
        except Conflict as settled:
            form.refuse("justification", translate_error(settled))
        else:
            messages.success(request, gettext("Your justification is recorded. You can continue looking up."))
            return redirect("lookup")
    owed = justifications.owed(lookup, actor=request.actor, at=now)
    context = {
        "form": form,
        "owed": owed,
        "rows": asked_rows(owed.asked.person),
        "reference": reference(owed.row.pk),
    }
    return render(request, "web/lookup/justify.html", context, status=200 if form.sound else 422)


def _answered(request: PageRequest, form: FilledForm, asked_form: LookUpInput, *, at: datetime) -> LookUpAnswer | None:
    if asked_form.query is None:
        return None
    try:
        return look_up(asked_form.query, actor=request.actor, at=at, view=current_register.current(at=at))
    except InvalidInput as wrong:
        otherwise = LINES if form[LINES] else "family_name"
        form.take(wrong, {} if form[LINES] else lookup_form.PLACES, otherwise=otherwise)
        return None


def _form_page(request: PageRequest, form: FilledForm, asked_form: LookUpInput, *, status: int = 200) -> HttpResponse:
    context = {**_shared(form, asked_form), "due": justifications.due(request.actor)}
    return render(request, "web/lookup/page.html", context, status=status)


def _answer_page(request: PageRequest, form: FilledForm, asked_form: LookUpInput, answer: LookUpAnswer) -> HttpResponse:
    language = get_language() or "nl"
    is_now = asked_form.query is not None and asked_form.query.instant is None
    context = {
        **_shared(form, asked_form),
        "answer": answer,
        "is_now": is_now,
        "panel": lookups.PANELS[answer.in_force],
        "symbol": lookups.SYMBOLS[answer.in_force],
        "headline": lookups.headline(answer, is_now=is_now),
        "advice": lookups.advice(answer, is_now=is_now),
        "difference": lookups.difference(answer),
        "found": [(ban, lookups.otherwise(ban, answer)) for ban in answer.bans],
        "reference": reference(answer.id),
        "authorities": {row.code: row.name(language) for row in queries.authorities()},
        "reads_bans": may(request.actor, Capability.BAN_READ),
        "reports_detention": may(request.actor, Capability.DETENTION_REPORT) and _identified(answer),
    }
    return render(request, "web/lookup/page.html", context)


def _identified(answer: LookUpAnswer) -> bool:
    """Tells whether the answer certainly is about somebody in the register as it is now."""
    return answer.known_at is None and any(ban.match.strength == "certain" for ban in answer.bans)


def _shared(form: FilledForm, asked_form: LookUpInput) -> dict[str, object]:
    return {
        "form": form,
        "purposes": list(LOOKUP_PURPOSES.items()),
        "hours": list(HOURS.items()),
        "came_twice": asked_form.came_twice,
        "opens_known": any(form[name] or name in form.errors for name in lookup_form.KNOWN.longest),
        "focus": next((name for name in lookup_form.WHY if not form[name]), "family_name") if form.sound else "",
    }
