"""Answers about rosters, screenings and announcements."""

from aigis.api.answers.answer_base import AnswerShape, DayText, DocumentAnswer, Instant, Problem, Reference
from aigis.api.answers.check_answers import VerdictText


class RosterAnswer(AnswerShape):
    """A roster with its entries counted by verdict."""

    name: str
    gate: str
    purpose: str
    version: int
    entries: int
    verdicts: dict[str, int]
    unchecked: int
    screening: Reference | None


class Rosters(AnswerShape):
    """The organisation's rosters."""

    items: list[RosterAnswer]


class RosterChangeAnswer(AnswerShape):
    """A verdict that changed."""

    ref: str
    verdict: VerdictText
    since: Instant


class RosterChanges(AnswerShape):
    """Changes of verdict in their order; ask next with `after` = `next`. `waiting`: a list that waits for a person."""

    items: list[RosterChangeAnswer]
    next: int
    waiting: Reference | None


class EntryVerdict(AnswerShape):
    """The verdict on an entry."""

    ref: str
    verdict: VerdictText


class EntryProblem(AnswerShape):
    """An entry that was refused: an error is never a verdict."""

    ref: str | None
    error: Problem


class EntryVerdicts(AnswerShape):
    """The verdicts of a batch, in its order."""

    items: list[EntryVerdict | EntryProblem]


class RemovedEntry(AnswerShape):
    """An entry that was taken off the roster."""

    ref: str
    removed: bool


class RemovedEntries(AnswerShape):
    """What became of each reference, and how many were removed."""

    items: list[RemovedEntry | EntryProblem]
    removed: int


class SentPerson(AnswerShape):
    """A person in the shape in which it is sent."""

    family_name: str | None = None
    given_names: str | None = None
    full_name: str | None = None
    birth_date: str | None
    national_number: str | None
    documents: list[DocumentAnswer]
    sex: str | None
    nationality: str | None


class EntryAnswer(AnswerShape):
    """An entry with its person and its last verdict."""

    ref: str
    person: SentPerson
    verdict: VerdictText | None
    since: Instant | None
    set_at: Instant


class EntryPageAnswer(AnswerShape):
    """Entries of a roster; ask next with `after` = `next`, until there are none."""

    items: list[EntryAnswer]
    next: int


class RefusedItem(AnswerShape):
    """An item that was refused, with all that is wrong with it."""

    index: int
    ref: str | None
    error: Problem


class ReplacedList(AnswerShape):
    """What a whole list changed; `screening` checks the new entries where these are many."""

    version: int
    added: int
    changed: int
    removed: int
    unchanged: int
    screening: Reference | None
    refused: list[RefusedItem]


class WaitingList(AnswerShape):
    """A list that would change much: it waits until a person of the organisation confirms it."""

    waiting: Reference
    refused: list[RefusedItem]


class Verdicts(AnswerShape):
    """How many rows have each verdict."""

    clear: int
    denied: int
    refer: int


class ScreeningAnswer(AnswerShape):
    """How far a screening is; `rejected` and `error` are of lists alone, `denied` and `refer` of rosters."""

    id: Reference
    state: str
    total: int
    done: int
    verdicts: Verdicts
    started_at: Instant
    ended_at: Instant | None
    rows_per_second: float | None
    expected_end: Instant | None
    rejected: int | None = None
    error: str | None = None
    denied: int | None = None
    refer: int | None = None


class ScreeningReference(AnswerShape):
    """The job that screens a list."""

    id: Reference


class AnnouncedCheckAnswer(AnswerShape):
    """A check of an expected person, and why it was made."""

    at: Instant
    verdict: VerdictText
    why: str


class AnnouncedPersonAnswer(AnswerShape):
    """An expected person by the announcer's reference."""

    ref: str
    checks: list[AnnouncedCheckAnswer]
    arrived_at: Instant | None
    no_show: bool


class AnnouncementAnswer(AnswerShape):
    """People expected at a facility on a day."""

    id: Reference
    facility: str
    on: DayText
    host: str | None
    purpose: str
    first_time: str | None
    last_time: str | None
    closed_at: Instant | None
    persons: list[AnnouncedPersonAnswer]


class NewAnnouncement(AnnouncementAnswer):
    """A new announcement; `refused` lists items with all that is wrong with them."""

    refused: list[RefusedItem]
