"""Answers about bans, their changes, proposals, reminders and lists."""

from typing import Annotated

from pydantic import Field

from aigis.api.answers.answer_base import (
    AnswerShape,
    DayText,
    GroundAnswer,
    Instant,
    PeriodAnswer,
    Problem,
    Reference,
    ShortPerson,
    WholeIdentity,
)


class Proposed(AnswerShape):
    """What was sent waits for a second person: the proposal, also in the Location header."""

    proposal: Reference


class BanAnswer(AnswerShape):
    """A ban in short."""

    id: Reference
    version: int
    in_force: bool
    period: PeriodAnswer


class VersionFacts(AnswerShape):
    """A version without its ground: what happened, from when it counts, who stands behind it."""

    event: str
    standing: str
    authority: str
    decision_date: DayText
    final_on: DayText | None
    starts_on: DayText
    ends_on: DayText
    stayed: bool
    period: PeriodAnswer
    counts_from: Instant
    recorded_at: Instant
    recorded_by: str
    approved_by: str | None


class BanVersionAnswer(VersionFacts):
    """A version of a ban with its reason."""

    number: int
    reason: str


class FeedEvent(VersionFacts):
    """An event of the register, without persons."""

    position: int
    register_version: int
    ban: Reference
    subject: Reference
    kind: str
    version: int


class FeedPage(AnswerShape):
    """Events of the register; ask next with `after` = `next`."""

    items: list[FeedEvent]
    next: int


class StayStep(AnswerShape):
    """A stay in prison that moved an end."""

    detained_on: DayText
    released_on: DayText | None
    days: int | None
    last_day: DayText | None


class EndAnswer(AnswerShape):
    """How an end came about; `last_day` null while a stay is open."""

    decided: DayText
    steps: list[StayStep]
    last_day: DayText | None


class ThenAnswer(AnswerShape):
    """What the register said of a ban at an instant."""

    at: Instant
    known_at: Instant
    version: int | None
    state: str | None
    in_force: bool
    periods_in_force: list[PeriodAnswer]


class WholeBan(BanAnswer):
    """A ban with everything the register says of it."""

    subject: Reference
    state: str
    standing: str
    person: ShortPerson
    kind: str
    authority: str
    decision_date: DayText
    final_on: DayText | None
    ground: GroundAnswer
    starts_on: DayText
    ends_on: DayText
    stayed: bool
    counts_from: Instant
    replaced_by: Reference | None
    periods_in_force: list[PeriodAnswer]
    end: EndAnswer
    then: ThenAnswer | None
    versions: list[BanVersionAnswer]


class ConfirmedVersion(AnswerShape):
    """The version that was confirmed."""

    id: Reference
    version: int
    confirmed: bool


class AuthorityName(AnswerShape):
    """An authority with its names by language."""

    code: str
    names: dict[str, str]


class AuthoritiesAnswer(AnswerShape):
    """The code list of authorities."""

    items: list[AuthorityName]


class FinalPenaltyAnswer(AnswerShape):
    """A final penalty for the special extract of the criminal record."""

    position: int
    ban: Reference
    version: int
    state: str
    person: WholeIdentity
    authority: AuthorityName
    ground: GroundAnswer
    decision_date: DayText
    final_on: DayText | None
    starts_on: DayText
    ends_on: DayText
    period: PeriodAnswer
    recorded_at: Instant


class FinalPenalties(AnswerShape):
    """Final penalties; ask next with `after` = `next`."""

    items: list[FinalPenaltyAnswer]
    next: int


class SubscriptionAnswer(AnswerShape):
    """A webhook that is told when the register changed."""

    id: int
    webhook: str
    added_at: Instant


class NewSubscription(SubscriptionAnswer):
    """A new one with its secret, which is shown here only."""

    secret: str


class Subscriptions(AnswerShape):
    """The organisation's subscriptions."""

    items: list[SubscriptionAnswer]


class ProposalLineAnswer(AnswerShape):
    """A proposal in a list, without persons."""

    id: Reference
    event: str
    ban: Reference | None
    subject: Reference
    other: Reference | None
    state: str
    proposed_by: str
    unit: str
    proposed_at: Instant
    lapses_at: Instant
    decided_by: str | None
    decided_at: Instant | None


class ProposalsAnswer(AnswerShape):
    """Proposals, newest first."""

    items: list[ProposalLineAnswer]


class BanSide(AnswerShape):
    """A ban as it is, or as it would be."""

    in_force: bool
    standing: str
    period: PeriodAnswer
    periods_in_force: list[PeriodAnswer]
    counts_from: Instant
    starts_on: DayText
    ends_on: DayText
    decision_date: DayText
    final_on: DayText | None
    stayed: bool
    authority: str
    ground: GroundAnswer


class StayDays(AnswerShape):
    """The days of a stay in prison."""

    detained_on: DayText
    released_on: DayText | None


class BanEnd(AnswerShape):
    """How the end of a ban comes about."""

    ban: Reference
    end: EndAnswer


class StaysSide(AnswerShape):
    """Stays in prison as they are, or as they would be, with the ends that follow."""

    stays: list[StayDays]
    bans: list[BanEnd]


class WholeProposal(ProposalLineAnswer):
    """A proposal with both sides; `void`: its base changed, `refused`: why this reader may not approve it."""

    reason: str
    note: str | None
    void: bool
    refused: Problem | None
    before: BanSide | StaysSide | list[WholeIdentity] | None
    after: BanSide | StaysSide | list[WholeIdentity] | None
    person: ShortPerson | None = None
    freed: list[PeriodAnswer] | None = None
    barred: list[PeriodAnswer] | None = None
    cannot: Problem | None = None
    moving: list[Reference] | None = None
    details_confirmed: list[str] | None = None


class DecidedProposal(AnswerShape):
    """A proposal after the decision on it."""

    id: Reference
    event: str
    ban: Reference | None
    subject: Reference
    state: str
    decided_by: str
    decided_at: Instant | None


class StayAnswer(AnswerShape):
    """A report of a stay in prison, as its reporter sees it."""

    stay: Reference
    subject: Reference
    detained_on: DayText | None
    released_on: DayText | None


class SubjectAnswer(AnswerShape):
    """A subject with its identity, its bans, and the stays in prison reported."""

    id: Reference
    version: int
    merged_into: Reference | None
    merged: list[Reference]
    person: WholeIdentity
    bans: list[BanAnswer]
    stays: list[StayAnswer]


class ImportedListAnswer(AnswerShape):
    """A list of bans that waits for a colleague's confirmation."""

    id: Reference
    name: str
    imported_by: str
    imported_at: Instant
    due_at: Instant
    counts: dict[str, int]
    waiting: int
    confirmed_at: Instant | None
    mine: bool


class ImportedLists(AnswerShape):
    """The lists that wait."""

    items: list[ImportedListAnswer]


class DrawnBan(BanAnswer):
    """A ban that is to be compared with its decision."""

    person: ShortPerson
    kind: str
    authority: str
    decision_date: DayText
    case_reference: str
    contradicts: bool


class WholeImportedList(ImportedListAnswer):
    """A list with the bans that were drawn; `refused`: why this reader may not confirm it."""

    corrected: int
    refused: Problem | None
    drawn: list[DrawnBan]


class ConfirmedList(AnswerShape):
    """How many bans were confirmed."""

    confirmed: int


class SentReminderAnswer(AnswerShape):
    """A reminder that was sent."""

    days: int
    level: Annotated[str, Field(alias="told")]
    at: Instant


class ReminderReply(AnswerShape):
    """An answer to the reminders of an ending."""

    answer: str
    name: str
    by: str
    at: Instant


class EndingAnswer(AnswerShape):
    """A ban that is about to end, without its person."""

    ban: Reference
    kind: str
    authority: str
    suspended: bool
    ends_on: DayText
    days_left: int
    waits: bool
    reminders: list[SentReminderAnswer]
    answers: list[ReminderReply]


class Endings(AnswerShape):
    """The endings that the caller's office answers for."""

    waiting: int
    answered: int
    items: list[EndingAnswer]
    ended: list[EndingAnswer]
