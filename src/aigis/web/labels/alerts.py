"""How an alert ended, as a desk says it; stored as a code, with the desk's own words behind it."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

OTHER = "other"
OUTCOMES: dict[str, str | Promise] = {
    "held": pgettext_lazy("how an alert ended", "Person held"),
    "sent_away": pgettext_lazy("how an alert ended", "Person sent away"),
    "mistaken_identity": pgettext_lazy("how an alert ended", "Mistaken identity"),
    "false_alarm": pgettext_lazy("how an alert ended", "False alarm"),
    OTHER: pgettext_lazy("how an alert ended", "Another outcome"),
}
STATES: dict[str, str | Promise] = {
    "raised": pgettext_lazy("state of an alert", "New"),
    "delivered": pgettext_lazy("state of an alert", "New, delivered"),
    "acknowledged": pgettext_lazy("state of an alert", "Acknowledged"),
    "closed": pgettext_lazy("state of an alert", "Closed"),
}


def closing_words(code: str, words: str) -> str:
    """The outcome as it is stored: the code, and what the desk added."""
    return f"{code}: {words}" if words else code


def outcome_words(stored: str) -> str:
    """The stored outcome in the reader's language; as it is where a program wrote it in its own words."""
    code, _, words = stored.partition(": ")
    if code not in OUTCOMES:
        return stored
    return f"{OUTCOMES[code]} – {words}" if words else str(OUTCOMES[code])
