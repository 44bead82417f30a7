"""The watch on probing: every ten seconds it applies the rules to new checks and records what it finds."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.probing import decoys, notifications, traffic
from aigis.apps.probing.models import ProbingFinding, Restraint
from aigis.apps.probing.restraints import restraint_cache
from aigis.apps.probing.traffic import OpenedCheck
from aigis.core.audit.event_names import Event
from aigis.core.checks.probe_patterns import (
    LIMITS,
    RESTRAINED_FOR,
    ProbingPattern,
    ProbingRule,
    RestraintLevel,
    find_patterns,
    next_level,
)
from aigis.core.crypto.uuid7 import ordered_id

EPISODE = timedelta(hours=24)  # what goes on within it is the same finding


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A pattern with the account, organisation and gate of its last check."""

    pattern: ProbingPattern
    account: str
    organisation: int
    gate: str


def run(*, at: datetime) -> int:
    """Looks at the checks since the last turn; returns how many findings are new."""
    checks = traffic.new_checks(at=at)
    if not checks:
        return 0
    traffic.remember(checks, at=at)
    return sum(record(suspicion, at=at) for suspicion in _suspicions(checks, at=at))


def _suspicions(checks: Sequence[OpenedCheck], *, at: datetime) -> Iterator[Suspicion]:
    yield from _decoys(checks)
    last = {check.row.actor_key: check for check in checks}
    probes = traffic.checks_of(last.keys(), {check.row.organisation for check in checks}, at=at)
    for account, check in last.items():
        share = traffic.arrival_share(check.row.gate_id, at=at)
        for pattern in find_patterns(probes[account], arrival_share=share, at=at):
            yield _suspicion(pattern, check)
    for scope, check, count, quota in traffic.over_quota(checks, at=at):
        facts = {"checks": count, "quota": quota, scope.value: 1}
        yield _suspicion(ProbingPattern(ProbingRule.QUOTA, (), facts), check)
    by_id = {check.row.pk: check for check in checks}
    for group in traffic.asked_by_several(by_id.keys(), at=at):
        facts = {"checks": len(group), "accounts": len({row.actor_key for row in group})}
        newest = next(by_id[row.pk] for row in reversed(group) if row.pk in by_id)
        yield _suspicion(ProbingPattern(ProbingRule.SAME_PERSON, (), facts), newest)


def _decoys(checks: Sequence[OpenedCheck]) -> Iterator[Suspicion]:
    counts: dict[str, int] = {}
    for check, is_decoy in zip(checks, decoys.hits([check.person for check in checks]), strict=True):
        if is_decoy:
            counts[check.row.actor_key] = counts.get(check.row.actor_key, 0) + 1
            facts = {"checks": counts[check.row.actor_key]}
            yield _suspicion(ProbingPattern(ProbingRule.DECOY, (), facts), check)


def _suspicion(pattern: ProbingPattern, check: OpenedCheck) -> Suspicion:
    return Suspicion(pattern, check.row.actor_key, check.row.organisation, check.row.gate.code)


@transaction.atomic(durable=True)
def record(suspicion: Suspicion, *, at: datetime) -> bool:
    """Records a finding, or that one goes on; returns whether it is new. A new one is told at once."""
    rule, checks = suspicion.pattern.rule, suspicion.pattern.facts["checks"]
    known = _known(suspicion, at=at)
    if known is None:
        _add(suspicion, at=at)
        return True
    if checks > known.checks:
        known.checks, known.last_at = checks, at
        if checks >= known.raised_at_checks + LIMITS.continued:
            known.raised_at_checks = checks
            _raise(suspicion.account, rule, at=at)
        known.save(update_fields=["checks", "last_at", "raised_at_checks"])
    return False


def _known(suspicion: Suspicion, *, at: datetime) -> ProbingFinding | None:
    rows = ProbingFinding.objects.select_for_update().filter(
        actor_key=suspicion.account, rule=suspicion.pattern.rule, last_at__gt=at - EPISODE
    )
    return rows.order_by("-last_at").first()


def _add(suspicion: Suspicion, *, at: datetime) -> None:
    rule, facts = suspicion.pattern.rule, dict(suspicion.pattern.facts)
    finding = ordered_id(at, os.urandom(10))
    level = _raise(suspicion.account, rule, at=at)
    core = {"finding": str(finding), "rule": rule.value, "account": suspicion.account, "gate": suspicion.gate}
    (entry,) = append([EntryDraft(Event.PROBING_FOUND, SYSTEM, at, {**core, "facts": facts, "level": level})])
    ProbingFinding.objects.create(
        id=finding,
        rule=rule.value,
        actor_key=suspicion.account,
        organisation=suspicion.organisation,
        gate=suspicion.gate,
        found_at=at,
        last_at=at,
        checks=facts["checks"],
        raised_at_checks=facts["checks"],
        facts=facts,
        entry=entry,
    )
    notifications.notify_found(finding, rule, gate=suspicion.gate, at=at)


def _raise(account: str, rule: ProbingRule, *, at: datetime) -> int:
    """Raises the account's restraint as far as a rule allows; returns the level."""
    row = Restraint.objects.select_for_update().filter(actor_key=account).first()
    present = row.level if row is not None and row.until > at else RestraintLevel.NONE
    level = next_level(present, rule)
    if level > RestraintLevel.NONE:
        until = at + RESTRAINED_FOR[level]
        Restraint.objects.update_or_create(actor_key=account, defaults={"level": level, "until": until})
        restraint_cache.clear()
    return level
