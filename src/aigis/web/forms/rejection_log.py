"""The trace of a form that could not be read."""

from datetime import datetime

from aigis.apps.people import access
from aigis.web.base.access import PageRequest
from aigis.web.forms.form import FilledForm


def record_refused(request: PageRequest, form: FilledForm, *, at: datetime) -> None:
    """Writes that a form was refused, and for which field first; nothing of what it said."""
    first = next(iter(form.errors))
    access.record_malformed(request.actor, at=at, address=request.path, code=form.first_code, field=first)
