"""The form that judges a referred check: the answer, what was compared, and the document it rests on."""

from collections.abc import Mapping

from django.utils.translation import gettext

from aigis.apps.checks.judgements.actions import JudgementInput
from aigis.core.checks.judgements import DocumentKind, SeenDocument
from aigis.core.errors import InvalidInput
from aigis.core.person.numbers import document
from aigis.web.forms.form import FilledForm
from aigis.web.labels.judgements import DOCUMENT_KINDS, JUDGEMENTS

MOST_WORDS = 500
# Generous for the words: one sentence says how many there may be.
_LONGEST = {
    "judgement": 10,
    "why": 20_000,
    "document_kind": 20,
    "document_state": 20,
    "document_number": 60,
}
_DOCUMENT = ("document_kind", "document_state", "document_number")
_PLACES = {"document.state": "document_state", "document.number": "document_number"}


class JudgingForm(FilledForm):
    """A judgement as it was filled in."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        super().__init__(sent, longest=_LONGEST)

    def read_all(self) -> JudgementInput | None:
        """What the form says; None where something is refused beside its field."""
        self.choice("judgement", JUDGEMENTS, gettext("Choose whether it is the same person."))
        why = " ".join(self.require("why", gettext("Describe in a few words what you compared.")).split())
        if len(why) > MOST_WORDS:
            self.refuse("why", gettext("Use at most 500 characters."))
        seen = self._seen()
        return JudgementInput(self["judgement"], why, seen) if self.sound else None

    def _seen(self) -> SeenDocument | None:
        """The document, given whole or not at all."""
        if not any(self[name] for name in _DOCUMENT):
            return None
        kind = self.choice("document_kind", DOCUMENT_KINDS, gettext("Choose the kind of document."))
        try:
            read = document(self["document_state"], self["document_number"])
        except InvalidInput as wrong:
            self.take(wrong, _PLACES, otherwise="document_number")
            return None
        return SeenDocument(DocumentKind(kind), read) if kind else None
