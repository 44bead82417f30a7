"""Checks: one or a thousand, their rows, receipts, outcomes and judgements."""

import hashlib
import time
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Router, Status
from pydantic import Field

from aigis.api import problems
from aigis.api.answers.check_answers import CheckAnswer
from aigis.api.authentication import actor_of
from aigis.api.prefer_header import Preferences
from aigis.api.presented import present
from aigis.api.schemas import Line, PersonIn, ShortText
from aigis.api.strict_json import Strict
from aigis.apps.checks import outcomes as check_outcomes
from aigis.apps.checks import queries
from aigis.apps.checks.actions import Result, perform_in_parts
from aigis.apps.checks.instructions import instruction
from aigis.apps.checks.judgements import actions as judgement_actions
from aigis.apps.checks.query import Answer, Query
from aigis.apps.facilities.queries import GateFacts, gate
from aigis.apps.people import access
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.probing import restraints
from aigis.core.access.permissions import Actor, Capability
from aigis.core.checks.judgements import DocumentKind, SeenDocument
from aigis.core.errors import DomainError, InvalidInput
from aigis.core.person.numbers import document
from aigis.core.values import GateCode, Purpose, RequestKey

router = Router(tags=["checks"])
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]
_LOOK_EVERY = 0.05  # seconds; the sealer works every tenth of one
MrzLines = Annotated[list[Line], Field(min_length=1, max_length=3)]


class CheckIn(Strict):
    """One question: `person`, `mrz` or `badge`, the number of a badge as its issuer's roster has it."""

    gate: ShortText
    purpose: ShortText
    note: Annotated[str, Field(max_length=200)] = ""
    person: PersonIn | None = None
    mrz: MrzLines | None = None
    badge: ShortText | None = None


class ItemIn(Strict):
    """One question of a batch, under the caller's own reference."""

    ref: ShortText
    person: PersonIn | None = None
    mrz: MrzLines | None = None
    badge: ShortText | None = None


class BatchIn(Strict):
    """Up to 1,000 questions for one gate and purpose."""

    gate: ShortText
    purpose: ShortText
    items: Annotated[list[ItemIn], Field(min_length=1, max_length=1000)]


class OutcomeIn(Strict):
    """What happened after a check."""

    outcome: ShortText


class SeenDocumentIn(Strict):
    """The document that whoever compared had in hand."""

    kind: ShortText
    state: ShortText
    number: ShortText


class JudgementIn(Strict):
    """What a person who compared says; `different` is remembered only with the `document` it rests on."""

    judgement: ShortText
    why: Annotated[str, Field(max_length=500)] = ""
    document: SeenDocumentIn | None = None


def out(answer: Answer) -> dict[str, Any]:
    """An answer in the shape of the API."""
    return {
        "id": str(answer.id),
        "verdict": answer.verdict.value,
        "reason": answer.reason.value,
        "instruction": str(instruction(answer.verdict, answer.reason, drill=answer.drill)),
        "checked_at": answer.checked_at.isoformat(),
        "register_version": answer.register_version,
        "receipt": f"/api/v1/checks/{answer.id}/receipt",
        "drill": answer.drill,
    }


def purpose_of(text: str) -> Purpose:
    """The purpose of a check; raises InvalidInput on a word outside the list."""
    try:
        return Purpose(text)
    except ValueError:
        raise InvalidInput(f"Give one of {', '.join(Purpose)}.", field="purpose") from None


@router.post("", response={201: CheckAnswer})
def ask(request: HttpRequest, body: CheckIn, idempotency_key: IdempotencyKey = None) -> Status[dict[str, Any]]:
    """Checks one person at a gate."""
    at = timezone.now()
    actor = actor_of(request, Capability.CHECK_ASK, at=at)
    query = question(body, actor=actor, request_key=idempotency_key, at=at)
    return Status(201, out(restraints.check(query, at=at)))


def question(body: CheckIn, *, actor: Actor, request_key: str | None, at: datetime) -> Query:
    """The query of a body; raises the DomainError of whatever cannot be asked."""
    presented = present(body.person, body.mrz, body.badge, at=at)
    return Query(
        person=presented.person,
        gate=gate(GateCode.parse(body.gate), actor=actor),
        purpose=purpose_of(body.purpose),
        actor=actor,
        request_key=RequestKey(request_key) if request_key is not None else None,
        note=body.note,
        source=queries.BY_BADGE if presented.by_badge else "gate",
    )


@router.post("/batch", response={200: dict[str, Any]})
def ask_many(request: HttpRequest, body: BatchIn, idempotency_key: IdempotencyKey = None) -> dict[str, Any]:
    """Checks up to 1,000 people; each item answers, or carries its own error."""
    at = timezone.now()
    actor = actor_of(request, Capability.CHECK_ASK, at=at)
    batch = _Batch(gate(GateCode.parse(body.gate), actor=actor), purpose_of(body.purpose), actor, idempotency_key, at)
    queries_or_errors = [batch.query(index, item) for index, item in enumerate(body.items)]
    wrong = [(index, item) for index, item in enumerate(queries_or_errors) if isinstance(item, DomainError)]
    access.record_malformed_items(actor, at=at, address=request.path, wrong=wrong)
    results = iter(perform_in_parts([item for item in queries_or_errors if isinstance(item, Query)], at=at))
    restraints.hold(actor, at=at)
    answered: list[Result] = [next(results) if isinstance(item, Query) else item for item in queries_or_errors]
    answered = restraints.limit_batch(answered, actor=actor, at=at)
    return {"items": [_item(item.ref, result) for item, result in zip(body.items, answered, strict=True)]}


class _Batch:
    """What the items of a batch share."""

    def __init__(self, gate: GateFacts, purpose: Purpose, actor: Actor, key: str | None, at: datetime) -> None:
        self._shared = {"gate": gate, "purpose": purpose, "actor": actor}
        self._key = hashlib.sha256(RequestKey(key).text.encode()).hexdigest()[:40] if key is not None else None
        self._at = at

    def query(self, index: int, item: ItemIn) -> Query | DomainError:
        """The query of an item, or the error that concerns it alone."""
        key = RequestKey(f"{self._key}.{index}") if self._key else None
        try:
            presented = present(item.person, item.mrz, item.badge, at=self._at)
            source = queries.BY_BADGE if presented.by_badge else "list"
            return Query(person=presented.person, request_key=key, source=source, **self._shared)  # type: ignore[arg-type]
        except DomainError as wrong:
            return wrong


def _item(ref: str, result: Result) -> dict[str, Any]:
    if isinstance(result, DomainError):
        return {"ref": ref, "error": problems.body(result)}
    return {"ref": ref, **out(result)}


@router.get("/{uuid:check}", response={200: dict[str, Any]})
def one(request: HttpRequest, check: UUID) -> dict[str, Any]:
    """A check of the own organisation, with what was reported after it."""
    at = timezone.now()
    actor = actor_of(request, Capability.CHECK_READ, at=at)
    restraints.hold(actor, at=at)
    row = queries.one(check, actor=actor, at=at)
    outcomes = [
        {"outcome": outcome_row.kind, "at": outcome_row.reported_at.isoformat()}
        for outcome_row in row.outcomes.order_by("pk")
    ]
    return {**out(Answer.of(row)), "gate": row.gate.code, "purpose": row.purpose, "outcomes": outcomes}


@router.get("/{uuid:check}/receipt", response={200: bytes, 202: dict[str, Any]}, openapi_extra={"summary": "Receipt"})
def receipt(request: HttpRequest, check: UUID, prefer: Annotated[str, Header()] = "") -> HttpResponse:
    """The receipt as a C2SP tlog-proof file; 202 until the check is sealed, which takes about a second.

    `Prefer: wait=2` waits for it so many seconds, ten at most; `Prefer: return=minimal` leaves the person closed.
    What was erased stays closed as well; `Aigis-Erased` names the decision of each such part.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.RECEIPT_READ, at=at)
    preferences = Preferences.of(prefer)
    content = _receipt(check, preferences, actor=actor, at=at)
    if content is None:
        waiting = '{"state": "not_yet_sealed", "retry_after_seconds": 1}'
        headers = {"Retry-After": "1", **preferences.applied}
        return HttpResponse(waiting, status=202, content_type="application/json", headers=headers)
    name = f'attachment; filename="check-{check}.tlog-proof"'
    headers = {"Content-Disposition": name, "Vary": "Prefer", **preferences.applied}
    erased = queries.erased_by(check, actor=actor)
    if erased:
        headers["Aigis-Erased"] = ", ".join(f"{part}={decision}" for part, decision in sorted(erased.items()))
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers=headers)


def _receipt(check: UUID, preferences: Preferences, *, actor: Actor, at: datetime) -> bytes | None:
    """The receipt once there is one, or None when the caller's patience is over."""
    until = time.monotonic() + preferences.wait
    while True:
        content = queries.receipt(check, actor=actor, at=at, minimal=preferences.minimal)
        if content is not None or time.monotonic() + _LOOK_EVERY > until:
            return content
        time.sleep(_LOOK_EVERY)


@router.post("/{uuid:check}/outcome", response={201: dict[str, Any]})
def outcome(
    request: HttpRequest, check: UUID, body: OutcomeIn, idempotency_key: IdempotencyKey = None
) -> Status[dict[str, Any]]:
    """Reports what happened after a check."""
    at = timezone.now()
    actor = actor_of(request, Capability.CHECK_OUTCOME, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.outcome)
    check_outcomes.report_outcome(check=check, outcome=body.outcome, actor=actor, at=at, request=keyed)
    return Status(201, {"check": str(check), "outcome": body.outcome})


@router.post("/{uuid:check}/judgement", response={201: dict[str, Any]})
def judgement(
    request: HttpRequest, check: UUID, body: JudgementIn, idempotency_key: IdempotencyKey = None
) -> Status[dict[str, Any]]:
    """Gives a person's answer on a referred check.

    `remembered`: this identity is not referred again at the organisation for the same reason, until anything changes.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.CHECK_JUDGE, at=at)
    keyed = IdempotentRequest.of(idempotency_key, address=request.path, body=body.model_dump())
    request_input = judgement_actions.JudgementInput(body.judgement, body.why, _seen(body.document))
    outcome = judgement_actions.judge(check=check, request_input=request_input, actor=actor, at=at, request=keyed)
    return Status(201, {"check": str(check), "judgement": body.judgement, "remembered": outcome.remembered})


def _seen(document_in: SeenDocumentIn | None) -> SeenDocument | None:
    """The document of a judgement; raises InvalidInput where it cannot be one."""
    if document_in is None:
        return None
    if document_in.kind not in set(DocumentKind):
        raise InvalidInput(f"Give one of {', '.join(DocumentKind)}.", field="document.kind")
    return SeenDocument(DocumentKind(document_in.kind), document(document_in.state, document_in.number))
