"""A ban's life: what may follow what, and the version each event makes.

A life is all versions of one ban, oldest first. `follow` says the next one or why there is none; it changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from aigis.core.bans import detention
from aigis.core.bans.detention import Stay
from aigis.core.bans.versions import (
    RULES,
    STANDING_EVENTS,
    TERM_EVENTS,
    BanEvent,
    BanKind,
    Standing,
    Version,
    ends_at,
    longest_last_day,
    periods_in_force,
    require_lawful,
    standing_at,
)
from aigis.core.dates.brussels import day_of, last_day, midnight, require_likely
from aigis.core.errors import Conflict, InvalidInput
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class Terms:
    """What a decision says of the time: Brussels days, both in force; `stayed`: it stands still in detention."""

    first_day: date
    last_day: date
    decision_date: date
    final_on: date | None = None
    stayed: bool = False


@dataclass(frozen=True, slots=True)
class BanHistory:
    """A ban's kind, its versions, the terms of the last one, and the stays in prison that move its end."""

    kind: BanKind
    versions: tuple[Version, ...]
    terms: Terms
    stays: tuple[Stay, ...] = ()

    @property
    def last(self) -> Version:
        """The last version."""
        return self.versions[-1]

    @property
    def periods(self) -> tuple[Period, ...]:
        """When the ban is in force."""
        return periods_in_force(self.versions)


@dataclass(frozen=True, slots=True)
class Change:
    """What is to happen to a ban; `terms` where the event says new ones, `counts_from` where it is not at once."""

    event: BanEvent
    terms: Terms | None = None
    counts_from: datetime | None = None


# What may follow a version that leaves a ban standing so. An annulled ban never was: nothing follows it.
_FOLLOWING = {
    Standing.STANDS: frozenset(
        {BanEvent.CORRECT, BanEvent.AMEND, BanEvent.EXTEND, BanEvent.SUSPEND}
        | {BanEvent.LIFT, BanEvent.ANNUL, BanEvent.EXPIRE}
    ),
    Standing.SUSPENDED: frozenset(
        {BanEvent.CORRECT, BanEvent.AMEND, BanEvent.EXTEND, BanEvent.RESUME}
        | {BanEvent.LIFT, BanEvent.ANNUL, BanEvent.EXPIRE}
    ),
    Standing.LIFTED: frozenset({BanEvent.CORRECT, BanEvent.ANNUL}),
    Standing.ANNULLED: frozenset[BanEvent](),
}
# What is still possible once the end has passed: to set an error right, or to say that the ban never was.
_AFTER_THE_END = frozenset({BanEvent.CORRECT, BanEvent.ANNUL, BanEvent.EXPIRE})
_LEAVES = {
    BanEvent.SUSPEND: Standing.SUSPENDED,
    BanEvent.RESUME: Standing.STANDS,
    BanEvent.LIFT: Standing.LIFTED,
    BanEvent.ANNUL: Standing.ANNULLED,
}


def begin(kind: BanKind, terms: Terms, *, at: datetime, stays: Sequence[Stay] = ()) -> BanHistory:
    """The life of a ban that is registered now; raises InvalidInput where its terms are not lawful."""
    _require_likely(terms)
    _require_sound(kind, terms, longest=longest_last_day(kind, first=terms.first_day))
    period = _period(terms, stays)
    first = Version(BanEvent.REGISTER, period, Standing.STANDS, period.start, at)
    return BanHistory(kind, (first,), terms, tuple(stays))


def possible(life: BanHistory, *, at: datetime) -> frozenset[BanEvent]:
    """The events that may follow now, as far as the ban's standing and end go."""
    following = _FOLLOWING[life.last.standing]
    if life.last.standing is Standing.LIFTED and (_not_before(life, BanEvent.LIFT) or at) > at:
        following |= {BanEvent.RESUME}  # a lift that does not count yet can still be withdrawn
    end = ends_at(life.versions)
    ended = end is not None and end <= at and life.last.standing is not Standing.LIFTED
    already = life.last.event is BanEvent.EXPIRE
    allowed = following & _AFTER_THE_END if ended else following - {BanEvent.EXPIRE}
    return allowed - {BanEvent.EXPIRE} if already else allowed


def follow(life: BanHistory, change: Change, *, at: datetime) -> BanHistory:
    """The life with the version that a change makes.

    Raises Conflict where the event cannot follow, InvalidInput where its terms or its moment are not lawful.
    """
    if change.event not in possible(life, at=at):
        raise _refusal(life, change.event, at=at)
    terms = _terms(life, change)
    counts_from = _counts_from(life, change, terms, at=at)
    period = _period(terms, life.stays)
    _require_before_end(change.event, counts_from, period.end)
    standing = _LEAVES.get(change.event, life.last.standing)
    version = Version(change.event, period, standing, counts_from, at)
    return replace(life, versions=(*life.versions, version), terms=terms)


def moved_by_detention(life: BanHistory, stays: Sequence[Stay], *, at: datetime) -> BanHistory | None:
    """The life with the end that stays in prison make; None where they do not touch it.

    It is an amendment by law, without a decision: only the end moves, never before the day decided, and it counts from
    when the term did, for whenever the report comes, the law moved the end on the day of the detention. A lift that is
    still to come can be withdrawn, so until it counts the end moves under it.
    """
    term, period = _last_of_term(life), _period(life.terms, stays)
    if period == term.period or standing_at(life.versions, at=at) in (Standing.LIFTED, Standing.ANNULLED):
        return None
    counts_from = term.counts_from
    version = Version(BanEvent.AMEND, period, life.last.standing, counts_from, at)
    return replace(life, versions=(*life.versions, version), stays=tuple(stays))


def moved_to_other_subject(life: BanHistory, *, at: datetime) -> BanHistory:
    """The life with a version that says only that the ban is about somebody else: merging, splitting."""
    # As of the last version that spoke of the term, and with its period: what is in force when stays as it was.
    term = _last_of_term(life)
    version = Version(BanEvent.CORRECT, term.period, life.last.standing, term.counts_from, at)
    return replace(life, versions=(*life.versions, version))


# What always takes a second person, even where it frees nobody today: a suspended ban that is lifted, say.
_ALWAYS_SECOND = frozenset({BanEvent.SUSPEND, BanEvent.LIFT, BanEvent.ANNUL})


def needs_second(before: BanHistory, after: BanHistory) -> bool:
    """Tells whether the last version of `after` takes a second pair of eyes."""
    return after.last.event in _ALWAYS_SECOND or weakens(before, after)


def weakens(before: BanHistory, after: BanHistory) -> bool:
    """Tells whether a change frees the subject at any instant, past or future, or takes finality or the stay away.

    A decided term that begins later or ends earlier weakens even while nobody sees it in the periods: the end is open
    while the person is detained, and nothing is in force while the ban is suspended.
    """
    then, now = before.terms, after.terms
    final_withdrawn = then.final_on is not None and now.final_on != then.final_on
    stay_withdrawn = then.stayed and not now.stayed
    shortened = now.first_day > then.first_day or now.last_day < then.last_day
    return final_withdrawn or stay_withdrawn or shortened or frees(before.periods, after.periods)


def frees(before: Sequence[Period], after: Sequence[Period]) -> bool:
    """Tells whether any instant of the periods before is not in the periods after (apart and in order, both)."""
    return not all(any(_within(period, wider) for wider in after) for period in before)


def _within(period: Period, wider: Period) -> bool:
    if period.start < wider.start:
        return False
    return wider.end is None or (period.end is not None and period.end <= wider.end)


def _terms(life: BanHistory, change: Change) -> Terms:
    """The terms after the change, lawful for its event."""
    if change.event not in TERM_EVENTS:
        return life.terms
    if change.terms is None:
        raise InvalidInput("Enter what should be different.", field="terms")
    _require_likely(change.terms)
    if change.event is BanEvent.EXTEND:
        _require_extension(life, change.terms)
        return change.terms
    _require_sound(life.kind, change.terms, longest=_longest(life, change.terms))
    return change.terms


def _longest(life: BanHistory, terms: Terms) -> date:
    """The last day an amended or corrected term may have: a renewed condition keeps what its renewals gave it."""
    longest = longest_last_day(life.kind, first=terms.first_day)
    return max(longest, life.terms.last_day) if RULES[life.kind].renewable else longest


def _require_extension(life: BanHistory, terms: Terms) -> None:
    before = life.terms
    if terms.last_day <= before.last_day:
        raise InvalidInput(
            "The ban already lasts until %(last)s. Enter a later last day.",
            field="ends_on",
            values={"last": before.last_day},
        )
    if terms.first_day != before.first_day:
        raise InvalidInput("An extension does not move the first day. Amend the ban instead.", field="starts_on")
    if terms.decision_date < before.decision_date:
        raise InvalidInput("The decision to extend cannot be older than the one before.", field="decision_date")
    from_day = before.last_day + timedelta(days=1) if RULES[life.kind].renewable else before.first_day
    _require_sound(life.kind, terms, longest=longest_last_day(life.kind, first=from_day))


def _require_likely(terms: Terms) -> None:
    days = {"decision_date": terms.decision_date, "starts_on": terms.first_day, "ends_on": terms.last_day}
    days |= {"final_on": terms.final_on} if terms.final_on else {}
    for field, day in days.items():
        require_likely(day, field=field)


def _require_sound(kind: BanKind, terms: Terms, *, longest: date) -> None:
    if longest == longest_last_day(kind, first=terms.first_day):
        require_lawful(kind=kind, first=terms.first_day, last=terms.last_day)
    if terms.last_day > longest:
        raise InvalidInput(
            "This decision can extend the ban until %(longest)s at most.", field="ends_on", values={"longest": longest}
        )
    if terms.final_on is not None:
        _require_final(kind, terms, terms.final_on)
    if terms.stayed and not RULES[kind].stayable:
        raise InvalidInput("The term of such a ban continues during detention.", field="stayed")


def _require_final(kind: BanKind, terms: Terms, final_on: date) -> None:
    if not RULES[kind].final:
        raise InvalidInput("Only a penalty can be final. Leave the day blank.", field="final_on")
    if final_on < terms.decision_date:
        raise InvalidInput("A ban cannot be final before it was imposed.", field="final_on")


def _period(terms: Terms, stays: Sequence[Stay]) -> Period:
    counting = stays if terms.stayed else ()
    return detention.compute(first=terms.first_day, last=terms.last_day, stays=counting).period


def _counts_from(life: BanHistory, change: Change, terms: Terms, *, at: datetime) -> datetime:
    """When the version takes effect: a correction and an annulment from the beginning, all else from its moment on."""
    beginning = min(version.counts_from for version in life.versions)
    if change.event is BanEvent.CORRECT:
        return min(beginning, midnight(terms.first_day))
    if change.event is BanEvent.ANNUL:
        return beginning
    if change.event is BanEvent.EXPIRE:
        return life.last.period.end or at
    pending = _not_before(life, change.event)
    counts_from = change.counts_from or max(at, pending or at)
    if pending is not None and counts_from < pending:
        raise InvalidInput(
            "A version that is effective from %(day)s already exists. Enter that day or a later one.",
            field="counts_from",
            values={"day": day_of(pending)},
        )
    return counts_from


def _require_before_end(event: BanEvent, counts_from: datetime, end: datetime | None) -> None:
    """Raises InvalidInput for a version that would count only once the ban is over: it would say two things at once."""
    if event in STANDING_EVENTS | TERM_EVENTS and end is not None and counts_from >= end:
        raise InvalidInput("The ban will have ended by then. Enter an earlier effective day.", field="counts_from")


def _not_before(life: BanHistory, event: BanEvent) -> datetime | None:
    """The moment the last version of the same track counts from; None where it is but the ban's own beginning."""
    if event in STANDING_EVENTS:
        earlier = [version.counts_from for version in life.versions if version.event in STANDING_EVENTS]
        return earlier[-1] if earlier else None
    term = _last_of_term(life)
    return term.counts_from if term.counts_from > life.versions[0].counts_from else None


def _last_of_term(life: BanHistory) -> Version:
    """The last version that speaks of the term; there always is one, for a ban begins with it."""
    return next(version for version in reversed(life.versions) if version.event in TERM_EVENTS)


def _refusal(life: BanHistory, event: BanEvent, *, at: datetime) -> Conflict:
    end = life.last.period.end
    if end is not None and end <= at and life.last.standing in (Standing.STANDS, Standing.SUSPENDED):
        return Conflict(
            "The ban ended on %(last)s at 24:00. Register a new one.", values={"last": last_day(life.last.period)}
        )
    return Conflict(
        "A ban that is '%(standing)s' cannot be followed by '%(event)s'. Reload the page and check the ban's status.",
        values={"standing": life.last.standing.value, "event": event.value},
    )
