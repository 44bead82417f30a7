"""Answers about checks and look-ups."""

from typing import Literal

from aigis.api.answers.answer_base import AnswerShape, DayText, Instant, PeriodAnswer, Problem, Reference

VerdictText = Literal["clear", "denied", "refer"]


class CheckAnswer(AnswerShape):
    """The answer to a check: the same members whatever the verdict; `drill`: nobody may enter on it."""

    id: Reference
    verdict: VerdictText
    reason: str
    instruction: str
    checked_at: Instant
    register_version: int
    receipt: str
    drill: bool


class ItemAnswer(CheckAnswer):
    """The answer to an item of a batch."""

    ref: str


class ItemProblem(AnswerShape):
    """An item that could not be answered: an error is never a verdict."""

    ref: str
    error: Problem


class BatchAnswer(AnswerShape):
    """The answers to a batch, in its order."""

    items: list[ItemAnswer | ItemProblem]


class ReportedOutcome(AnswerShape):
    """What was reported after a check."""

    outcome: str
    at: Instant


class StoredCheck(CheckAnswer):
    """A check with what was reported after it."""

    gate: str
    purpose: str
    outcomes: list[ReportedOutcome]


class NotYetSealed(AnswerShape):
    """The receipt is not there yet."""

    state: Literal["not_yet_sealed"]
    retry_after_seconds: int


class OutcomeAnswer(AnswerShape):
    """The outcome that was recorded."""

    check: Reference
    outcome: str


class JudgementAnswer(AnswerShape):
    """The judgement that was recorded; `remembered`: the identity is not referred again for the same reason."""

    check: Reference
    judgement: str
    remembered: bool


class ShownVersionAnswer(AnswerShape):
    """A version of a ban as an office is shown it."""

    number: int
    event: str
    recorded_at: Instant
    period: PeriodAnswer


class FoundBanAnswer(AnswerShape):
    """A ban found by a look-up, with the facts that the caller's office is shown, and no others."""

    id: Reference
    in_force: bool
    otherwise: bool | None
    strength: str
    evidence: list[str]
    period: PeriodAnswer | None = None
    kind: str | None = None
    authority: str | None = None
    decision_date: DayText | None = None
    final_on: DayText | None = None
    case_reference: str | None = None
    legal_basis: str | None = None
    names: list[str] | None = None
    birth_date: str | None = None
    aliases: list[str] | None = None
    identifiers: list[str] | None = None
    versions: list[ShownVersionAnswer] | None = None
    subject: Reference | None = None


class FoundPersonAnswer(AnswerShape):
    """Whether a person is banned, and by what; `strength` tells how sure it is that it is this person."""

    id: Reference
    asked_at: Instant
    instant: Instant
    known_at: Instant | None
    in_force: bool
    strength: str
    otherwise: str | None
    bans: list[FoundBanAnswer]
    justification_due: bool


class JustificationAnswer(AnswerShape):
    """The look-up whose justification was taken."""

    id: Reference
    justification_due: bool
