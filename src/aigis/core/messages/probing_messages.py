"""The message that probing was found, to the police's desks and the auditors."""

from dataclasses import dataclass
from typing import ClassVar

from aigis.core.messages.mail_text import N_, MailText, Translate, written_instant
from aigis.core.messages.message import OutgoingMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbingFound(OutgoingMessage):
    """An account checks people who are not at the gate."""

    type: ClassVar[str] = "probing.found"
    kind: ClassVar[str] = "probing"
    priority: ClassVar[int] = 8
    about_field: ClassVar[str] = "id"

    id: str
    rule: str
    gate: str
    page: str

    def mail(self, translate: Translate) -> MailText:
        """Returns the mail of a desk or an auditor."""
        heading = translate(N_("Somebody may be probing the register"))
        return MailText(
            subject=f"Aigis: {heading}",
            heading=heading,
            sentences=(
                translate(N_("Checks at a gate follow a pattern of probing. The account is slowed down already.")),
                translate(N_("Find out who used the account, then lift or keep the restraint.")),
            ),
            facts=(
                (translate(N_("When")), written_instant(self.at.isoformat())),
                (translate(N_("Gate")), self.gate),
                (translate(N_("Reference")), self.id),
            ),
            link=self.page,
            link_label=translate(N_("Open the page")),
            footer=translate(N_("This mail names no person. Sign in to see who it is about.")),
        )
