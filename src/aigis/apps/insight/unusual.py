"""Unusual patterns: the search an auditor makes, and what the auditor says of a finding."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from aigis.apps.audit.actions import Draft, append
from aigis.apps.audit.models import Entry
from aigis.apps.audit.opening import open_parts
from aigis.apps.insight import readings
from aigis.apps.insight.models import Remark
from aigis.core import patterns
from aigis.core.days import midnight
from aigis.core.errors import Erased, InvalidInput, LogRefuses
from aigis.core.patterns import THRESHOLDS, Finding, Rule
from aigis.core.permissions import Actor

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
class Unusual:
    """A finding with what was said of it so far, oldest first."""

    finding: Finding
    said: tuple[SaidOf, ...]


@transaction.atomic(durable=True)
def search(first: date, last: date, *, actor: Actor, at: datetime) -> list[Unusual]:
    """The unusual patterns of some Brussels days (both included), newest first; the search is an entry."""
    if last < first:
        raise InvalidInput("The last day must not be before the first.", field="last")
    if (last - first).days >= LONGEST_DAYS:
        raise InvalidInput("Ask for at most 31 days at once.", field="first")
    found = {one.key: one for one in _findings(midnight(first), midnight(last + timedelta(days=1)), at=at)}
    said = _said(list(found))
    core = {"first": first.isoformat(), "last": last.isoformat(), "findings": len(found)}
    append([Draft("pattern.searched", actor, at, core)])
    newest = sorted(found.values(), key=lambda one: (one.at, one.key), reverse=True)
    return [Unusual(one, tuple(said[one.key])) for one in newest]


def _findings(first: datetime, end: datetime, *, at: datetime) -> Iterator[Finding]:
    people = readings.officials()
    read = readings.readings(people.roles, first=first, end=end)
    humans = [act for act in read.acts if act.actor.startswith("user:")]
    before = readings.earlier(people.roles, first=first - timedelta(days=THRESHOLDS.habit_days), end=first)
    usual = patterns.habits(before)
    yield from patterns.off_hours(humans, usual)
    yield from patterns.volume(humans, usual, people.roles)
    yield from patterns.own_name(humans, asked=read.asked, borne=people.borne)
    yield from patterns.many_readers(read.acts)
    yield from patterns.other_cases(read.acts)
    yield from patterns.before_closing(read.acts, readings.closings(first=first, end=end))
    yield from patterns.refusals(readings.refused(first=first, end=end))
    yield from patterns.no_arrival(readings.runs(first=first, end=min(end, at - _ARRIVES_WITHIN)))


@transaction.atomic(durable=True)
def remark(finding: str, *, rule: str, word: str, note: str, actor: Actor, at: datetime) -> None:
    """Writes what an auditor says of a finding; raises InvalidInput with its field."""
    if len(finding) != 32 or not finding.isalnum() or rule not in set(Rule):
        raise InvalidInput("There is no such finding. Search again.", field="finding")
    if word not in Remark.Word.values:
        raise InvalidInput("Say what becomes of this finding.", field="word")
    if not note.strip() and word != Remark.Word.SEEN:
        raise InvalidInput("Say what explains it, or whom you hand it to.", field="note")
    core = {"finding": finding, "rule": rule, "word": word}
    (entry,) = append([Draft("pattern.remarked", actor, at, core, {"note": note[:LONGEST_NOTE]})])
    Remark.objects.create(finding=finding, rule=rule, word=word, made_by=actor.key, made_at=at, entry=entry)


def _said(findings: list[str]) -> Mapping[str, list[SaidOf]]:
    rows = list(Remark.objects.filter(finding__in=findings).order_by("made_at", "pk"))
    entries = Entry.objects.in_bulk([row.entry for row in rows])
    said: dict[str, list[SaidOf]] = defaultdict(list)
    for row in rows:
        said[row.finding].append(SaidOf(row.word, row.made_by, row.made_at, _note(entries[row.entry])))
    return said


def _note(entry: Entry) -> str:
    try:
        return str(open_parts(entry)["subject"].value["note"])
    except (Erased, LogRefuses):
        return ""
