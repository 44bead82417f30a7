"""What is due to be erased, what soon will be, and what a hold or somebody's need keeps, by the core's table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from aigis import wiring
from aigis.apps.audit import queries
from aigis.apps.audit.erasure import ErasurePlan
from aigis.apps.audit.models import ErasedScope
from aigis.apps.checks.models import Check
from aigis.apps.notices.models import Notice
from aigis.apps.register.models import Proposal, Subscription
from aigis.apps.register.storage import encryption
from aigis.apps.retention import check_rekeying, row_erasure
from aigis.apps.retention.holds import holds_in_force
from aigis.core.privacy.retention import (
    MONTHLY,
    TABLE,
    HoldFacts,
    HoldKind,
    Kept,
    MonthOf,
    RetentionDecision,
    RetentionFacts,
    RetentionOutcome,
    held_month,
    judge,
    month_of,
    month_scope,
)

SOON = timedelta(days=30)
_ROWS = (Kept.ROSTER_ENTRIES, Kept.NOTICES)

# When the last of the bans that need a subject's key was over: its own, those whose grounds it closes, and those of
# the subject it was merged into. A ban without an end is never over.
_LAST_OVER = """
    WITH about (subject, ends_at) AS (
        SELECT subject_id, ends_at FROM register_ban
        UNION ALL SELECT closed_by, ends_at FROM register_ban WHERE closed_by <> subject_id
        UNION ALL SELECT s.id, b.ends_at FROM register_subject s JOIN register_ban b ON b.subject_id = s.merged_into_id
    )
    SELECT subject, max(coalesce(ends_at, 'infinity'::timestamptz)) FROM about
     WHERE %(one)s::uuid IS NULL OR subject = %(one)s::uuid
     GROUP BY subject HAVING max(coalesce(ends_at, 'infinity'::timestamptz)) <= %(before)s
"""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is kept: its class, its name, what is to become of it, and the keys that go with it."""

    kept: Kept
    name: str
    judged: RetentionDecision
    scopes: tuple[str, ...] = ()
    many: int = 1


def listing(*, at: datetime) -> list[Item]:
    """Everything whose period is over, or will be within a month; what is due first."""
    holds = holds_in_force()
    items = [
        *_months(holds, at=at),
        *_checks_apart(holds, at=at),
        *_subjects(holds, at=at),
        *_without_keys(holds, at=at),
    ]
    soon = [item for item in items if item.judged.on is not None and item.judged.on <= at + SOON]
    return sorted(soon, key=lambda item: (not item.judged.due, item.kept, item.judged.on, item.name))


def plan(items: Iterable[Item], *, at: datetime) -> ErasurePlan:
    """What a decision about the items that are due erases; a key that two of them name goes once."""
    due = [item for item in items if item.judged.due]
    counts: dict[str, int] = defaultdict(int)
    for item in due:
        counts[item.kept.value] += item.many
    cut = {item.kept.value: (at - _period(item.kept)).isoformat() for item in due if item.kept in _ROWS}
    return ErasurePlan(tuple(sorted({scope for item in due for scope in item.scopes})), dict(counts), cut)


def over_since(subject: UUID, *, at: datetime) -> datetime | None:
    """When the last ban of a subject was over; None where one is not."""
    return dict(_over(at, subject=subject)).get(subject)


def scopes_of(subjects: Sequence[UUID]) -> tuple[str, ...]:
    """The scopes of everything that is closed for some subjects: their own keys and those of their hits."""
    wanted = {str(subject) for subject in subjects}
    hits = wiring.key_store().living(f"{MONTHLY[Kept.HITS]}:")
    of_hits = [scope for scope in hits if scope.split(":")[1] in wanted]
    return (*(encryption.scope(subject) for subject in subjects), *of_hits)


def _period(kept_class: Kept) -> timedelta:
    return wiring.environment().retention[kept_class]


def _months(holds: Sequence[HoldFacts], *, at: datetime) -> Iterable[Item]:
    decided = _decided(("month:", "persons:", "hits:", "lookups:", "uploads:"))
    for word in MONTHLY.values():
        for scope in wiring.key_store().living(f"{word}:"):
            month = month_of(scope)
            if month is None or scope in decided:
                continue
            facts = RetentionFacts(month.end, _needed(month, at=at), held_month(month, holds))
            yield Item(month.kept, scope, judge(facts, kept_for=_period(month.kept), at=at), (scope,))


def _checks_apart(holds: Sequence[HoldFacts], *, at: datetime) -> Iterable[Item]:
    """Checks that are or were held: each goes when its month would have gone, unless a hold is still on it."""
    held = {hold.target: hold.name for hold in holds if hold.kind is HoldKind.CHECK}
    decided = _decided((f"{check_rekeying.WORD}:",))
    scopes = [scope for scope in wiring.key_store().living(f"{check_rekeying.WORD}:") if scope not in decided]
    for check in Check.objects.filter(pk__in=[scope.partition(":")[2] for scope in scopes]):
        kept_class = Kept.CLEAR_CHECKS if check.matches is None else Kept.HITS
        month = month_of(month_scope(check.checked_at))
        holders = (held[check.pk],) if check.pk in held else ()
        facts = RetentionFacts(month.end if month else None, "", holders)
        scope = check_rekeying.scope(check.pk)
        yield Item(kept_class, scope, judge(facts, kept_for=_period(kept_class), at=at), (scope,))


def _needed(month: MonthOf, *, at: datetime) -> str:
    """Who still reads what a month's key closes; asked only where the month would be due."""
    if month.kept is not Kept.LOG or at < month.end + _period(Kept.LOG):
        return ""
    if queries.unfinished(month.start, month.end):
        return "log"
    within = {"gte": month.start, "lt": month.end}
    added = {f"added_at__{name}": value for name, value in within.items()}
    if Subscription.objects.filter(ended_at=None, **added).exists():
        return "subscription"
    posted = {f"posted_at__{name}": value for name, value in within.items()}
    return "notice" if Notice.objects.filter(state=Notice.State.WAITING, **posted).exists() else ""


def _subjects(holds: Sequence[HoldFacts], *, at: datetime) -> Iterable[Item]:
    period = _period(Kept.SUBJECTS)
    over = dict(_over(at - period + SOON))
    decided = _decided(("subject:",))
    over = {subject: since for subject, since in over.items() if encryption.scope(subject) not in decided}
    if not over:
        return
    waiting = _with_proposals(over)
    hits = defaultdict(list)
    for scope in wiring.key_store().living(f"{MONTHLY[Kept.HITS]}:"):
        hits[scope.split(":")[1]].append(scope)
    for subject, since in over.items():
        held = tuple(hold.name for hold in holds if hold.covers_subject((subject,)))
        facts = RetentionFacts(since, "proposal" if subject in waiting else "", held)
        scopes = (encryption.scope(subject), *hits[str(subject)])
        yield Item(Kept.SUBJECTS, str(subject), judge(facts, kept_for=period, at=at), scopes)


def _with_proposals(subjects: Iterable[UUID]) -> set[UUID]:
    rows = Proposal.objects.filter(state=Proposal.State.WAITING).filter(
        Q(subject__in=list(subjects)) | Q(other__in=list(subjects))
    )
    return {pk for pair in rows.values_list("subject", "other") for pk in pair if pk is not None}


def _without_keys(holds: Sequence[HoldFacts], *, at: datetime) -> Iterable[Item]:
    for kept_class in _ROWS:
        cut = at - _period(kept_class)
        count = row_erasure.count(kept_class, until=cut, holds=holds)
        if count:
            yield Item(kept_class, kept_class.value, RetentionDecision(RetentionOutcome.DUE, at), many=count)


def _decided(words: Iterable[str]) -> set[str]:
    """The scopes of these kinds that a decision names already."""
    any_of = Q()
    for word in words:
        any_of |= Q(scope__startswith=word)
    return set(ErasedScope.objects.filter(any_of).values_list("scope", flat=True))


def _over(before: datetime, *, subject: UUID | None = None) -> list[tuple[UUID, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST_OVER, {"before": before, "one": subject})
        return list(cursor.fetchall())


def rule_rows() -> list[tuple[Kept, timedelta]]:
    """The classes of the table in its order, with the periods of this installation."""
    return [(kept_class, _period(kept_class)) for kept_class in TABLE]
