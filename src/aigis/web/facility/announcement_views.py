"""Expected people: the list of a day at a facility, one announcement, and the form that announces with a preview."""

from datetime import date
from secrets import token_hex
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aigis.apps.facilities.models import Facility
from aigis.apps.facilities.queries import facilities_of
from aigis.apps.people import access, directory
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.rosters import announcement_queries, announcements, host_links
from aigis.apps.rosters.announcement_queries import Attendance, ExpectedPerson
from aigis.apps.rosters.announcements import Occasion
from aigis.apps.rosters.models import Announcement
from aigis.core.access.permissions import Capability
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput, NotFound
from aigis.core.values import Verdict
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.facility import announcement_form
from aigis.web.forms import uploaded_files
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels import announcements as labels
from aigis.web.labels import dates as date_labels
from aigis.web.labels.vocabulary import PURPOSES

MOST_SHOWN = 200


@page(Capability.FACILITY_READ)
@never_cache
@require_http_methods(["GET", "POST"])
def announcements_day(request: PageRequest) -> HttpResponse:
    """The people expected at a facility on a day; a name is searched in the body, so that no address names a person."""
    now = timezone.now()
    facilities = facilities_of(request.actor)
    facility = _chosen(facilities, _value(request, "facility"))
    shown: dict[str, object] = {"facilities": facilities, "chosen": facility}
    if facility is not None:
        shown |= _day(request, facility, _day_named(_value(request, "on"), today=day_of(now)))
    return render(request, "web/announcements/day.html", shown)


def _value(request: PageRequest, name: str) -> str:
    return (request.POST if request.method == "POST" else request.GET).get(name, "").strip()[:80]


def _chosen(facilities: list[Facility], code: str) -> Facility | None:
    facility = next((candidate for candidate in facilities if candidate.code == code), None)
    if code and facility is None:
        raise NotFound("Your organisation has no such facility. Choose one from the list.")
    return facility or (facilities[0] if facilities else None)


def _day_named(text: str, *, today: date) -> date:
    return date_labels.day(text) if text else today


def _day(request: PageRequest, facility: Facility, on: date) -> dict[str, object]:
    now = timezone.now()
    people = announcement_queries.people_of_day(facility, on, actor=request.actor, at=now)
    search, state = _value(request, "q"), _value(request, "state")
    shown = announcement_queries.with_name(people, search) if search else people
    shown = [person for person in shown if person.attendance == state] if state in set(Attendance) else shown
    days = {*announcement_queries.announced_days(facility, actor=request.actor), on, day_of(now)}
    return {
        "on": on,
        "days": [(day.isoformat(), date_labels.written_day(day)) for day in sorted(days, reverse=True)],
        "search": search,
        "state": state,
        "states": [(code, labels.ATTENDANCES[code]) for code in labels.ATTENDANCES],
        "people": shown[:MOST_SHOWN],
        "matching": len(shown),
        "total": len(people),
        "alarming": [person for person in people if _is_alarming(person)],
        "counts": [(code, sum(person.attendance == code for person in people)) for code in labels.ATTENDANCES],
    }


def _is_alarming(person: ExpectedPerson) -> bool:
    """Tells whether an expected person was denied when last checked: at the gate, where they have arrived."""
    checks = person.checks
    return bool(checks) and checks[-1].verdict == Verdict.DENIED.value


@page(Capability.FACILITY_READ)
@never_cache
@require_safe
def announcement(request: PageRequest, announcement: UUID) -> HttpResponse:
    """One announcement: who is expected by whom and why, and every check of each with its time and reason."""
    row = announcement_queries.announcement(announcement, actor=request.actor, at=timezone.now())
    shown = {
        "announcement": row,
        "host": announcement_queries.host_of(row),
        "purpose": PURPOSES.get(row.purpose, row.purpose),
        "by": _announcer(row),
        "people": announcement_queries.persons_of(row),
    }
    return render(request, "web/announcements/detail.html", shown)


def _announcer(row: Announcement) -> str:
    """Who announced them; empty where that was erased."""
    if row.actor_key.startswith(host_links.ACTOR_PREFIX):
        return gettext("by a link for a host")
    return directory.actor_names([row.actor_key]).get(row.actor_key, "") if row.actor_key else ""


@uploaded_files.with_file_in_memory(page(Capability.FACILITY_READ))
@never_cache
@require_http_methods(["GET", "POST"])
def announcement_new(request: PageRequest) -> HttpResponse:
    """The form, and the preview of what it was sent: rows and faults, before anything is stored."""
    today = day_of(timezone.now())
    facilities = facilities_of(request.actor)
    form = announcement_form.filled(request, facilities, today=today)
    if request.method == "POST":
        preview = announcement_form.preview(request, form, facilities, today=today)
        if preview is not None:
            return _previewed(request, preview, facilities)
        record_refused(request, form, at=timezone.now())
    return _form(request, form, facilities)


def _form(request: PageRequest, form: FilledForm, facilities: list[Facility]) -> HttpResponse:
    context = {
        "form": form,
        "facilities": [(facility.code, f"{facility.code} {facility.name}") for facility in facilities],
        "purposes": list(PURPOSES.items()),
    }
    return render(request, "web/announcements/form.html", context, status=200 if form.sound else 422)


def _previewed(request: PageRequest, preview: announcement_form.Preview, facilities: list[Facility]) -> HttpResponse:
    draft = preview.draft
    context = announcement_form.shown(preview)
    context["facility"] = next(facility for facility in facilities if facility.code == draft.facility)
    context["signed"] = announcement_form.signed(draft, user=request.actor.key, request_key=token_hex(16))
    return render(request, "web/announcements/preview.html", context)


@page(Capability.FACILITY_READ)
@require_POST
def announcement_confirm(request: PageRequest) -> HttpResponse:
    """Announces the persons of a preview and checks them; the same preview sent twice is one announcement."""
    now = timezone.now()
    text = request.POST.get("draft", "")
    try:
        draft, key = announcement_form.confirmed(text, user=request.actor.key)
        keyed = IdempotentRequest.of(key, address=request.path, body=key)
        row = announcements.announce(draft, actor=request.actor, at=now, request=keyed)
    except InvalidInput as wrong:
        access.record_malformed(request.actor, at=now, address=request.path, code=wrong.code, field=wrong.field)
        messages.warning(request, translate_error(wrong))
        return redirect("announcement_new")
    unchecked = announcements.unchecked(row)
    announcements.check_persons(row, unchecked, Occasion.ANNOUNCED, actor=request.actor, at=now)
    messages.success(request, gettext("Announced and checked."))
    return redirect("announcement", row.pk)
