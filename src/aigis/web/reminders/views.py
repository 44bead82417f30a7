"""The reminders of an office: which bans end, who was told, what is answered; a picture of endings by month."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from aigis.apps.people import directory
from aigis.apps.register.reminders import answers as reminder_answers
from aigis.apps.register.reminders import queries as reminder_queries
from aigis.apps.register.reminders.queries import ListedEnding
from aigis.core.access.permissions import Capability
from aigis.core.errors import Conflict, InvalidInput
from aigis.web.base.access import PageRequest, page
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused
from aigis.web.labels.reminders import ANSWERS
from aigis.web.reminders import form as reminder_form


@page(Capability.REMINDER_READ)
@never_cache
@require_safe
def reminders(request: PageRequest) -> HttpResponse:
    """The endings the reader's office answers for, those without an answer first."""
    return _desk(request, {})


@page(Capability.REMINDER_ANSWER)
@require_POST
def reminder_answer(request: PageRequest, ban: UUID) -> HttpResponse:
    """Takes the answer to one ending; the page's own script gets that ending alone, so that no other form is lost."""
    form = reminder_form.filled(request.POST.dict())
    answered = _answered(request, form, ban)
    if request.headers.get("HX-Request") == "true":
        ending = reminder_queries.one(ban, actor=request.actor, at=timezone.now())
        shown = {"one": _card(ending, None if answered else form, _names([ending])), "just_answered": answered}
        return render(request, "web/reminders/ending.html", shown, status=200 if answered else 422)
    if answered:
        messages.success(request, gettext("The answer is recorded."))
        return redirect("reminders")
    return _desk(request, {ban: form})


def _answered(request: PageRequest, form: FilledForm, ban: UUID) -> bool:
    """Records what the form says; False where something is wrong with it, which is said beside the field."""
    reply, now = reminder_form.given(form, ban), timezone.now()
    if reply is not None:
        try:
            reminder_answers.answer(reply, actor=request.actor, at=now)
        except Conflict as moved:
            form.refuse("answer", translate_error(moved))
        except InvalidInput as wrong:
            form.take(wrong, {}, otherwise="answer")
        else:
            return True
    record_refused(request, form, at=now)
    return False


def _desk(request: PageRequest, forms: dict[UUID, FilledForm]) -> HttpResponse:
    desk = reminder_queries.desk(actor=request.actor, at=timezone.now())
    listed = (*desk.waiting, *desk.answered)
    names = _names(listed)
    cards = {ending.ban: _card(ending, forms.get(ending.ban), names) for ending in listed}
    shown = {
        "desk": desk,
        "waiting": [cards[ending.ban] for ending in desk.waiting],
        "answered": [cards[ending.ban] for ending in desk.answered],
        "ended": desk.ended,
        "errors": _errors(forms),
    }
    return render(request, "web/reminders/desk.html", shown, status=422 if forms else 200)


def _errors(forms: dict[UUID, FilledForm]) -> list[tuple[str, str]]:
    """Every sentence with the element it belongs to."""
    return [(f"{name}-{ban}", sentence) for ban, form in forms.items() for name, sentence in form.errors.items()]


def _card(ending: ListedEnding, form: FilledForm | None, names: dict[str, str]) -> dict[str, object]:
    """What an ending's card shows; a form that was refused comes back as it was typed."""
    filled = form or reminder_form.filled({})
    return {
        "ending": ending,
        "form": filled,
        "choices": [(code, word, code == filled["answer"]) for code, word in ANSWERS.items()],
        "answers": [(answer, names[answer.by]) for answer in reversed(ending.answers)],
    }


def _names(listed: Iterable[ListedEnding]) -> dict[str, str]:
    return directory.actor_names(answer.by for ending in listed for answer in ending.answers)
