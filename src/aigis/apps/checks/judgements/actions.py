"""What happens after a check: its outcome at the gate, and the judgement on a referred one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.alerts.actions import raise_alerts
from aigis.apps.alerts.repeats import AlertDraft
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks import query as check_query
from aigis.apps.checks.judgements import referrals
from aigis.apps.checks.judgements import remembered as judgement_remembered
from aigis.apps.checks.models import Check, Judgement, RememberedPair
from aigis.apps.checks.queries import asked, of_actor
from aigis.apps.checks.stored_hits import StoredHit, hits_of
from aigis.apps.checks.thresholds.current import numbered
from aigis.apps.facilities.queries import GateFacts
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register.in_memory import past as past_register
from aigis.core.access.permissions import Actor, Capability, may
from aigis.core.audit.event_names import Event
from aigis.core.bans.versions import in_force
from aigis.core.checks.alert_routing import DRILL
from aigis.core.checks.judgements import (
    REMEMBERED_FOR,
    JudgedPair,
    NotRememberedReason,
    SeenDocument,
    why_not_remembered,
)
from aigis.core.errors import Conflict, InvalidInput
from aigis.core.values import Reason, Verdict


@dataclass(frozen=True, slots=True)
class JudgementInput:
    """A person's answer on a referred check, why, and on what document."""

    judgement: str
    why: str = ""
    document: SeenDocument | None = None


@dataclass(frozen=True, slots=True)
class JudgementOutcome:
    """What came of a judgement: whether it spares later referrals; where a `different` does not, why."""

    remembered: bool
    forgotten: NotRememberedReason | None = None


@transaction.atomic(durable=True)
def judge(
    *, check: UUID, request_input: JudgementInput, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> JudgementOutcome:
    """Notes a person's answer on a referred check.

    `same` tells the desks as a denial would have, once; `different` spares this identity later referrals at the
    organisation where it can be remembered; `unsure` asks the desks to settle it. Conflict for a `different` after
    somebody said `same`: the desks have been told.
    """
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return _recalled(earlier)
    if request_input.judgement not in Judgement.Kind.values:
        raise InvalidInput(f"Give one of {', '.join(Judgement.Kind.values)}.", field="judgement")
    row = _locked(check, actor)
    if request_input.judgement == Judgement.Kind.DIFFERENT and row.judgements.filter(kind=Judgement.Kind.SAME).exists():
        raise Conflict("This check was already judged to be the same person. Nothing was recorded.")
    closed = judgement_remembered.close_document(request_input.document, row) if request_input.document else None
    judgement = Judgement.objects.create(
        check_made=row, kind=request_input.judgement, judged_at=at, actor_key=actor.key, document=closed
    )
    outcome = _carry_out(judgement, request_input, actor=actor, at=at)
    append([_entry(judgement, request_input, outcome, actor=actor, at=at)])
    remember(request, _result(outcome), actor=actor, at=at)
    return outcome


def _locked(check: UUID, actor: Actor) -> Check:
    """The referred check, locked: of two who judge at once the second sees what the first said."""
    row = referrals.of_desk(check) if may(actor, Capability.JUDGEMENT_SETTLE) else of_actor(check, actor=actor)
    if row.verdict != Verdict.REFER.value:
        raise Conflict("Only a referred check can be judged.")
    if row.source == DRILL:
        raise Conflict("This check was a drill with a test identity. There is nothing to judge.")
    if row.reason == Reason.NOT_ENOUGH_TO_TELL.value:
        raise Conflict("This check held too few details to compare with anybody. Check the person again with more.")
    Check.objects.select_for_update().get(pk=row.pk)
    return row


def _carry_out(judgement: Judgement, request_input: JudgementInput, *, actor: Actor, at: datetime) -> JudgementOutcome:
    row = judgement.check_made
    if judgement.kind == Judgement.Kind.SAME:
        judgement_remembered.revoke_pairs(RememberedPair.objects.filter(judgement__check_made=row), actor=actor, at=at)
        raise_alerts(_alerts(row), at=at)
    if judgement.kind == Judgement.Kind.UNSURE:
        referrals.ask_desks(row, at=at)
    if judgement.kind == Judgement.Kind.DIFFERENT:
        forgotten = _remember(judgement, request_input.document, at=at)
        return JudgementOutcome(remembered=forgotten is None, forgotten=forgotten)
    return JudgementOutcome(remembered=False)


def _remember(judgement: Judgement, seen: SeenDocument | None, *, at: datetime) -> NotRememberedReason | None:
    """Remembers a `different` for every subject the check referred for, or says why that cannot be."""
    row = judgement.check_made
    hits, person = _referring(row), asked(row).person
    pairs = [JudgedPair(hit.millibits, hit.by_identifier) for hit in hits]
    forgotten = why_not_remembered(person, seen, pairs, certain_from=numbered(row.bands_version).bands.certain)
    changed = past_register.changed_in({hit.subject for hit in hits})
    if forgotten is None and any(since > row.register_version for since in changed.values()):
        forgotten = NotRememberedReason.CHANGED_SINCE
    if forgotten is None:
        _write(judgement, hits, changed, code=check_query.identity_code(person))
    return forgotten


def _write(judgement: Judgement, hits: Sequence[StoredHit], changed: dict[UUID, int], *, code: bytes) -> None:
    strongest = {hit.subject: hit.millibits for hit in sorted(hits, key=lambda hit: hit.millibits)}
    RememberedPair.objects.bulk_create(
        RememberedPair(
            judgement=judgement,
            organisation=judgement.check_made.organisation,
            identity=code,
            subject=subject,
            changed_in=changed[subject],
            millibits=millibits,
            until=judgement.judged_at + REMEMBERED_FOR,
        )
        for subject, millibits in strongest.items()
    )


def _referring(row: Check) -> list[StoredHit]:
    """The hits because of which a check referred: not those that an earlier judgement spared."""
    return [hit for hit in hits_of(row) if hit.spared is None]


def _alerts(row: Check) -> list[AlertDraft]:
    """What the desks hear of: hits with a ban that was in force at the check, as the register knows it now.

    One that was lifted since was in force then; one that was annulled never was, and nobody is told of it.
    """
    facility = row.gate.facility
    gate = GateFacts(row.gate_id, row.gate.code, facility.port.locode, facility.organisation_id)
    hits = _referring(row)
    bans = past_register.facts_now({hit.ban for hit in hits})
    alerting = [hit for hit in hits if hit.ban in bans and in_force(bans[hit.ban], at=row.checked_at)]
    return [AlertDraft(row.pk, hit.ban, hit.subject, gate, str(row.pk)) for hit in alerting]


def _entry(
    judgement: Judgement, request_input: JudgementInput, outcome: JudgementOutcome, *, actor: Actor, at: datetime
) -> EntryDraft:
    core = {"check": str(judgement.check_made_id), "judgement": judgement.kind, "number": judgement.pk}
    core |= {"remembered": outcome.remembered, "forgotten": outcome.forgotten.value if outcome.forgotten else None}
    seen = request_input.document
    document = [seen.kind.value, seen.document.state, seen.document.number] if seen else None
    return EntryDraft(Event.CHECK_JUDGED, actor, at, core, {"why": request_input.why, "document": document})


def _result(outcome: JudgementOutcome) -> str:
    return outcome.forgotten.value if outcome.forgotten else "remembered" if outcome.remembered else "noted"


def _recalled(result: str) -> JudgementOutcome:
    forgotten = NotRememberedReason(result) if result in set(NotRememberedReason) else None
    return JudgementOutcome(result == "remembered", forgotten)
