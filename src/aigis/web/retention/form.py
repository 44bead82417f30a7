"""The forms by which a legal hold is placed and the erasure of a subject is proposed."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from aigis.apps.retention import holds, subject_erasure
from aigis.apps.retention.holds import HoldDraft
from aigis.apps.retention.subject_erasure import ErasureDraft
from aigis.core.dates.brussels import midnight
from aigis.core.errors import InvalidInput
from aigis.core.privacy.retention import HoldKind
from aigis.web.forms.form import FilledForm
from aigis.web.labels import dates as date_labels
from aigis.web.labels.retention import HOLDS

_HOLD = {"kind": 10, "target": 40, "first_day": 40, "last_day": 40, **holds.LONGEST}
_ERASURE = {"subject": 40, **subject_erasure.LONGEST}


def filled_hold(sent: Mapping[str, str]) -> FilledForm:
    """The form of a hold as sent or as it opens."""
    return FilledForm(sent, longest=_HOLD)


def filled_erasure(sent: Mapping[str, str]) -> FilledForm:
    """The form of a proposed erasure as sent or as it opens."""
    return FilledForm(sent, longest=_ERASURE)


def hold(form: FilledForm) -> HoldDraft | None:
    """The hold as typed; None, with every sentence in the form, as long as something is wrong."""
    code = form.choice("kind", {kind.value: word for kind, word in HOLDS.items()}, gettext("Choose what must be kept."))
    _require_why(form, "reason", "reference")
    kind = HoldKind(code) if code else None
    if kind is HoldKind.PERIOD:
        form.require("first_day", gettext("Enter the first day of the period."))
        form.require("last_day", gettext("Enter the last day of the period."))
    elif kind is not None:
        form.require("target", gettext("Enter the reference of the subject or the check."))
    target = form.read("target", _reference) if kind is not HoldKind.PERIOD else None
    first, last = form.read("first_day", date_labels.day), form.read("last_day", date_labels.day)
    if first and last and last < first:
        form.refuse("last_day", gettext("The last day is before the first."))
    if kind is None or not form.sound:
        return None
    start, end = (midnight(first), midnight(last + timedelta(days=1))) if first and last else (None, None)
    return HoldDraft(kind, form["reason"], form["reference"], target, start, end)


def erasure(form: FilledForm) -> ErasureDraft | None:
    """The erasure as typed; None, with every sentence in the form, as long as something is wrong."""
    form.require("subject", gettext("Enter the reference of the subject."))
    form.require("basis", gettext("Enter the legal basis."))
    _require_why(form, "reason", "reference")
    subject = form.read("subject", _reference)
    if subject is None or not form.sound:
        return None
    return ErasureDraft(subject, form["basis"], form["reference"], form["reason"])


def _require_why(form: FilledForm, reason: str, reference: str) -> None:
    form.require(reason, gettext("Give the reason."))
    form.require(reference, gettext("Enter the reference of the decision or case."))


def _reference(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(gettext_noop("This is no reference. Copy it whole from the page or the log.")) from None
