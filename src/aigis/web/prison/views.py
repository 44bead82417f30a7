"""The prison's desk: who was looked up today, and the form by which a detention or a release is reported."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aigis.apps.register.desks import prison
from aigis.apps.register.desks.prison import Prisoner
from aigis.core.access.permissions import Capability
from aigis.core.bans.detention import Stay
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.web.base.access import PageRequest, page
from aigis.web.base.check_reference import reference
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels import dates as date_labels
from aigis.web.persons.presented import asked_rows

_NOTED = {
    "detained": _("The detention is reported. Bans whose term is paused during detention now have an open end."),
    "stayed": _("The detention is reported. The ends below have been recalculated."),
    "released": _("The release is reported. The ends below have been recalculated."),
}


@page(Capability.DETENTION_REPORT)
@never_cache
@require_safe
def prison_desk(request: PageRequest) -> HttpResponse:
    """The prison's own look-ups of the last day that certainly found somebody."""
    lookups = prison.desk(actor=request.actor, at=timezone.now())
    rows = [(lookup_row, asked_rows(lookup_row.asked.person), reference(lookup_row.row.pk)) for lookup_row in lookups]
    return render(request, "web/detention/desk.html", {"rows": rows})


@page(Capability.DETENTION_REPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def detention(request: PageRequest, lookup: UUID) -> HttpResponse:
    """The person of a look-up with stays and bans, how their ends are computed, and the report of what is new."""
    form, sent = FilledForm({}, longest={}), None
    if request.method == "POST":
        sent = _subject(request.POST.get("subject", ""))
        form = FilledForm(request.POST.dict(), longest=_fields(sent))
        reported = _release if "released" in request.POST else _stay
        if _reported(request, form, reported, (lookup, sent)):
            return redirect("detention", lookup)
        record_refused(request, form, at=timezone.now())
    prisoners = prison.found(lookup, actor=request.actor, at=timezone.now())
    people = [_shown(prisoner, form if prisoner.subject == sent else None) for prisoner in prisoners]
    context = {"reference": reference(lookup), "form": form, "people": people}
    return render(request, "web/detention/person.html", context, status=200 if form.sound else 422)


_About = tuple[UUID, UUID]
_Report = Callable[[PageRequest, FilledForm, _About], str]


def _reported(request: PageRequest, form: FilledForm, report: _Report, about: _About) -> bool:
    """Reports what the form says; False, with the sentence beside the field, where something is wrong with it."""
    subject = about[1]
    try:
        noted = report(request, form, about)
    except InvalidInput as refused:
        places = {"detained_on": _field("detained_on", subject), "released_on": _field("until", subject)}
        form.take(refused, places, otherwise=_field("detained_on", subject))
        return False
    except Conflict as refused:
        form.refuse(_field("released_on", subject), translate_error(refused))
        return False
    if form.sound:
        messages.success(request, str(_NOTED[noted]))
    return form.sound


def _release(request: PageRequest, form: FilledForm, about: _About) -> str:
    field = _field("released_on", about[1])
    form.require(field, gettext("Enter the day."))
    day = form.read(field, date_labels.day)
    if day is not None:
        try:
            prison.report_release(*about, released_on=day, actor=request.actor, at=timezone.now())
        except InvalidInput as refused:
            form.refuse(field, translate_error(refused))
    return "released"


def _stay(request: PageRequest, form: FilledForm, about: _About) -> str:
    begins, ends = (_field(what, about[1]) for what in ("detained_on", "until"))
    form.require(begins, gettext("Enter the day."))
    first, last = form.read(begins, date_labels.day), form.read(ends, date_labels.day)
    if first is not None and form.sound:
        prison.report_detention(*about, Stay(first, last), actor=request.actor, at=timezone.now())
    return "stayed" if last else "detained"


def _shown(prisoner: Prisoner, sent: FilledForm | None) -> dict[str, object]:
    """A person with the forms of what can be reported; the one that was sent keeps what was typed."""
    fields = {what: _field(what, prisoner.subject) for what in _LONGEST}
    form = sent or FilledForm({}, longest=_fields(prisoner.subject))
    stays = [(stay, prisoner.correcting.get(stay.stay)) for stay in prisoner.stays]
    return {"one": prisoner, "stays": stays, "fields": fields, "form": form}


_LONGEST = {"detained_on": 40, "until": 40, "released_on": 40}


def _fields(subject: UUID) -> dict[str, int]:
    return {_field(what, subject): longest for what, longest in _LONGEST.items()}


def _field(what: str, subject: UUID) -> str:
    """The name of a field: a look-up may have found two records of one person, and each has its own."""
    return f"{what}-{subject}"


def _subject(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("This subject does not exist. Look the person up first.") from None
