"""What the reception page shows after a check was asked: one verdict, or one of three panels that are none."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from aigis.core.values import Verdict

if TYPE_CHECKING:  # the panels are shown without a database too, in the preview
    from aigis.apps.rosters.announcement_queries import ExpectedPerson


class PanelKind(StrEnum):
    """Which panel: the three verdicts, and what is not a verdict."""

    CLEAR = Verdict.CLEAR.value
    DENIED = Verdict.DENIED.value
    REFER = Verdict.REFER.value
    READ_AGAIN = "read_again"
    INVALID = "invalid"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the guard calls: the security officer of the facility."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class AnswerPanel:
    """The panel's content; `sentence` only for `read_again` and `invalid`, `id` and `reference` only for a verdict.

    `request_key` repeats the key the page sent: the page shows no verdict that answers another request.
    """

    outcome: PanelKind
    request_key: str = ""
    checked_at: datetime | None = None
    id: UUID | None = None
    reference: str = ""
    call: Contact | None = None
    sentence: str = ""
    drill: bool = False  # a test identity: nobody enters on it
    needs_more: bool = False  # the details did not suffice to tell: they are completed, nobody is compared
    expected: "ExpectedPerson | None" = None  # the announcement of whoever is certainly the person

    @property
    def is_verdict(self) -> bool:
        """Tells whether somebody was checked."""
        return self.outcome in (PanelKind.CLEAR, PanelKind.DENIED, PanelKind.REFER)
