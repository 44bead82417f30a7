"""What the guard does now: one instruction a verdict, in the caller's language."""

from django.utils.translation import gettext_lazy as _

from aigis.core.values import Verdict

INSTRUCTIONS = {
    Verdict.CLEAR: _("The person may enter."),
    Verdict.DENIED: _("No access. Ask the person to wait and call your security officer."),
    Verdict.REFER: _(
        "Cannot be decided here. The person must wait. Compare document and person and call your security officer."
    ),
}
