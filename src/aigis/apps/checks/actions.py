"""The only way to check a person: `perform`, for one query or a thousand."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from aigis.apps.alerts.actions import AlertDraft, nobody_to_tell, raise_alerts
from aigis.apps.audit import bulk
from aigis.apps.audit.actions import SYSTEM, Draft, append
from aigis.apps.audit.keys import month_key
from aigis.apps.audit.queries import require_sealing
from aigis.apps.checks.models import Check
from aigis.apps.checks.query import Answer, Query
from aigis.apps.register import view
from aigis.core import envelope
from aigis.core.alerting import alarms
from aigis.core.decision import Decision, Hit, decide
from aigis.core.errors import DomainError, NoAnswer, RequestKeyReused
from aigis.core.identifiers import ordered_id
from aigis.core.matching.match import screen
from aigis.core.matching.weights import WEIGHTS_VERSION
from aigis.core.values import Reason, Verdict

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
    "bits": "float8",
    "person": "bytea",
    "matches": "bytea",
    "entry": "uuid",
}

Result = Answer | DomainError


def perform(queries: Sequence[Query], *, at: datetime) -> list[Result]:
    """Checks people: for each query its answer, or the error that concerns it alone.

    One transaction: when this returns, every answer's row, entry and alerts are durable; when it raises, none is.
    A request key seen before gives the earlier answer. Two that race for one key: the loser finds the winner's.
    """
    require_sealing(at=at)
    try:
        return _perform(queries, at=at)
    except IntegrityError:
        return _perform(queries, at=at)


@transaction.atomic(durable=True)
def _perform(queries: Sequence[Query], *, at: datetime) -> list[Result]:
    answered = _answered_before(queries)
    refused = {_name(query): query for query in queries if nobody_to_tell(query.gate.port)}
    append([_untold(query, at) for query in refused.values()])
    known = answered.keys() | refused.keys()
    fresh = {_name(query): query for query in reversed(queries) if _name(query) not in known}
    register = view.current(at=at)
    matches = screen([query.person for query in fresh.values()], register.index)
    made = [
        _Made.of(query, decide(found, register.bans, at=at), at=at, register_version=register.version)
        for query, found in zip(fresh.values(), matches, strict=True)
    ]
    _write(made, at=at)
    answered |= {name: (one.digest, one.answer) for name, one in zip(fresh, made, strict=True)}
    return [_result(query, *answered[_name(query)]) if _name(query) in answered else _NOBODY for query in queries]


_NOBODY = NoAnswer("No answer: this port has no two desks that would be told of a hit. Tell the administrator.")


def _untold(query: Query, at: datetime) -> Draft:
    """The entry of a question that is not answered, whoever is asked about: nobody would hear of a hit."""
    core = {"address": query.gate.code, "code": NoAnswer.code, "field": "gate"}
    return Draft("query.refused", query.actor, at, core)


_Name = tuple[str, str] | int
_Answered = dict[_Name, tuple[bytes | None, Answer]]


def _name(query: Query) -> _Name:
    """What makes two queries one: the actor's request key; without one, each stands for itself."""
    return (query.actor.key, query.request_key.text) if query.request_key else id(query)


def _answered_before(queries: Sequence[Query]) -> _Answered:
    keys = [query.request_key.text for query in queries if query.request_key]
    if not keys:
        return {}
    rows = Check.objects.filter(request_key__in=keys, actor_key__in={query.actor.key for query in queries})
    return {(row.actor_key, str(row.request_key)): (bytes(row.request_digest or b""), _answer(row)) for row in rows}


def _answer(row: Check) -> Answer:
    return Answer(row.pk, Verdict(row.verdict), Reason(row.reason), row.checked_at, row.register_version)


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
    answer: Answer
    digest: bytes | None

    @classmethod
    def of(cls, query: Query, decision: Decision, *, at: datetime, register_version: int) -> "_Made":
        """Gives the decision its identity."""
        check = ordered_id(at, os.urandom(10))
        answer = Answer(check, decision.verdict, decision.reason, at, register_version)
        return cls(query, decision, answer, query.digest if query.request_key else None)

    @property
    def entry(self) -> Draft:
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
            "source": query.source,
        }
        subject = {"person": query.person.to_dict(), "note": query.note}
        return Draft("check.answered", query.actor, answer.checked_at, core, subject)

    @property
    def evidence_entry(self) -> Draft:
        """Why it was not clear: an event of the system's own, so that a company's numbers do not tell of it."""
        core = {"check": str(self.answer.id), "weights": WEIGHTS_VERSION}
        matches = [_explained(hit) for hit in self.decision.hits]
        about = self.decision.hits[0].match.subject
        return Draft("check.matched", SYSTEM, self.answer.checked_at, core, {"matches": matches}, about=about)

    def row(self, month: bytes, entry: UUID) -> tuple[Any, ...]:
        """The row of checks_check."""
        query, answer, hits = self.query, self.answer, self.decision.hits
        key = query.request_key.text if query.request_key else None
        asked = (query.gate.id, query.actor.key, key, self.digest, query.purpose.value, query.source)
        said = (answer.checked_at, answer.verdict.value, answer.reason.value, answer.register_version)
        person = _close(month, "check.person", [query.person.to_dict(), query.note])
        matches = _close(month, "check.matches", [_explained(hit) for hit in hits]) if hits else None
        bits = max((hit.match.bits for hit in hits), default=None)
        organisation = query.actor.organisation
        return (answer.id, organisation, *asked, *said, WEIGHTS_VERSION, bits, person, matches, entry)

    def alerts(self) -> list[AlertDraft]:
        """What the desks must hear of it."""
        if not alarms(self.decision.verdict):
            return []
        occasion = self.query.occasion or str(self.answer.id)
        return [
            AlertDraft(self.answer.id, UUID(hit.ban.ban), hit.match.subject, self.query.gate, occasion)
            for hit in self.decision.hits
        ]


def _write(made: Sequence[_Made], *, at: datetime) -> None:
    """Entries, rows, alerts: all in the open transaction, one statement each."""
    drafts = [one.entry for one in made] + [one.evidence_entry for one in made if one.decision.hits]
    month = month_key(at)
    with bulk.together(len(drafts)):
        entries = append(drafts)
        rows = [one.row(month, entry) for one, entry in zip(made, entries, strict=False)]
        bulk.insert("checks_check", _COLUMNS, rows)
    raise_alerts([alert for one in made for alert in one.alerts()], at=at)


def _explained(hit: Hit) -> dict[str, Any]:
    """A hit as kept: which ban, how strong, and the evidence in thousandths of a bit with its sentences."""
    match = hit.match
    lines = [[line.kind, round(line.bits * 1000), line.sentence] for line in match.evidence]
    about = {"ban": hit.ban.ban, "subject": str(match.subject), "strength": match.strength.value}
    return {**about, "millibits": round(match.bits * 1000), "evidence": lines}


def _close(key: bytes, field: str, value: Any) -> bytes:
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return envelope.close(key, field=field, plain=plain, nonce=os.urandom(envelope.NONCE_BYTES))
