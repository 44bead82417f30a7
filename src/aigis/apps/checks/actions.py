"""The only way to check a person: `perform`, for one query or a thousand."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from psycopg.errors import UniqueViolation

from aigis.apps.alerts.actions import has_too_few_alert_desks, raise_alerts
from aigis.apps.alerts.repeats import AlertDraft
from aigis.apps.alerts.sandbox_alerts import SandboxHit, raise_sandbox_alerts
from aigis.apps.audit import bulk_insert, data_keys, sealed_fields
from aigis.apps.audit.actions import SYSTEM, EntryDraft, SubjectKey, append, key_of_month
from aigis.apps.audit.queries import require_sealing
from aigis.apps.checks.judgements.remembered import remembered
from aigis.apps.checks.models import REQUEST_KEY_ONCE, Check
from aigis.apps.checks.query import Answer, Query, identity_code
from aigis.apps.checks.stored_hits import Basis, stored, without_counts
from aigis.apps.checks.thresholds.current import in_use
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.in_memory.current import RegisterView
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import DRILL, alarms
from aigis.core.checks.decision import Decision, Hit, decide, is_told_apart
from aigis.core.checks.sandbox_decision import decide_drill
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import DomainError, InvalidInput, NoAnswer, RequestKeyReused
from aigis.core.matching.match import screen
from aigis.core.matching.types import Match, Strength
from aigis.core.matching.weights import WEIGHTS_VERSION
from aigis.core.person.consistency import find_detail_faults
from aigis.core.privacy.retention import hits_scope
from aigis.core.values import Reason
from aigis.telemetry import traces
from aigis.telemetry.instruments import CHECKS

_COLUMNS = {
    "id": "uuid",
    "organisation": "int8",
    "gate_id": "int8",
    "actor_key": "text",
    "request_key": "text",
    "request_digest": "bytea",
    "purpose": "text",
    "source": "text",
    "checked_at": "timestamptz",
    "verdict": "text",
    "reason": "text",
    "register_version": "int8",
    "weights_version": "text",
    "bands_version": "int4",
    "subjects": "int4",
    "bits": "float8",
    "person": "bytea",
    "matches": "bytea",
    "entry": "uuid",
}

Result = Answer | DomainError

# Queries a transaction of a long list: one that is denied throughout holds what others wait for some 20 ms.
PART = 50


def perform(queries: Sequence[Query], *, at: datetime) -> list[Result]:
    """Checks people: for each query its answer, or the error that concerns it alone.

    One transaction: when this returns, every answer's row, entry and alerts are durable; when it raises, none is.
    A request key seen before gives the earlier answer. Two that race for one key: the loser finds the winner's.
    """
    with traces.span("checks.perform", **{"aigis.queries": len(queries)}):
        return _perform_sound(queries, at=at)


def _perform_sound(queries: Sequence[Query], *, at: datetime) -> list[Result]:
    """Performs what has no fault of its own."""
    require_sealing(at=at)
    faults = {id(query): fault for query in queries if (fault := _fault(query, at=at))}
    sound = [query for query in queries if id(query) not in faults]
    try:
        results = iter(_perform(sound, at=at))
    except IntegrityError as lost:
        if not _is_race_for_a_key(lost):
            raise
        results = iter(_perform(sound, at=at))
    answered = [faults[id(query)] if id(query) in faults else next(results) for query in queries]
    _count(queries, answered)
    return answered


def _count(queries: Sequence[Query], results: Sequence[Result]) -> None:
    """Counts verdicts by source for the figures; a fault of the details is no check."""
    verdicts = [
        (result.verdict.value, DRILL if result.drill else query.source)
        if isinstance(result, Answer)
        else (result.code, query.source)
        for query, result in zip(queries, results, strict=True)
        if isinstance(result, Answer | NoAnswer)
    ]
    for labels, number in Counter(verdicts).items():
        CHECKS.labels(*labels).inc(number)


def _is_race_for_a_key(error: IntegrityError) -> bool:
    """Tells whether another request with the same key was faster; any other failed constraint is our fault."""
    return isinstance(error.__cause__, UniqueViolation) and error.__cause__.diag.constraint_name == REQUEST_KEY_ONCE


def _fault(query: Query, *, at: datetime) -> InvalidInput | None:
    """What cannot be true of the details asked about; entries of a roster were judged when they were set."""
    if query.source == "roster":
        return None
    return next(find_detail_faults(query.person, today=day_of(at)), None)


def perform_in_parts(queries: Sequence[Query], *, at: datetime) -> list[Result]:
    """Checks a long list of people in transactions of `PART`, so that nobody else waits for the whole of it.

    Where a part fails, its queries and those after it carry that error; what was answered before stays answered. Raises
    what the first part raised if nothing was answered.
    """
    results: list[Result] = []
    for start in range(0, len(queries), PART):
        try:
            results += perform(queries[start : start + PART], at=at)
        except (NoAnswer, OperationalError, InterfaceError) as failed:
            if not results:
                raise
            error = failed if isinstance(failed, NoAnswer) else NoAnswer()
            return results + [error] * (len(queries) - len(results))
    return results


@transaction.atomic(durable=True)
def _perform(queries: Sequence[Query], *, at: datetime) -> list[Result]:
    answered = _answered_before(queries)
    refused = {_name(query): query for query in queries if has_too_few_alert_desks(query.gate.port)}
    append([_no_recipient_entry(query, at) for query in refused.values()])
    known = answered.keys() | refused.keys()
    fresh = {_name(query): query for query in reversed(queries) if _name(query) not in known}
    register = current_register.current(at=at)
    basis = Basis(register.version, in_use(register), register.index)
    matches = screen([query.person for query in fresh.values()], register.index, bands=basis.thresholds.bands)
    decided = _decide(list(fresh.values()), matches, register, at=at)
    made = [_Made.of(query, usual, basis, at=at) for query, usual in zip(fresh.values(), decided, strict=True)]
    _write(made, at=at)
    answered |= {name: (item.digest, item.answer) for name, item in zip(fresh, made, strict=True)}
    return [_result(query, *answered[_name(query)]) if _name(query) in answered else _NOBODY for query in queries]


def _decide(
    queries: Sequence[Query], matches: Sequence[tuple[Match, ...]], register: RegisterView, *, at: datetime
) -> list[Decision]:
    """Decides each query; what was judged before is asked for only if one would be referred."""
    first = [
        decide(
            candidates,
            register.bans,
            at=at,
            told_apart=is_told_apart(query.person, register.index, register.bans, at=at),
        )
        for query, candidates in zip(queries, matches, strict=True)
    ]
    referred = [index for index, decision in enumerate(first) if decision.reason is Reason.COMPARE_PERSON]
    if not referred:
        return first
    identities = {
        index: (queries[index].actor.organisation, identity_code(queries[index].person)) for index in referred
    }
    known = remembered(identities.values(), at=at)
    for index, identity in identities.items():
        if identity in known:
            judged, person = known[identity], queries[index].person
            told_apart = is_told_apart(person, register.index, register.bans, at=at, judged=judged)
            first[index] = decide(matches[index], register.bans, at=at, remembered=judged, told_apart=told_apart)
    return first


_NOBODY = NoAnswer("No answer: this port has fewer than two alert desks. Call the administrator.")


def _no_recipient_entry(query: Query, at: datetime) -> EntryDraft:
    """The entry of a question that is not answered, whoever is asked about: nobody would hear of a hit."""
    core = {"address": query.gate.code, "code": NoAnswer.code, "field": "gate"}
    return EntryDraft(Event.QUERY_REFUSED, query.actor, at, core)


_Name = tuple[str, str] | int
_Answered = dict[_Name, tuple[bytes | None, Answer]]


def _name(query: Query) -> _Name:
    """What makes two queries one: the actor's request key; without one, each stands for itself."""
    return (query.actor.key, query.request_key.text) if query.request_key else id(query)


def _answered_before(queries: Sequence[Query]) -> _Answered:
    used = [query.request_key.text for query in queries if query.request_key]
    if not used:
        return {}
    rows = Check.objects.filter(request_key__in=used, actor_key__in={query.actor.key for query in queries})
    return {(row.actor_key, str(row.request_key)): (bytes(row.request_digest or b""), _answer(row)) for row in rows}


def _answer(row: Check) -> Answer:
    return Answer.of(row)


def _result(query: Query, digest: bytes | None, answer: Answer) -> Result:
    """The answer, or the error of a key that was used for another question."""
    if query.request_key and query.digest != digest:
        return RequestKeyReused(field="Idempotency-Key")
    return answer


@dataclass(frozen=True, slots=True)
class _Made:
    """A check that has been decided and is to be written."""

    query: Query
    decision: Decision
    basis: Basis
    answer: Answer
    digest: bytes | None

    @classmethod
    def of(cls, query: Query, usual: Decision, basis: Basis, *, at: datetime) -> "_Made":
        """Gives the decision its identity; a test identity gets that of the drill lane."""
        check = ordered_id(at, os.urandom(10))
        drill = decide_drill(query.person, usual, at=at, bands=basis.thresholds.bands)
        decision = drill or usual
        answer = Answer(check, decision.verdict, decision.reason, at, basis.register_version, drill is not None)
        return cls(query, decision, basis, answer, query.digest if query.request_key else None)

    @property
    def source(self) -> str:
        """Where it was asked, or that it was a drill."""
        return DRILL if self.answer.drill else self.query.source

    @property
    def weighed(self) -> tuple[Hit, ...]:
        """The hits that were weighed: those that count, then those that a judgement spares."""
        return (*self.decision.hits, *(hit for hit, _ in self.decision.spared))

    def entry(self, closed_by: SubjectKey) -> EntryDraft:
        """The event of the check, as whoever asked may have it opened."""
        query, answer = self.query, self.answer
        core = {
            "check": str(answer.id),
            "gate": query.gate.code,
            "purpose": query.purpose.value,
            "verdict": answer.verdict.value,
            "reason": answer.reason.value,
            "register_version": answer.register_version,
            "weights": WEIGHTS_VERSION,
            "bands": self.basis.thresholds.number,
            "source": self.source,
        }
        subject = {"person": query.person.to_dict(), "note": query.note}
        return EntryDraft(Event.CHECK_ANSWERED, query.actor, answer.checked_at, core, subject, closed_by=closed_by)

    def evidence_entry(self, closed_by: SubjectKey) -> EntryDraft:
        """Why it was not clear, or was by a judgement: the system's own, so a company's numbers do not tell of it."""
        core: dict[str, Any] = {"check": str(self.answer.id), "weights": WEIGHTS_VERSION}
        if self.decision.spared:
            core["spared"] = sorted({judged.number for _, judged in self.decision.spared})
        matches = [without_counts(hit) for hit in self._stored()]
        at, about = self.answer.checked_at, self.weighed[0].match.subject
        return EntryDraft(Event.CHECK_MATCHED, SYSTEM, at, core, {"matches": matches}, about=about, closed_by=closed_by)

    def _stored(self) -> list[dict[str, Any]]:
        """The weighed hits as they are kept."""
        judged = {id(hit): judgement.number for hit, judgement in self.decision.spared}
        return [stored(hit, self.query.person, self.basis, spared=judged.get(id(hit))) for hit in self.weighed]

    def row(self, closing: bytes, entry: UUID) -> tuple[Any, ...]:
        """The row of checks_check."""
        query, answer, hits = self.query, self.answer, self.weighed
        key = query.request_key.text if query.request_key else None
        asked_columns = (query.gate.id, query.actor.key, key, self.digest, query.purpose.value, self.source)
        answer_columns = (answer.checked_at, answer.verdict.value, answer.reason.value, answer.register_version)
        person = _close(closing, "check.person", [query.person.to_dict(), query.note])
        matches = _close(closing, "check.matches", self._stored()) if hits else None
        bits = max((hit.match.bits for hit in hits), default=None)
        by = (WEIGHTS_VERSION, self.basis.thresholds.number, len(self.basis.index), bits)
        return (answer.id, query.actor.organisation, *asked_columns, *answer_columns, *by, person, matches, entry)

    def alerts(self) -> list[AlertDraft]:
        """What the desks must hear of it."""
        if not alarms(self.decision.verdict):
            return []
        occasion = self.query.occasion or str(self.answer.id)
        source = "" if self.query.occasion else self.query.source
        return [
            AlertDraft(
                check=self.answer.id,
                ban=UUID(hit.ban.ban),
                subject=hit.match.subject,
                gate=self.query.gate,
                occasion=occasion,
                source=source,
                certainty=_certainty(hit),
                found_on=self.query.source,
            )
            for hit in self.decision.hits
        ]

    def sandbox_hits(self) -> list[SandboxHit]:
        """What the drill desks hear of it."""
        if not (self.answer.drill and alarms(self.decision.verdict)):
            return []
        return [SandboxHit(self.answer.id, self.query.gate, self.query.occasion or str(self.answer.id))]


def _certainty(hit: Hit) -> str:
    """How the person was recognised, as an alert tells it: by a number, by names and birth date, or by a person."""
    if hit.match.strength is not Strength.CERTAIN:
        return "possible"
    return "number" if hit.match.by_identifier else "certain"


def _write(made: Sequence[_Made], *, at: datetime) -> None:
    """Entries, rows, alerts: all in the open transaction, one statement each."""
    closed_by = _closed_by(made, at=at)
    drafts = [item.entry(closing) for item, closing in zip(made, closed_by, strict=True)]
    drafts += [item.evidence_entry(closing) for item, closing in zip(made, closed_by, strict=True) if item.weighed]
    with bulk_insert.together(len(drafts)):
        entries = append(drafts)
        rows = [item.row(closing.key, entry) for item, closing, entry in zip(made, closed_by, entries, strict=False)]
        bulk_insert.insert("checks_check", _COLUMNS, rows)
    raise_alerts([alert for item in made for alert in item.alerts()], at=at)
    raise_sandbox_alerts([hit for item in made for hit in item.sandbox_hits()], at=at)


def _closed_by(made: Sequence[_Made], *, at: datetime) -> list[SubjectKey]:
    """What closes the person of each check: the month's key of persons, or where anybody was weighed that of the hits.

    Hits are kept longer than clear checks, and go with their subject: so they have a key a subject and month.
    """
    clear = key_of_month(Event.CHECK_ANSWERED, at=at)
    scopes = [hits_scope(item.weighed[0].match.subject, at=at) if item.weighed else None for item in made]
    known_keys = data_keys.made([scope for scope in scopes if scope is not None])
    return [clear if scope is None else SubjectKey(scope, known_keys[scope]) for scope in scopes]


def _close(key: bytes, field: str, value: Any) -> bytes:
    return sealed_fields.seal_json(key, field=field, value=value)
