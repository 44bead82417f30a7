"""A referred check judged on a page, the same for a security officer and for a desk."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aigis.apps.checks.judgements import actions as judgement_actions
from aigis.apps.checks.models import Check, Judgement
from aigis.core.errors import Conflict
from aigis.web.base.access import PageRequest
from aigis.web.base.check_reference import reference
from aigis.web.base.error_messages import translate_error
from aigis.web.judgements.form import MOST_WORDS, JudgingForm
from aigis.web.labels.judgements import DOCUMENT_KINDS, FORGOTTEN, JUDGEMENTS

_NOTED = {
    "same": _("Recorded. Do not let the person enter."),
    "different": _("Recorded: a different person. Run a new check with the correct details."),
    "unsure": _("Recorded. The check stays in the list until it can be decided."),
}


def form_of(request: PageRequest) -> JudgingForm:
    """The form, empty or as it was filled in."""
    return JudgingForm({} if request.method == "GET" else request.POST.dict())


def judged(request: PageRequest, check: UUID, form: JudgingForm) -> bool:
    """Tells whether the judgement in the form was noted, which the judge is told; why not stands beside its field."""
    answer = form.read_all() if request.method == "POST" else None
    if answer is None:
        return False
    try:
        outcome = judgement_actions.judge(check=check, request_input=answer, actor=request.actor, at=timezone.now())
    except Conflict as refused:
        form.refuse("judgement", translate_error(refused))
        return False
    messages.success(request, _noted(answer, outcome))
    return True


def shown(check: Check, judgements: Sequence[Judgement], form: JudgingForm) -> dict[str, object]:
    """What both pages show of a check, of what was said before, and of the form."""
    return {
        "check": check,
        "reference": reference(check.pk),
        "said": [(JUDGEMENTS[judgement.kind][0], judgement.judged_at) for judgement in judgements],
        "judgements": JUDGEMENTS,
        "document_kinds": DOCUMENT_KINDS.items(),
        "form": form,
        "errors": form.errors,
        "most_words": MOST_WORDS,
    }


def _noted(answer: judgement_actions.JudgementInput, outcome: judgement_actions.JudgementOutcome) -> str:
    """What the judge is told: that it is noted, and whether it will spare the person later."""
    parts = [str(_NOTED[answer.judgement])]
    if outcome.remembered:
        parts.append(gettext("At your gates, this person is no longer referred for this ban until something changes."))
    if outcome.forgotten is not None:
        parts.append(str(FORGOTTEN[outcome.forgotten.value]))
    return " ".join(parts)
