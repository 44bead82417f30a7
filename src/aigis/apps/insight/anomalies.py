"""Unusual patterns: the search an auditor makes, and what the auditor says of a finding."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.decryption import open_parts
from aigis.apps.audit.models import Entry
from aigis.apps.insight import anomaly_facts
from aigis.apps.insight.models import Remark
from aigis.core.access.permissions import Actor
from aigis.core.audit import anomalies
from aigis.core.audit.anomalies import THRESHOLDS, AnomalyRule, Finding
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import midnight
from aigis.core.errors import Erased, InvalidInput, LogRefuses

LONGEST_DAYS = 31
LONGEST_NOTE = 500
# A check may still be followed by an arrival for so long.
_ARRIVES_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SaidOf:
    """What an auditor said of a finding; the note is empty where it was erased."""

    word: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class AnomalyReport:
    """A finding with what was said of it so far, oldest first."""

    finding: Finding
    said: tuple[SaidOf, ...]


@transaction.atomic(durable=True)
def search(first: date, last: date, *, actor: Actor, at: datetime) -> list[AnomalyReport]:
    """The unusual patterns of some Brussels days (both included), newest first; the search is an entry."""
    if last < first:
        raise InvalidInput("The last day must not be before the first.", field="last")
    if (last - first).days >= LONGEST_DAYS:
        raise InvalidInput("Choose at most 31 days.", field="first")
    findings = {
        finding.key: finding for finding in _findings(midnight(first), midnight(last + timedelta(days=1)), at=at)
    }
    judgements = _said(list(findings))
    core = {"first": first.isoformat(), "last": last.isoformat(), "findings": len(findings)}
    append([EntryDraft(Event.PATTERN_SEARCHED, actor, at, core)])
    newest = sorted(findings.values(), key=lambda finding: (finding.at, finding.key), reverse=True)
    return [AnomalyReport(finding, tuple(judgements[finding.key])) for finding in newest]


def _findings(first: datetime, end: datetime, *, at: datetime) -> Iterator[Finding]:
    people = anomaly_facts.officials()
    read = anomaly_facts.readings(people.roles, first=first, end=end)
    humans = [act for act in read.acts if act.actor.startswith("user:")]
    before = anomaly_facts.earlier(people.roles, first=first - timedelta(days=THRESHOLDS.habit_days), end=first)
    usual = anomalies.habits(before)
    yield from anomalies.off_hours(humans, usual)
    yield from anomalies.volume(humans, usual, people.roles)
    yield from anomalies.own_name(humans, looked_up_names=read.asked, borne=people.borne)
    yield from anomalies.many_readers(read.acts)
    yield from anomalies.other_cases(read.acts)
    yield from anomalies.before_closing(read.acts, anomaly_facts.closings(first=first, end=end))
    yield from anomalies.refusals(anomaly_facts.refused(first=first, end=end))
    yield from anomalies.no_arrival(anomaly_facts.runs(first=first, end=min(end, at - _ARRIVES_WITHIN)))


@transaction.atomic(durable=True)
def remark(finding: str, *, rule: str, word: str, note: str, actor: Actor, at: datetime) -> None:
    """Writes what an auditor says of a finding; raises InvalidInput with its field."""
    if len(finding) != 32 or not finding.isalnum() or rule not in set(AnomalyRule):
        raise InvalidInput("This finding does not exist. Search again.", field="finding")
    if word not in Remark.Word.values:
        raise InvalidInput("Choose the follow-up to this finding.", field="word")
    if not note.strip() and word != Remark.Word.SEEN:
        raise InvalidInput("Explain the finding, or state who you pass it on to.", field="note")
    core = {"finding": finding, "rule": rule, "word": word}
    (entry,) = append([EntryDraft(Event.PATTERN_REMARKED, actor, at, core, {"note": note[:LONGEST_NOTE]})])
    Remark.objects.create(finding=finding, rule=rule, word=word, made_by=actor.key, made_at=at, entry=entry)


def _said(findings: list[str]) -> Mapping[str, list[SaidOf]]:
    rows = list(Remark.objects.filter(finding__in=findings).order_by("made_at", "pk"))
    entries = Entry.objects.in_bulk([row.entry for row in rows])
    by_finding: dict[str, list[SaidOf]] = defaultdict(list)
    for row in rows:
        by_finding[row.finding].append(SaidOf(row.word, row.made_by, row.made_at, _note(entries[row.entry])))
    return by_finding


def _note(entry: Entry) -> str:
    try:
        return str(open_parts(entry)["subject"].value["note"])
    except (Erased, LogRefuses):
        return ""
