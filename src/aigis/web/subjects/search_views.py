"""Finding a subject, and the page of one: its bans, how its identity was recorded, records merged into it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aigis.apps.people import directory
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.search import subject_search
from aigis.apps.register.search.subject_search import FoundSubjects
from aigis.apps.register.subjects import detail as subject_detail
from aigis.core.access import masking
from aigis.core.access.permissions import Capability, may
from aigis.core.bans.state import state
from aigis.core.errors import InvalidInput
from aigis.web.base.access import PageRequest, page
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.subjects import search_form


@page(Capability.SUBJECT_FIND)
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: PageRequest) -> HttpResponse:
    """The form and the subjects that fit; what is looked for is sent in the body, so that no address names a person."""
    form = search_form.filled(request.POST.dict())
    results = _found(request, form) if request.method == "POST" else None
    context = {"form": form, "found": results, "focus": "" if results or not form.sound else "family_name"}
    return render(request, "web/finding/find.html", context, status=200 if form.sound else 422)


@page(Capability.SUBJECT_FIND)
@never_cache
@require_safe
def subject(request: PageRequest, subject: UUID) -> HttpResponse:
    """One subject with everything about it."""
    now = timezone.now()
    view = subject_detail.subject(subject, actor=request.actor, at=now)
    numbers, documents = masking.masked_identifiers(view.person)
    names = directory.actor_names(
        key for identity in view.identities for key in (identity.row.recorded_by, identity.row.approved_by) if key
    )
    context = {
        "found": view,
        "corrects": may(request.actor, Capability.DETENTION_CORRECT) and view.into is None,
        "numbers": numbers,
        "documents": documents,
        "bans": [(ban_view, state(ban_view.life.versions, at=now)) for ban_view in view.bans],
        "identities": [
            (identity, names.get(identity.row.recorded_by, ""), names.get(identity.row.approved_by, ""))
            for identity in view.identities
        ],
    }
    return render(request, "web/finding/subject.html", context)


def _found(request: PageRequest, form: FilledForm) -> FoundSubjects | None:
    now = timezone.now()
    query = search_form.asked(form)
    if query is not None:
        try:
            return subject_search.find(query, actor=request.actor, at=now, view=current_register.current(at=now))
        except InvalidInput as wrong:
            form.take(wrong, search_form.PLACES, otherwise="family_name")
    record_refused(request, form, at=now)
    return None
