"""The words of judgements: documents seen, what became of a judgement, why one is not remembered."""

from django.utils.translation import gettext_lazy as _

# The answer, when it is the right one, and what follows from it: read before it is chosen.
JUDGEMENTS = {
    "same": (
        _("The same person"),
        _("The document belongs to the person and contains these details."),
        _("Result: no access. The gate is told not to let the person enter."),
    ),
    "different": (
        _("Another person"),
        _("A document proves that this is a different person, or the details were misread."),
        _("Result: no access yet. The gate is told to check the person again with the correct details."),
    ),
    "unsure": (
        _("I am not sure"),
        _("The details and the document do not settle it."),
        _("Result: the person must wait. The prosecutor or police is asked to decide."),
    ),
}

# What the gate is told of a decision; none of them lets anybody enter.
GATE_DECISIONS = {
    "same": _("No access. Do not let the person enter."),
    "different": _("Another person. Check again with the correct details."),
    "unsure": _("Not decided yet. The person must wait."),
}

DOCUMENT_KINDS = {
    "passport": _("Passport"),
    "identity_card": _("Identity card"),
    "residence_permit": _("Residence permit"),
    "seafarer": _("Seafarer's identity document"),
    "driving_licence": _("Driving licence"),
    "other": _("Another document"),
}

REMEMBERED_STATES = {
    "counts": _("Valid"),
    "changed": _("Ended: the data it was based on has changed"),
    "over": _("Ended: expired"),
    "revoked": _("Revoked"),
}
REMEMBERED_COLOURS = {"counts": "green", "changed": "grey", "over": "grey", "revoked": "red"}

# What the judge is told; of the strength of a pair nothing is said, for it would tell what the register holds.
FORGOTTEN = {
    "no_document": _("No document was entered, so the next check of this person is referred again."),
    "not_told_apart": _(
        "The check had no document or national number, so it could be a different person next "
        "time. Check with the document if the judgement must be remembered."
    ),
    "other_document": _("The document is not the one that was checked, so the next check is referred again."),
    "too_strong": _("The judgement is not remembered: the next check of this person is referred again."),
    "changed_since": _("The judgement is not remembered: the next check of this person is referred again."),
}
