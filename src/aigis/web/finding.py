"""Finding a subject, and the page of one: its bans, how its identity was recorded, records merged into it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aigis.apps.people import directory
from aigis.apps.register import finding, subject_page, view
from aigis.apps.register.finding import FoundSubjects
from aigis.core.ban_state import state
from aigis.core.errors import InvalidInput
from aigis.core.permissions import Capability, may
from aigis.web import ban_page, finding_form
from aigis.web.filled_form import FilledForm
from aigis.web.pages import PageRequest, page
from aigis.web.refused_form import record_refused


@page(Capability.SUBJECT_FIND)
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: PageRequest) -> HttpResponse:
    """The form and the subjects that fit; what is looked for is sent in the body, so that no address names a person."""
    form = finding_form.filled(request.POST.dict())
    found = _found(request, form) if request.method == "POST" else None
    context = {"form": form, "found": found, "focus": "" if found or not form.sound else "family_name"}
    return render(request, "web/finding/find.html", context, status=200 if form.sound else 422)


@page(Capability.SUBJECT_FIND)
@never_cache
@require_safe
def subject(request: PageRequest, subject: UUID) -> HttpResponse:
    """One subject with everything about it."""
    now = timezone.now()
    found = subject_page.subject(subject, actor=request.actor, at=now)
    numbers, documents = ban_page.masked_identifiers(found.person)
    names = directory.actor_names(
        key for one in found.identities for key in (one.row.recorded_by, one.row.approved_by) if key
    )
    context = {
        "found": found,
        "corrects": may(request.actor, Capability.DETENTION_CORRECT) and found.into is None,
        "numbers": numbers,
        "documents": documents,
        "bans": [(one, state(one.life.versions, at=now)) for one in found.bans],
        "identities": [
            (one, names.get(one.row.recorded_by, ""), names.get(one.row.approved_by, "")) for one in found.identities
        ],
    }
    return render(request, "web/finding/subject.html", context)


def _found(request: PageRequest, form: FilledForm) -> FoundSubjects | None:
    now = timezone.now()
    query = finding_form.asked(form)
    if query is not None:
        try:
            return finding.find(query, actor=request.actor, at=now, view=view.current(at=now))
        except InvalidInput as wrong:
            form.take(wrong, finding_form.PLACES, otherwise="family_name")
    record_refused(request, form, at=now)
    return None
