"""How alerts are put into words: how certain, how far, how they ended, what happened to them."""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aigis.apps.alerts.timeline import TimelineEvent

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
CERTAINTIES: dict[str, str | Promise] = {
    "number": _("Certain: same national number or document"),
    "certain": _("Certain: names and date of birth match"),
    "possible": _("A person compared them and confirmed it"),
}
STAGES: dict[int, str | Promise] = {
    1: _("Escalated: sent again, and to the other channel"),
    2: _("Escalated to the next desk"),
    3: _("Escalated to the person on call"),
}
SETTING_NAMES: dict[str, str | Promise] = {
    "name": _("Name"),
    "language": _("Language of mails"),
    "ports": _("Ports (empty: all)"),
    "mailbox": _("Mailbox"),
    "webhook": _("Webhook"),
    "other_mailbox": _("Other channel (mailbox)"),
    "telephone": _("Telephone"),
    "next_desk": _("Next desk"),
    "on_call": _("On call"),
}
_EVENTS: dict[str, str | Promise] = {
    "raised": _("Alert raised"),
    "hit": _("Checked again at %(detail)s"),
    "sending": _("Being sent to %(recipient)s"),
    "sent": _("Delivered to %(recipient)s"),
    "failed": _("Not delivered to %(recipient)s: %(detail)s"),
    "acknowledged": _("%(desk)s: acknowledged by %(name)s"),
    "assigned": _("%(desk)s: %(name)s assigned it to %(recipient)s"),
    "handed_over": _("%(desk)s: %(name)s handed it over to %(recipient)s"),
    "noted": _("%(desk)s: note by %(name)s"),
    "closed": _("%(desk)s: closed by %(name)s"),
    "reopened": _("%(desk)s: reopened by %(name)s"),
    "escalated": _("%(desk)s has not acknowledged it: sent to %(recipient)s"),
    "clear_before": _("Clear at %(recipient)s, before the ban"),
    "gate_entered": _("The guard at %(recipient)s reported: entered"),
    "gate_refused": _("The guard at %(recipient)s reported: refused"),
    "gate_left": _("The guard at %(recipient)s reported: left"),
    "gate_not_this_person": _("The guard at %(recipient)s reported: different person"),
}
_WITH_DETAIL = {"noted", "closed", "reopened", "handed_over"}


def closing_words(code: str, words: str) -> str:
    """The outcome as it is stored: the code, and what the desk added."""
    return f"{code}: {words}" if words else code


def outcome_words(stored: str) -> str:
    """The stored outcome in the reader's language; as it is where a program wrote it in its own words."""
    code, _colon, words = stored.partition(": ")
    if code not in OUTCOMES:
        return stored
    return f"{OUTCOMES[code]} – {words}" if words else str(OUTCOMES[code])


def certainty_words(code: str) -> str:
    """How certain an alert is, in words; empty where it is not known."""
    return str(CERTAINTIES.get(code, ""))


def age_words(since: datetime, *, at: datetime) -> str:
    """How long ago something was, in the largest unit: seconds, minutes, hours or days."""
    minutes = max(at - since, timedelta()) // timedelta(minutes=1)
    if minutes < 1:
        return gettext("just now")
    if minutes < 120:
        return gettext("%(count)s min ago") % {"count": minutes}
    return gettext("%(count)s h ago") % {"count": minutes // 60}


def event_words(event: TimelineEvent) -> str:
    """What happened to an alert, in a sentence."""
    values = {"desk": event.desk, "name": event.name or event.desk, "recipient": event.recipient}
    return str(_EVENTS[event.kind]) % (values | {"detail": event.detail})


def event_detail(event: TimelineEvent) -> str:
    """The note or outcome of an event; empty for others."""
    if event.kind not in _WITH_DETAIL:
        return ""
    return outcome_words(event.detail) if event.kind == "closed" else event.detail
