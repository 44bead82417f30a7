"""The superior's page: justifications of look-ups that wait to be accepted or objected to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from aigis.apps.people import directory
from aigis.apps.register.lookups import justifications, unreviewed
from aigis.core.access.permissions import Capability
from aigis.core.errors import Conflict, InvalidInput, NotAllowed
from aigis.web.base.access import PageRequest, page
from aigis.web.base.check_reference import reference
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.labels.register import REVIEWS
from aigis.web.persons.presented import asked_rows

_FORM = {"decision": 10, "note": justifications.LONGEST}


@page(Capability.LOOKUP_REVIEW)
@never_cache
@require_safe
def reviews(request: PageRequest) -> HttpResponse:
    """What waits, oldest first, and what was decided last."""
    return _rendered(request, None, FilledForm({}, longest=_FORM))


@page(Capability.LOOKUP_REVIEW)
@never_cache
@require_http_methods(["POST"])
def review(request: PageRequest, lookup: UUID) -> HttpResponse:
    """Records the decision on one justification; what was typed stays where something is wrong."""
    form = FilledForm(request.POST.dict(), longest=_FORM)
    decision = form.choice("decision", REVIEWS, gettext("Choose whether you accept the justification."))
    if form.sound and _recorded(request, form, lookup, accepted=decision == "accepted"):
        return redirect("reviews")
    return _rendered(request, lookup, form, status=422)


def _recorded(request: PageRequest, form: FilledForm, lookup: UUID, *, accepted: bool) -> bool:
    try:
        justifications.review(lookup, accepted=accepted, note=form["note"], actor=request.actor, at=timezone.now())
    except (InvalidInput, NotAllowed, Conflict) as refused:
        form.refuse("note" if isinstance(refused, InvalidInput) else "decision", translate_error(refused))
        return False
    messages.success(request, gettext("Your decision is recorded."))
    return True


def _rendered(request: PageRequest, lookup: UUID | None, form: FilledForm, *, status: int = 200) -> HttpResponse:
    """The page; the form that was sent stands at its look-up, empty ones at the others."""
    now = timezone.now()
    reviews = justifications.reviews(actor=request.actor, at=now)
    keys = [review.row.actor_key for review in reviews.waiting] + [row.actor_key for row in reviews.decided]
    names = directory.actor_names([*keys, *(row.reviewed_by for row in reviews.decided)])
    empty = FilledForm({}, longest=_FORM)
    context = {
        "waiting": [
            {
                "one": review,
                "rows": asked_rows(review.asked.person),
                "who": names[review.row.actor_key],
                "reference": reference(review.row.pk),
                "form": form if review.row.pk == lookup else empty,
            }
            for review in reviews.waiting
        ],
        "count": reviews.count,
        "decided": [(row, names[row.actor_key], names[row.reviewed_by], reference(row.pk)) for row in reviews.decided],
        "decisions": list(REVIEWS.items()),
        "form": form,
        "unreviewed": unreviewed.unreviewed(actor=request.actor, at=now) if unreviewed.sees(request.actor) else (),
    }
    return render(request, "web/reviews/desk.html", context, status=status)
