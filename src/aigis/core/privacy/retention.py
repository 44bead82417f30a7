"""What is kept how long, from when, under which law, and what of it is destroyed: one table, as data.

`law` names the provisions that rule a class and `named_by` who says how many days: no law does so today, so it is the
controller. A setting may lengthen a period up to `longest`, never shorten it: shorter than this table is not the
operator's to decide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from aigis.core.errors import InvalidInput
from aigis.core.privacy import provisions
from aigis.core.privacy.provisions import NamedBy, Provision


class Kept(StrEnum):
    """The classes of data that are kept for a period of their own."""

    CLEAR_CHECKS = "clear_checks"
    HITS = "hits"
    LOOK_UPS = "look_ups"
    UPLOADS = "uploads"
    LOG = "log"
    SUBJECTS = "subjects"
    ROSTER_ENTRIES = "roster_entries"
    NOTICES = "notices"
    SPARE_KEYS = "spare_keys"


class RetentionOutcome(StrEnum):
    """What is to become of something that is kept."""

    NOT_OVER = "not_over"  # its period has not begun to run
    NOT_YET = "not_yet"
    HELD = "held"
    NEEDED = "needed"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """A row of the table: `kept` runs `since` an instant; `destroyed` goes, `stays` remains. All texts are English."""

    kept: timedelta
    longest: timedelta
    what: str
    since: str
    destroyed: str
    stays: str
    law: tuple[Provision, ...]
    named_by: NamedBy = NamedBy.CONTROLLER

    @property
    def basis(self) -> str:
        """The provisions as cited, then who says how long."""
        return f"{'; '.join(provision.cited for provision in self.law)}. {self.named_by.value}"


# What a decision by period gives as its basis; one before the time gives the court's or the officer's own.
BASIS_OF_PERIODS = f"The periods of retention. {NamedBy.CONTROLLER.value}"
# What rules every class that holds personal data.
STORAGE = (provisions.LED_4, provisions.LED_5, provisions.BELGIAN_28, provisions.BELGIAN_30)
_YEAR = timedelta(days=365)

TABLE: Mapping[Kept, RetentionRule] = MappingProxyType(
    {
        Kept.CLEAR_CHECKS: RetentionRule(
            _YEAR,
            2 * _YEAR,
            "Persons of checks that were clear, and of roster changes in the log",
            "the end of the month of the check",
            "the month's key of persons",
            "row, verdict, leaf and commitments",
            (*STORAGE, provisions.GDPR_5, provisions.ISPS),
        ),
        Kept.HITS: RetentionRule(
            5 * _YEAR,
            10 * _YEAR,
            "Persons of checks that were not clear, the reasons, and their alerts",
            "the end of the month of the check",
            "the key of the subject's hits of that month",
            "row, verdict, alert with its numbers and outcome, leaf and commitments",
            (*STORAGE, provisions.LED_16, provisions.GDPR_10),
        ),
        Kept.LOOK_UPS: RetentionRule(
            5 * _YEAR,
            10 * _YEAR,
            "Persons of look-ups, their case references, justifications and reviews",
            "the end of the month of the look-up",
            "the month's key of look-ups, and the closed columns of their rows",
            "who looked when and for which purpose, leaf and commitments",
            (*STORAGE, provisions.LED_25, provisions.BELGIAN_56),
        ),
        Kept.UPLOADS: RetentionRule(
            timedelta(days=92),
            _YEAR,
            "Rows of uploaded lists and their reports",
            "the end of the month of the upload",
            "the month's key of uploads, and the closed columns of their rows",
            "who uploaded when, how many rows came to what",
            STORAGE,
        ),
        Kept.LOG: RetentionRule(
            10 * _YEAR,
            30 * _YEAR,
            "Event and actor of every entry, and other data encrypted with the key of the month",
            "the end of the month of the entry",
            "the month's key, and the actors' keys in the rows of that month",
            "leaf, kind, time, organisation, number and commitments",
            (*STORAGE, provisions.LED_25, provisions.BELGIAN_56),
        ),
        Kept.SUBJECTS: RetentionRule(
            5 * _YEAR,
            10 * _YEAR,
            "Identity of a subject, grounds of its bans, proposals and detentions",
            "the end of its last ban",
            "the subject's key and those of its hits, its codes, versions of its identity, stays and proposals",
            "its bans without grounds, versions and days, leaf and commitments",
            (*STORAGE, provisions.LED_16, provisions.DRUGS_4, provisions.DETENTION_35),
        ),
        Kept.ROSTER_ENTRIES: RetentionRule(
            _YEAR,
            2 * _YEAR,
            "Persons removed from rosters",
            "the day the person was removed",
            "the closed column of the row",
            "roster, the issuer's own reference, days and last verdict",
            (*STORAGE, provisions.GDPR_5, provisions.GDPR_17, provisions.ISPS),
        ),
        Kept.NOTICES: RetentionRule(
            2 * _YEAR,
            10 * _YEAR,
            "Addresses and texts of notices, and the replies of their receivers",
            "the day the notice was created",
            "address, secret, subject line, text and answers of the row",
            "that it was sent, when and after how many attempts",
            STORAGE,
        ),
        Kept.SPARE_KEYS: RetentionRule(
            timedelta(days=7),
            timedelta(days=31),
            "Unused data keys, left by actions that did not finish",
            "the creation of the key",
            "the key",
            "nothing",
            (provisions.LED_29,),
            NamedBy.NOBODY,
        ),
    }
)

# Data keys of a month, by class: the word in front of the month in the key's scope.
MONTHLY: Mapping[Kept, str] = MappingProxyType(
    {
        Kept.LOG: "month",
        Kept.CLEAR_CHECKS: "persons",
        Kept.HITS: "hits",
        Kept.LOOK_UPS: "lookups",
        Kept.UPLOADS: "uploads",
    }
)
# Whose subject part does not live as long as the entry's other parts.
_SUBJECT_OF: Mapping[str, Kept] = MappingProxyType(
    {
        "check.answered": Kept.CLEAR_CHECKS,
        "roster.entry_set": Kept.CLEAR_CHECKS,
        "announcement.made": Kept.CLEAR_CHECKS,
        "host_link.made": Kept.CLEAR_CHECKS,
        "check.matched": Kept.HITS,
        "check.judged": Kept.HITS,
        "alert.raised": Kept.HITS,
        "lookup.answered": Kept.LOOK_UPS,
        "lookup.refused": Kept.LOOK_UPS,
        "lookup.justified": Kept.LOOK_UPS,
        "lookup.reviewed": Kept.LOOK_UPS,
        "subject.found": Kept.LOOK_UPS,
        "subject.offered": Kept.LOOK_UPS,
        "detention.read": Kept.LOOK_UPS,
        "person.trail_asked": Kept.LOOK_UPS,
        "sheet.given": Kept.LOOK_UPS,
    }
)


def class_of_subject_part(event: str) -> Kept:
    """The class of an event's subject part where no key of its own closes it."""
    return _SUBJECT_OF.get(event, Kept.LOG)


def month_scope(at: datetime, *, kept_class: Kept = Kept.LOG) -> str:
    """The scope of the key that closes what a class recorded in the instant's UTC month."""
    return f"{MONTHLY[kept_class]}:{at.astimezone(UTC):%Y-%m}"


def hits_scope(subject: UUID, *, at: datetime) -> str:
    """The scope of the key that closes a subject's hits of the instant's UTC month: they can go with either."""
    return f"{MONTHLY[Kept.HITS]}:{subject}:{at.astimezone(UTC):%Y-%m}"


@dataclass(frozen=True, slots=True)
class MonthOf:
    """What a month's scope says: its class, its first instant and the one after its last, and whose hits they are."""

    kept: Kept
    start: datetime
    end: datetime
    subject: UUID | None = None


def month_of(scope: str) -> MonthOf | None:
    """Reads a scope that `month_scope` or `hits_scope` wrote; None for any other."""
    word, *about, month = scope.split(":")
    kept_class = next((candidate for candidate, known in MONTHLY.items() if known == word), None)
    if kept_class is None or len(about) > 1:
        return None
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    end = (start + timedelta(days=31)).replace(day=1)
    return MonthOf(kept_class, start, end, UUID(about[0]) if about else None)


@dataclass(frozen=True, slots=True)
class RetentionFacts:
    """What is known of something kept: since when its period runs (None: not yet), who needs it, who holds it."""

    since: datetime | None
    needed_by: str = ""
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetentionDecision:
    """Whether something is to be erased; `on` is the instant its period is over, `why` names a hold or who needs it."""

    outcome: RetentionOutcome
    on: datetime | None = None
    why: str = ""

    @property
    def due(self) -> bool:
        """Tells whether it is to be erased now."""
        return self.outcome is RetentionOutcome.DUE


def judge(facts: RetentionFacts, *, kept_for: timedelta, at: datetime) -> RetentionDecision:
    """Says what is to become of something at an instant. A hold wins over everything that is due."""
    if facts.since is None:
        return RetentionDecision(RetentionOutcome.NOT_OVER)
    on = facts.since + kept_for
    if at < on:
        return RetentionDecision(RetentionOutcome.NOT_YET, on)
    if facts.holds:
        return RetentionDecision(RetentionOutcome.HELD, on, ", ".join(facts.holds))
    if facts.needed_by:
        return RetentionDecision(RetentionOutcome.NEEDED, on, facts.needed_by)
    return RetentionDecision(RetentionOutcome.DUE, on)


def periods(days_by_class: Mapping[Kept, int]) -> Mapping[Kept, timedelta]:
    """How long each class is kept, with the days that an installation set; raises InvalidInput outside the limits."""
    for kept_class, days in days_by_class.items():
        rule = TABLE[kept_class]
        if not rule.kept <= timedelta(days=days) <= rule.longest:
            raise InvalidInput(
                f"{kept_class.value}: give {rule.kept.days} to {rule.longest.days} days.", field=kept_class.value
            )
    return MappingProxyType(
        {
            kept_class: timedelta(days=days_by_class[kept_class]) if kept_class in days_by_class else rule.kept
            for kept_class, rule in TABLE.items()
        }
    )


class HoldKind(StrEnum):
    """What a legal hold is placed on."""

    SUBJECT = "subject"
    CHECK = "check"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A legal hold in force: on a subject or a check (`target`), or on a half-open period of instants."""

    name: str
    kind: HoldKind
    target: UUID | None = None
    start: datetime | None = None
    end: datetime | None = None

    def covers_period(self, start: datetime, end: datetime) -> bool:
        """Tells whether the hold is on a period that shares an instant with the one given."""
        if self.kind is not HoldKind.PERIOD or self.start is None or self.end is None:
            return False
        return self.start < end and start < self.end

    def covers_subject(self, subjects: Iterable[UUID]) -> bool:
        """Tells whether the hold is on one of the subjects."""
        return self.kind is HoldKind.SUBJECT and self.target is not None and self.target in subjects


def held_month(month: MonthOf, holds: Iterable[HoldFacts]) -> tuple[str, ...]:
    """The names of the holds that keep a month's key: on its period, or on the subject whose hits it closes."""
    subjects = () if month.subject is None else (month.subject,)
    return tuple(
        hold.name for hold in holds if hold.covers_period(month.start, month.end) or hold.covers_subject(subjects)
    )


def held_instant(at: datetime, holds: Iterable[HoldFacts]) -> tuple[str, ...]:
    """The names of the holds on periods that an instant lies in."""
    return tuple(hold.name for hold in holds if hold.covers_period(at, at + timedelta(microseconds=1)))
