"""Messages to the software of an organisation: thin, without a person and without a verdict."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from aigis.core.messages.message import OutgoingMessage


class WebhookEvent(StrEnum):
    """The events that may be chosen for a webhook; a test is sent to each whatever was chosen."""

    ROSTER_CHANGED = "roster.changed"
    ANNOUNCEMENT_OVERTAKEN = "announcement.overtaken"
    ANNOUNCEMENT_ARRIVED = "announcement.arrived"
    SCREENING_ENDED = "screening.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookMessage(OutgoingMessage):
    """What messages to an organisation's webhooks have in common; for programs only."""

    kind: ClassVar[str] = "webhook"

    @property
    def subject(self) -> str:
        """One line without a language."""
        return self.type


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTested(WebhookMessage):
    """A test that somebody asked for on the page of webhooks."""

    type: ClassVar[str] = "webhook.test"

    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementChanged(WebhookMessage):
    """Something happened to an announced person; the announcement says what it is now."""

    about_field: ClassVar[str] = "announcement"

    announcement: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementOvertaken(AnnouncementChanged):
    """An announced person who was clear is met by a later ban."""

    type: ClassVar[str] = WebhookEvent.ANNOUNCEMENT_OVERTAKEN.value


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementArrived(AnnouncementChanged):
    """An announced person was checked at a gate."""

    type: ClassVar[str] = WebhookEvent.ANNOUNCEMENT_ARRIVED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningEnded(WebhookMessage):
    """The screening of a list is done."""

    type: ClassVar[str] = WebhookEvent.SCREENING_ENDED.value
    about_field: ClassVar[str] = "screening"

    screening: str
    done: int
    rejected: int
