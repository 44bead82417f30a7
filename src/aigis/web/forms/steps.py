"""Carrying out a step of the front office from a form, and what the page says of it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext

from aigis.core.errors import DomainError, InvalidInput
from aigis.web.base.access import PageRequest
from aigis.web.base.error_messages import translate_error
from aigis.web.forms.form import FilledForm
from aigis.web.forms.rejection_log import record_refused


def carry_out(request: PageRequest, form: FilledForm, act: Callable[[], object], *, otherwise: str) -> bool:
    """Carries a step out and says what came of it; an error is put beside its field, or beside `otherwise`."""
    try:
        result = act()
    except InvalidInput as wrong:
        form.take(wrong, {}, otherwise=otherwise)
        record_refused(request, form, at=timezone.now())
        return False
    except DomainError as refused:
        form.refuse(otherwise, translate_error(refused))
        record_refused(request, form, at=timezone.now())
        return False
    proposed = isinstance(result, UUID)
    sentence = gettext("Proposed. A second person must approve it.") if proposed else gettext("Done.")
    messages.success(request, sentence)
    return True
