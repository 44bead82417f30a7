"""Recent checks as the rules of probing need them: opened in memory, never stored opened."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count

from aigis.apps.checks.models import Check, Outcome
from aigis.apps.checks.queries import BY_BADGE, asked
from aigis.apps.checks.query import identity_code
from aigis.apps.probing.models import RecentCheck, Restraint, TrafficQuota
from aigis.core.checks.probe_patterns import (
    LEAST_QUOTA,
    LIMITS,
    ProbedCheck,
    QuotaScope,
    birth_of,
    document_of,
    name_of,
    quota_of,
)
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Erased
from aigis.core.person.person import Person
from aigis.core.timed_cache import TimedCache
from aigis.core.values import Verdict

MOST_OF_TURN = 2_000  # the newest checks of a turn
OVERLAP = timedelta(seconds=20)  # a check may be committed so long after the instant in its id
_LOWEST = bytes(10)
_SOURCES = ("gate", BY_BADGE, "list")
_ENTERED = Outcome.Kind.ENTERED.value
share_cache: TimedCache[int, float] = TimedCache(seconds=600.0, clock=time.monotonic)


@dataclass(frozen=True, slots=True)
class OpenedCheck:
    """A check with the person asked about."""

    row: Check
    person: Person


def new_checks(*, at: datetime) -> list[OpenedCheck]:
    """Returns the checks since the last turn, oldest first, and some before it."""
    last = RecentCheck.objects.order_by("-at").values_list("at", flat=True).first()
    since = max(last - OVERLAP, at - LIMITS.window) if last else at - LIMITS.window
    rows = Check.objects.filter(id__gte=ordered_id(since, _LOWEST), source__in=_SOURCES).order_by("-id")
    return list(_opened(reversed(rows.select_related("gate")[:MOST_OF_TURN])))


def checks_of(
    accounts: Collection[str], organisations: Collection[int], *, at: datetime
) -> dict[str, list[ProbedCheck]]:
    """Returns the last checks of some accounts within the window, oldest first."""
    probes: dict[str, list[ProbedCheck]] = {}
    rows = Check.objects.filter(
        organisation__in=organisations, checked_at__gt=at - LIMITS.window, source__in=_SOURCES
    ).order_by("-checked_at")
    for account in accounts:
        own = list(rows.filter(actor_key=account)[: LIMITS.recent])
        arrived = arrivals([row.pk for row in own])
        probes[account] = [probe_of(check, arrived) for check in _opened(reversed(own))]
    return probes


def _opened(rows: Iterable[Check]) -> Iterable[OpenedCheck]:
    for row in rows:
        try:
            yield OpenedCheck(row, asked(row).person)
        except Erased:
            continue


def probe_of(check: OpenedCheck, arrived: Collection[UUID]) -> ProbedCheck:
    """Returns a check as the rules compare it. One that was not clear was not expected to arrive."""
    row, person = check.row, check.person
    at_gate = row.source != "list" and row.verdict == Verdict.CLEAR.value
    return ProbedCheck(
        row.pk,
        row.actor_key,
        row.checked_at,
        name_of(person),
        birth_of(person),
        row.pk in arrived,
        at_gate,
        document_of(person),
    )


def arrivals(checks: Collection[UUID]) -> frozenset[UUID]:
    """Returns those of some checks after which an entry was reported."""
    rows = Outcome.objects.filter(check_made__in=checks, kind=_ENTERED)
    return frozenset(rows.values_list("check_made", flat=True))


_SHARE = """
    SELECT count(*), count(*) FILTER (WHERE EXISTS (
               SELECT FROM checks_outcome o WHERE o.check_made_id = c.id AND o.kind = 'entered'))
      FROM (SELECT id FROM checks_check
             WHERE gate_id = %s AND checked_at >= %s AND checked_at < %s AND source = 'gate' AND verdict = 'clear'
             ORDER BY checked_at DESC LIMIT 2000) c
"""


def arrival_share(gate: int, *, at: datetime) -> float | None:
    """Returns the share of a gate's earlier clear checks after which an entry was reported; None if too few."""
    known = share_cache.get(gate)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute(_SHARE, [gate, at - timedelta(days=7), at - LIMITS.window])
            checks, entered = cursor.fetchone()
        known = share_cache.put(gate, entered / checks if checks >= LIMITS.share_checks else -1.0)
    return known if known >= 0 else None


def remember(checks: Sequence[OpenedCheck], *, at: datetime) -> None:
    """Stores who asked about whom, by keyed codes, for a day."""
    rows = [
        RecentCheck(
            id=check.row.pk,
            identity=identity_code(check.person),
            actor_key=check.row.actor_key,
            organisation=check.row.organisation,
            gate=check.row.gate_id,
            at=check.row.checked_at,
        )
        for check in checks
    ]
    RecentCheck.objects.bulk_create(rows, ignore_conflicts=True)
    RecentCheck.objects.filter(at__lt=at - LIMITS.asked_within).delete()
    Restraint.objects.filter(until__lt=at - LIMITS.asked_within).delete()
    TrafficQuota.objects.filter(day__lt=day_of(at - LIMITS.asked_within)).delete()


def asked_by_several(checks: Collection[UUID], *, at: datetime) -> list[list[RecentCheck]]:
    """Returns the checks of one person by enough accounts at enough gates that report arrivals, where none arrived."""
    identities = RecentCheck.objects.filter(id__in=checks).values("identity")
    rows = RecentCheck.objects.filter(identity__in=identities, at__gt=at - LIMITS.asked_within).order_by("at")
    by_person: dict[bytes, list[RecentCheck]] = {}
    for row in rows:
        if (arrival_share(row.gate, at=at) or 0) >= LIMITS.share_least:
            by_person.setdefault(bytes(row.identity), []).append(row)
    return [group for group in by_person.values() if _is_suspicious(group)]


def _is_suspicious(group: Sequence[RecentCheck]) -> bool:
    accounts, gates = {row.actor_key for row in group}, {row.gate for row in group}
    enough = len(accounts) >= LIMITS.accounts and len(gates) >= LIMITS.gates
    return enough and not arrivals([row.pk for row in group])


_FIELDS = {QuotaScope.ACCOUNT: "actor_key", QuotaScope.GATE: "gate", QuotaScope.ORGANISATION: "organisation"}
_COLUMNS = {QuotaScope.ACCOUNT: "actor_key", QuotaScope.GATE: "gate_id", QuotaScope.ORGANISATION: "organisation"}


def over_quota(checks: Sequence[OpenedCheck], *, at: datetime) -> list[tuple[QuotaScope, OpenedCheck, int, int]]:
    """Returns the scopes of some checks whose last hour is over their quota: with the last check, count and quota."""
    exceeded = []
    for scope, column in _COLUMNS.items():
        last = {getattr(check.row, column): check for check in checks}
        rows = RecentCheck.objects.filter(at__gt=at - timedelta(hours=1), **{f"{_FIELDS[scope]}__in": list(last)})
        for key, count in rows.values_list(_FIELDS[scope]).annotate(Count("id")):
            if count <= LEAST_QUOTA[scope]:
                continue
            quota = hourly_quota(scope, key, at=at)
            if quota and count > quota:
                exceeded.append((scope, last[key], count, quota))
    return exceeded


_BUSIEST = """
    SELECT coalesce(max(checks), 0) FROM (
        SELECT count(*) AS checks FROM checks_check
         WHERE {column} = %s AND checked_at >= %s AND checked_at < %s AND source IN ('gate', 'badge', 'list')
         GROUP BY date_trunc('hour', checked_at)) hours
"""


def hourly_quota(scope: QuotaScope, key: str | int, *, at: datetime) -> int:
    """Returns a scope's quota from its own traffic of the last weeks before today, computed once a day."""
    day = day_of(at)
    known = TrafficQuota.objects.filter(scope=scope, key=str(key), day=day).first()
    if known is not None:
        return known.hourly
    end = at.replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        statement = _BUSIEST.format(column=_COLUMNS[scope])
        cursor.execute(statement, [key, end - timedelta(days=LIMITS.quota_days), end])
        busiest = cursor.fetchone()[0]
    quota = quota_of(busiest, scope=scope)
    TrafficQuota.objects.create(scope=scope, key=str(key), day=day, hourly=quota)
    return quota
