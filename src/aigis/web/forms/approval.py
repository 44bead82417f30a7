"""The decision of a second person on a proposal: seen and approved, or rejected with a note; said, or asked again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from aigis.core.errors import Conflict, InvalidInput, NotAllowed
from aigis.web.base.access import PageRequest
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused

_FIELDS = {"seen": 3, "note": 1_000}


def undecided() -> FilledForm:
    """The form as a page opens it."""
    return FilledForm({}, longest=_FIELDS)


def approval(request: PageRequest, *, unseen: str) -> FilledForm:
    """The form that approves; without the tick it is refused with the sentence."""
    form = FilledForm(request.POST.dict(), longest=_FIELDS)
    if form["seen"] != "yes":
        form.refuse("seen", unseen)
    return form


def rejection(request: PageRequest) -> FilledForm:
    """The form that rejects, or withdraws one's own; without a note it is refused."""
    form = FilledForm(request.POST.dict(), longest=_FIELDS)
    form.require("note", gettext("Explain why you reject it."))
    return form


def decided(
    request: PageRequest,
    form: FilledForm,
    decide: Callable[..., object],
    *,
    done: str,
    back: HttpResponse,
    again: Callable[[FilledForm], HttpResponse],
) -> HttpResponse:
    """Decides where the form is sound, says so and goes back; one that is not sound is shown again.

    `decide` is an action that needs only the time any more.
    """
    now = timezone.now()
    if form.sound:
        try:
            decide(at=now)
        except (NotAllowed, Conflict) as refused:
            messages.error(request, translate_error(refused))
            return back
        except InvalidInput as wrong:
            form.take(wrong, {}, otherwise="note")
        else:
            messages.success(request, done)
            return back
    record_refused(request, form, at=now)
    return again(form)
