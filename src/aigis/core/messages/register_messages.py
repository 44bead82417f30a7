"""Messages about the register: proposals, endings, confirmations, justifications, and the thin ones for programs."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from aigis.core.messages.mail_text import N_, MailText, Translate, written_instant
from aigis.core.messages.message import OutgoingMessage

_NO_PERSON = N_("This mail names no person. Sign in to see who it is about.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMessage(OutgoingMessage):
    """Something that happened in the register, to be read on a page by those who answer for it."""

    kind: ClassVar[str] = "register"
    priority: ClassVar[int] = 5
    about_field: ClassVar[str] = "id"
    heading: ClassVar[str] = ""
    advice: ClassVar[str] = ""

    id: str
    page: str

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail of the office."""
        heading = translate(self.heading)
        return MailText(
            subject=f"Aigis: {heading}",
            heading=heading,
            sentences=(translate(self.advice),),
            facts=(
                (translate(N_("When")), written_instant(self.at.isoformat())),
                (translate(N_("Reference")), self.id),
            ),
            link=self.page,
            link_label=translate(N_("Open the page")),
            footer=translate(_NO_PERSON),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMade(RegisterMessage):
    """A change that needs a second person was proposed."""

    type: ClassVar[str] = "proposal.made"
    heading: ClassVar[str] = N_("A change to a port ban was proposed")
    advice: ClassVar[str] = N_("A second person must decide. If you object, call the approver now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalApproved(RegisterMessage):
    """A proposal was approved and carried out."""

    type: ClassVar[str] = "proposal.approved"
    heading: ClassVar[str] = N_("A change to a port ban was approved")
    advice: ClassVar[str] = N_("The change is in force. Open the proposal to see what changed and who approved it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRejected(RegisterMessage):
    """A proposal was rejected or withdrawn."""

    type: ClassVar[str] = "proposal.rejected"
    heading: ClassVar[str] = N_("A proposed change to a port ban was rejected")
    advice: ClassVar[str] = N_("Nothing changed. Open the proposal to read the reason.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationOverdue(RegisterMessage):
    """A change that counted at once was not confirmed by a colleague within a day."""

    type: ClassVar[str] = "ban.confirmation_overdue"
    heading: ClassVar[str] = N_("A port ban has not been confirmed by a colleague")
    advice: ClassVar[str] = N_("The ban is in force. A second person must compare it with the decision today.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListConfirmationOverdue(RegisterMessage):
    """An imported list was not confirmed by a colleague within a day."""

    type: ClassVar[str] = "list.confirmation_overdue"
    heading: ClassVar[str] = N_("An imported list has not been confirmed by a colleague")
    advice: ClassVar[str] = N_("The bans are in force. A second person must compare the sample with the list today.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BanEndMoved(RegisterMessage):
    """A detention or a release moved the end of a ban."""

    type: ClassVar[str] = "ban.end_moved"
    heading: ClassVar[str] = N_("The end of a port ban has moved because of a detention")
    advice: ClassVar[str] = N_("Open the ban and check the new end.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureProposed(RegisterMessage):
    """The erasure of a subject was proposed."""

    type: ClassVar[str] = "erasure.proposed"
    heading: ClassVar[str] = N_("The erasure of a person's data was proposed")
    advice: ClassVar[str] = N_("A second person must decide. If you object, call the auditor now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureDecided(RegisterMessage):
    """The erasure of a subject was decided."""

    type: ClassVar[str] = "erasure.decided"
    heading: ClassVar[str] = N_("The erasure of a person's data was decided")
    advice: ClassVar[str] = N_("Open the page to see the decision.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRejected(RegisterMessage):
    """The erasure of a subject was rejected or withdrawn."""

    type: ClassVar[str] = "erasure.rejected"
    heading: ClassVar[str] = N_("The proposed erasure of a person's data was rejected")
    advice: ClassVar[str] = N_("Nothing was erased.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupObjected(RegisterMessage):
    """A superior did not accept the justification of a look-up."""

    type: ClassVar[str] = "lookup.objected"
    heading: ClassVar[str] = N_("A superior objected to the justification of a look-up")
    advice: ClassVar[str] = N_("Open the log and examine what this official looked up.")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementAsked(OutgoingMessage):
    """A referred check that could not be decided at the gate."""

    type: ClassVar[str] = "judgement.asked"
    kind: ClassVar[str] = "judgement"
    priority: ClassVar[int] = 8
    about_field: ClassVar[str] = "check"

    check: str
    gate: str
    page: str

    @property
    def subject(self) -> str:
        """One line without a language."""
        return f"Aigis: {self.gate}"

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail of the desk."""
        heading = translate(N_("A referred check needs your decision"))
        return MailText(
            subject=f"{heading}: {self.gate}",
            heading=heading,
            sentences=(translate(N_("The facility could not tell whether it is the banned person.")),),
            facts=((translate(N_("Gate")), self.gate), (translate(N_("When")), written_instant(self.at.isoformat()))),
            link=self.page,
            link_label=translate(N_("Open the check")),
            footer=translate(_NO_PERSON),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceOutside(OutgoingMessage):
    """On a day more or fewer checks were referred than chance explains; `counts` by organisation."""

    type: ClassVar[str] = "coincidence.outside"
    kind: ClassVar[str] = "coincidence"

    day: str
    counts: list[dict[str, object]]
    page: str

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail of the auditor."""
        heading = translate(N_("Referrals that chance does not explain"))
        return MailText(
            subject=f"Aigis: {heading}",
            heading=heading,
            sentences=(translate(N_("Open the page to see at which organisations.")),),
            facts=((translate(N_("Day")), date.fromisoformat(self.day).strftime("%d/%m/%Y")),),
            link=self.page,
            link_label=translate(N_("Open the page")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingMessage(OutgoingMessage):
    """What messages about the end of a ban have in common; `last_day` is the last day in force."""

    kind: ClassVar[str] = "reminder"
    about_field: ClassVar[str] = "ban"

    ban: str
    ban_kind: str
    last_day: str
    ends: str
    page: str

    @property
    def written_day(self) -> str:
        """The last day as a Belgian reads it."""
        return date.fromisoformat(self.last_day).strftime("%d/%m/%Y")

    @property
    def subject(self) -> str:
        """One line without a language."""
        return f"Aigis {self.written_day}: {self.type}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BanEnding(EndingMessage):
    """A reminder that a ban is about to end; `unanswered` when an earlier one had no reply."""

    type: ClassVar[str] = "ban.ending"

    days_left: int
    level: int
    unanswered: bool

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail of the office."""
        heading = translate(N_("A port ban ends on %(day)s")) % {"day": self.written_day}
        first = (translate(N_("The earlier reminder has not been answered.")),) if self.unanswered else ()
        ask = N_("State whether an extension or a new decision has been requested, or whether the ban may end.")
        return MailText(
            subject=f"Aigis: {heading}",
            heading=heading,
            sentences=(*first, translate(ask)),
            facts=(
                (translate(N_("Last day in force")), self.written_day),
                (translate(N_("Days left")), str(self.days_left)),
                (translate(N_("Reference")), self.ban),
            ),
            link=self.page,
            link_label=translate(N_("Answer the reminder")),
            footer=translate(_NO_PERSON),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BanEndedUnanswered(EndingMessage):
    """A ban ended although nobody answered its reminders."""

    type: ClassVar[str] = "ban.ended_unanswered"
    priority: ClassVar[int] = 5

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail of the office."""
        heading = translate(N_("A port ban ended on %(day)s without a reply")) % {"day": self.written_day}
        return MailText(
            subject=f"Aigis: {heading}",
            heading=heading,
            sentences=(
                translate(N_("The ban is no longer in force. No reply to the reminders was recorded.")),
                translate(N_("If this was not intended, a new decision is needed.")),
            ),
            facts=((translate(N_("Last day in force")), self.written_day), (translate(N_("Reference")), self.ban)),
            link=self.page,
            link_label=translate(N_("Open the page")),
            footer=translate(_NO_PERSON),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChanged(OutgoingMessage):
    """The register has a new version; for programs only."""

    type: ClassVar[str] = "register.changed"
    kind: ClassVar[str] = "register"

    register_version: int

    @property
    def subject(self) -> str:
        """One line without a language."""
        return self.type


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterReported(OutgoingMessage):
    """The morning report of an organisation's rosters, without a person."""

    type: ClassVar[str] = "roster.report"
    kind: ClassVar[str] = "roster"

    changes: int
    decisions: int
    page: str

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail of the organisation."""
        heading = translate(N_("Your rosters this morning"))
        return MailText(
            subject=f"Aigis: {heading}",
            heading=heading,
            sentences=(translate(N_("Open the page to see who changed and what needs a decision.")),),
            facts=(
                (translate(N_("Changed since yesterday")), str(self.changes)),
                (translate(N_("Needs a decision")), str(self.decisions)),
            ),
            link=self.page,
            link_label=translate(N_("Open the page")),
            footer=translate(_NO_PERSON),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChanged(OutgoingMessage):
    """Verdicts of a roster's entries changed; for programs only."""

    type: ClassVar[str] = "roster.changed"
    kind: ClassVar[str] = "roster"

    roster: str
    after: int
    changes: int

    @property
    def subject(self) -> str:
        """One line without a language."""
        return self.type
