"""The words of judgements: documents seen, what became of a judgement, why one is not remembered."""

from django.utils.translation import gettext_lazy as _

JUDGEMENTS = {
    "same": (_("The same person"), _("The document belongs to the person, and it says what is written here.")),
    "different": (
        _("Another person"),
        _("It is certain, on a document, that this is not who is meant; or the details were read or typed wrongly."),
    ),
    "unsure": (_("I cannot tell"), _("The person keeps waiting, and those who can tell are asked.")),
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
    "counts": _("Counts"),
    "changed": _("Ended: what it rested on has changed"),
    "over": _("Ended: its time is over"),
    "revoked": _("Revoked"),
}
REMEMBERED_COLOURS = {"counts": "green", "changed": "grey", "over": "grey", "revoked": "red"}

# What the judge is told; of the strength of a pair nothing is said, for it would tell what the register holds.
FORGOTTEN = {
    "no_document": _("No document was given, so the next check of this person is referred again."),
    "not_told_apart": _(
        "The check had neither a document nor a national number, so it could be of somebody else next time. "
        "Check with the document to have the judgement remembered."
    ),
    "other_document": _("The document is not the one that was checked, so the next check is referred again."),
    "too_strong": _("It is not remembered: the next check of this person is referred again."),
    "changed_since": _("It is not remembered: the next check of this person is referred again."),
}
