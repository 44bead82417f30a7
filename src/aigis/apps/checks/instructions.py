"""What the guard does now: one instruction a verdict, in the caller's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aigis.core.values import Reason, Verdict

INSTRUCTIONS = {
    Verdict.CLEAR: _("The person may enter."),
    Verdict.DENIED: _("No access. Ask the person to wait and call your PFSO."),
    Verdict.REFER: _(
        "No decision is possible here. The person must wait. Compare document and person. Call your PFSO."
    ),
}
_MORE_DETAILS = _(
    "Not enough details to tell. The person must wait. Scan the document, or give family name, given names and the"
    " full birth date, and check again."
)
_DRILL = _("This is a test identity. Let nobody in on this answer.")


def instruction(verdict: Verdict, reason: Reason, *, drill: bool = False) -> str | Promise:
    """Returns what the guard does after a verdict that came out for a reason."""
    if drill:
        return _DRILL
    return _MORE_DETAILS if reason is Reason.NOT_ENOUGH_TO_TELL else INSTRUCTIONS[verdict]
