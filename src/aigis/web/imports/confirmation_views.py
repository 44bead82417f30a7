"""One imported list: what came of it, the bans drawn from it, and its confirmation as a whole."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aigis.apps.people import directory
from aigis.apps.register.imports import confirmation as import_confirmation
from aigis.core.access.permissions import Capability
from aigis.core.errors import Conflict, InvalidInput, NotAllowed
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused

_MOST_TICKED = 50_000


@page(Capability.BAN_CONFIRM)
@never_cache
@require_http_methods(["GET", "POST"])
def imported_list(request: PageRequest, reference: UUID) -> HttpResponse:
    """The list with what is to be compared; confirmed, it leads back to the desk."""
    now, form = timezone.now(), FilledForm({}, longest={"compared": 0})
    if request.method == "POST" and _confirmed(request, form, reference, at=now):
        return redirect("registry")
    detail = import_confirmation.imported_list(reference, actor=request.actor, at=now)
    row, ticked = detail.listed.row, set(_ticked(request))
    context = {
        "found": detail,
        "row": row,
        "form": form,
        "by": directory.actor_names([row.recorded_by])[row.recorded_by],
        "overdue": row.due_at < now,
        "counts": [(word, row.counts.get(code, 0)) for code, word in _counted()],
        "drawn": [(view, view.ban.pk in ticked, view.ban.pk in detail.chosen) for view in detail.drawn],
        "refused": translate_error(detail.refused) if detail.refused else "",
    }
    return render(request, "web/registry/list.html", context, status=200 if form.sound else 422)


def _confirmed(request: PageRequest, form: FilledForm, reference: UUID, *, at: datetime) -> bool:
    try:
        count = import_confirmation.confirm(reference, compared=_ticked(request), actor=request.actor, at=at)
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise="compared")
        record_refused(request, form, at=at)
        return False
    except (Conflict, NotAllowed) as refused:
        messages.error(request, translate_error(refused))
        return True
    sentence = ngettext("1 ban of the list is confirmed.", "%(many)s bans of the list are confirmed.", count)
    messages.success(request, sentence % {"many": count})
    return True


def _ticked(request: PageRequest) -> list[UUID]:
    """The bans ticked; what is no reference was not ticked on our page."""
    references = []
    for text in request.POST.getlist("compared")[:_MOST_TICKED]:
        try:
            references.append(UUID(text))
        except ValueError:
            continue
    return references


def _counted() -> list[tuple[str, str]]:
    return [
        ("rows", gettext("Rows in the file")),
        ("new", gettext("New bans")),
        ("conflicts_registered", gettext("Registered despite a conflict with the register")),
        ("known", gettext("Already in the register")),
        ("conflicts", gettext("Conflicts left out")),
        ("rejected", gettext("Rows that could not be read")),
    ]
