"""Messages to an alert desk: what, where, when, how certain, one link, a telephone number."""

from dataclasses import dataclass
from typing import ClassVar

from aigis.core.checks.alert_routing import LOOK_BACK, OVERTAKEN
from aigis.core.messages.mail_text import N_, MailText, Translate, written_instant
from aigis.core.messages.message import OutgoingMessage

_CERTAINTY = {
    "number": N_("certain: same national number or document"),
    "certain": N_("certain: names and birth date"),
    "possible": N_("confirmed by a person after comparison"),
}
_AT_GATES = ("gate", "badge")
_NO_PERSON = N_("This mail names no person. Sign in to see who it is about.")
_OPEN = N_("Open the alert")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMessage(OutgoingMessage):
    """What messages about one numbered alert have in common; `hash` and `previous` chain them at the desk."""

    kind: ClassVar[str] = "alert"
    priority: ClassVar[int] = 10
    about_field: ClassVar[str] = "alert"

    alert: str
    desk: str
    number: int
    gate: str
    facility: str
    raised_at: str
    drill: bool
    previous: str
    hash: str
    certainty: str
    found_on: str  # gate | badge | list: stands there; roster | announced | overtaken | look_back: does not
    telephone: str
    page: str

    @property
    def subject(self) -> str:
        """One line without a language."""
        return f"{'[DRILL] ' if self.drill else ''}Aigis {self.desk} #{self.number}: {self.gate or 'drill'}"

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail of the desk."""
        heading = translate(self.headline()) % {"number": self.number}
        if self.drill:
            heading = f"{translate(N_('DRILL'))} – {heading}"
        subject = f"{heading}: {self.facility}" if self.facility else heading
        return MailText(
            subject=subject,
            heading=heading,
            sentences=self.sentences(translate),
            facts=self._facts(translate),
            link=self.page,
            link_label=translate(_OPEN),
            footer=translate(_NO_PERSON),
        )

    def headline(self) -> str:
        """The sentence, to be translated, that says what happened; `%(number)s` is the desk's number."""
        return N_("Alert %(number)s: person with a port ban")

    def sentences(self, translate: Translate) -> tuple[str, ...]:
        """The sentences below the heading."""
        if self.drill:
            return (translate(N_("This is a drill. Nobody is at a gate. Acknowledge it as you would an alert.")),)
        if self.found_on in _AT_GATES:
            return (translate(N_("A person with a port ban was checked. Acknowledge the alert.")),)
        if self.found_on == OVERTAKEN:
            return (
                translate(N_("A person was announced and approved, and has a port ban now. The person may arrive.")),
                translate(N_("Acknowledge the alert.")),
            )
        if self.found_on == LOOK_BACK:
            return (
                translate(N_("A person who was let in at this gate has a port ban now. The person may be inside.")),
                translate(N_("Open the alert to see at which gates and when. Acknowledge it.")),
            )
        return (
            translate(N_("A person with a port ban is on a list or roster. The person was not at the gate.")),
            translate(N_("Acknowledge the alert.")),
        )

    def _facts(self, translate: Translate) -> tuple[tuple[str, str], ...]:
        facts = [
            (N_("Where"), self.facility),
            (N_("Gate"), self.gate),
            (N_("When"), written_instant(self.raised_at)),
            (N_("How certain"), translate(_CERTAINTY[self.certainty]) if self.certainty in _CERTAINTY else ""),
            (N_("Telephone of the facility"), self.telephone),
        ]
        return tuple((translate(label), value) for label, value in facts if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised(AlertMessage):
    """A new alert at a desk."""

    type: ClassVar[str] = "alert.raised"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRepeated(AlertMessage):
    """A digest of the further hits that joined an alert."""

    type: ClassVar[str] = "alert.repeated"
    priority: ClassVar[int] = 9

    hits: int
    last_hit_at: str

    def headline(self) -> str:
        """The sentence that says what happened."""
        return N_("Alert %(number)s: the same person again")

    def sentences(self, translate: Translate) -> tuple[str, ...]:
        """The sentences below the heading."""
        text = translate(N_("The person has been checked %(hits)s times so far, last on %(when)s."))
        return (text % {"hits": self.hits, "when": written_instant(self.last_hit_at)},)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEscalated(AlertMessage):
    """An alert that no desk acknowledged in time; `waiting_desk` is the desk that did not."""

    type: ClassVar[str] = "alert.escalated"
    priority: ClassVar[int] = 11

    waiting_desk: str
    minutes: int

    def headline(self) -> str:
        """The sentence that says what happened."""
        return N_("Alert %(number)s has not been acknowledged")

    def sentences(self, translate: Translate) -> tuple[str, ...]:
        """The sentences below the heading."""
        text = translate(N_("The desk %(desk)s has not acknowledged this alert for %(minutes)s minutes. Act now."))
        first = text % {"desk": self.waiting_desk, "minutes": self.minutes}
        return (first, translate(N_("This is a drill."))) if self.drill else (first,)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsBundled(OutgoingMessage):
    """Many messages to one recipient in one, when more than sixty a minute were due; `items` are their JSON forms."""

    type: ClassVar[str] = "alert.bundle"
    kind: ClassVar[str] = "alert"
    priority: ClassVar[int] = 10

    desk: str
    page: str
    items: list[dict[str, object]]

    @property
    def subject(self) -> str:
        """One line without a language."""
        return f"Aigis {self.desk}: {len(self.items)}"

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail of the desk, with the first twenty locations."""
        heading = translate(N_("%(count)s alerts at once")) % {"count": len(self.items)}
        lines = [item.get("data") for item in self.items]
        facts = tuple(
            (f"#{line.get('number')}", f"{line.get('gate') or '–'} · {written_instant(str(line.get('raised_at')))}")
            for line in lines[:20]
            if isinstance(line, dict) and line.get("raised_at")
        )
        return MailText(
            subject=f"{heading}: {self.desk}",
            heading=heading,
            sentences=(translate(N_("So many alerts came at once that they were put into one mail.")),),
            facts=facts,
            link=self.page,
            link_label=translate(N_("Open the list of alerts")),
            footer=translate(_NO_PERSON),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskChanged(OutgoingMessage):
    """A desk's addresses or schedule: a change was proposed, made or rejected. Sent to the old addresses."""

    type: ClassVar[str] = "desk.changed"
    kind: ClassVar[str] = "desk"
    priority: ClassVar[int] = 8

    desk: str
    what: str  # proposed | approved | rejected | removed
    fields: list[str]
    page: str

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail to the addresses the desk had before."""
        heading = translate(_DESK_CHANGE[self.what]) % {"desk": self.desk}
        return MailText(
            subject=heading,
            heading=heading,
            sentences=(
                translate(N_("This mail goes to the addresses the desk had before the change.")),
                translate(N_("If you do not know of this change, call the register's operator at once.")),
            ),
            facts=((translate(N_("Changed")), ", ".join(self.fields)),) if self.fields else (),
            link=self.page,
            link_label=translate(N_("Open the desk's settings")),
        )


_DESK_CHANGE = {
    "proposed": N_("A change of the alert desk %(desk)s was proposed"),
    "approved": N_("The alert desk %(desk)s was changed"),
    "removed": N_("The alert desk %(desk)s was removed"),
    "rejected": N_("A proposed change of the alert desk %(desk)s was rejected"),
}
