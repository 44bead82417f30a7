"""The prison's desk: who was looked up today, and the form by which a detention or a release is reported."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aigis.apps.register import prison
from aigis.apps.register.prison import Prisoner
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.permissions import Capability
from aigis.web import brussels
from aigis.web.answers import reference
from aigis.web.asked_person import asked_rows
from aigis.web.filled_form import FilledForm
from aigis.web.pages import PageRequest, page
from aigis.web.refusals import said
from aigis.web.refused_form import record_refused

_NOTED = {
    "detained_on": _("The detention is reported. The bans whose term stands still are open-ended from now on."),
    "released_on": _("The release is reported. The ends below are computed anew."),
}


@page(Capability.DETENTION_REPORT)
@never_cache
@require_safe
def prison_desk(request: PageRequest) -> HttpResponse:
    """The prison's own look-ups of the last day that certainly found somebody."""
    found = prison.desk(actor=request.actor, at=timezone.now())
    rows = [(one, asked_rows(one.asked.person), reference(one.row.pk)) for one in found]
    return render(request, "web/detention/desk.html", {"rows": rows})


@page(Capability.DETENTION_REPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def detention(request: PageRequest, lookup: UUID) -> HttpResponse:
    """The person of a look-up with stays and bans, how their ends are computed, and the report of what is new."""
    form, sent = FilledForm({}, longest={}), ""
    if request.method == "POST":
        subject = _subject(request.POST.get("subject", ""))
        sent = _field("released_on" if "released" in request.POST else "detained_on", subject)
        form = FilledForm(request.POST.dict(), longest={sent: 40})
        if _reported(request, form, sent, (lookup, subject)):
            return redirect("detention", lookup)
        record_refused(request, form, at=timezone.now())
    found = prison.found(lookup, actor=request.actor, at=timezone.now())
    people = [_shown(one, form, sent) for one in found]
    context = {"reference": reference(lookup), "form": form, "people": people}
    return render(request, "web/detention/person.html", context, status=200 if form.sound else 422)


def _reported(request: PageRequest, form: FilledForm, field: str, about: tuple[UUID, UUID]) -> bool:
    """Reports what the form says; False, with the sentence beside the field, where something is wrong with it."""
    form.require(field, gettext("Give the day."))
    day, now = form.read(field, brussels.day), timezone.now()
    if day is None:
        return False
    what = field.partition("-")[0]
    try:
        if what == "released_on":
            prison.report_release(*about, released_on=day, actor=request.actor, at=now)
        else:
            prison.report_detention(*about, detained_on=day, actor=request.actor, at=now)
    except (InvalidInput, Conflict) as refused:
        form.refuse(field, said(refused))
        return False
    messages.success(request, str(_NOTED[what]))
    return True


def _shown(one: Prisoner, form: FilledForm, sent: str) -> dict[str, object]:
    """A person with the form of what can be reported next; the one that was sent keeps what was typed."""
    field = _field("released_on" if one.open_stay else "detained_on", one.subject)
    return {"one": one, "field": field, "form": form if sent == field else FilledForm({}, longest={field: 40})}


def _field(what: str, subject: UUID) -> str:
    """The name of a field: a look-up may have found two records of one person, and each has its own."""
    return f"{what}-{subject}"


def _subject(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such subject. Look the person up first.") from None
