"""Answers about alerts."""

from aigis.api.answers.answer_base import AnswerShape, Instant, Reference


class AlertStateAnswer(AnswerShape):
    """What a desk has done about an alert."""

    id: Reference
    desk: str
    number: int
    acknowledged_at: Instant | None
    acknowledged_by: str | None
    assigned_to: str | None
    closed_at: Instant | None
    outcome: str | None
    stage: int
    escalates_at: Instant | None


class ChainedMessageAnswer(AnswerShape):
    """The numbered message of an alert at a desk; `previous` is the hash of the one before."""

    alert: Reference
    desk: str
    drill: bool
    gate: str
    number: int
    previous: str
    raised_at: Instant


class PresentedPersonAnswer(AnswerShape):
    """The person as presented at the gate."""

    names: list[str]
    birth_date: str | None


class DeskAlertAnswer(AlertStateAnswer):
    """An alert at a desk; the members about the hit are null for a drill."""

    state: str
    drill: bool
    message: ChainedMessageAnswer
    hash: str
    raised_at: Instant
    hits: int
    last_hit_at: Instant
    certainty: str | None
    gate: str | None
    facility: str | None
    check: Reference | None
    checks: list[Reference]
    ban: Reference | None
    authority: str | None
    presented: PresentedPersonAnswer | None


class AlertFeed(AnswerShape):
    """The desk's alerts after a number; ask next with `after` = `next`."""

    items: list[DeskAlertAnswer]
    next: int


class HandedOver(AnswerShape):
    """The desk, who takes it over, and how many open alerts there are."""

    desk: str
    to: str
    alerts: int


class DrillAnswer(AnswerShape):
    """The drill that was raised."""

    id: Reference
    drill: bool
