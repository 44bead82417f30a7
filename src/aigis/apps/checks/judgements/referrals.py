"""Referred checks that nobody at the gate could settle: the desks are asked, who see both persons."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis import wiring
from aigis.apps.alerts.desks import desks_by_id
from aigis.apps.alerts.models import Desk
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.checks.models import Check, Judgement
from aigis.apps.checks.queries import asked
from aigis.apps.checks.stored_hits import StoredHit, hits_of
from aigis.apps.notices.actions import NoticeRecipient, post
from aigis.apps.register.in_memory import past as past_register
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import DeskKind
from aigis.core.errors import NotFound
from aigis.core.messages.register_messages import JudgementAsked
from aigis.core.person.person import Person
from aigis.core.values import Verdict

MOST = 50
_DECIDED = (Judgement.Kind.SAME, Judgement.Kind.DIFFERENT)


@dataclass(frozen=True, slots=True)
class ReferredPair:
    """Why a check was referred: a hit, and the subject as the register knew it then; None where it was erased."""

    hit: StoredHit
    subject: Person | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A referred check opened for a desk: who was presented beside whom the register held."""

    check: Check
    presented: Person
    pairs: tuple[ReferredPair, ...]
    judgements: tuple[Judgement, ...]


def of_desk(check: UUID) -> Check:
    """A referred check wherever it was made; raises NotFound otherwise."""
    row = Check.objects.select_related("gate__facility__port").filter(pk=check, verdict=Verdict.REFER.value).first()
    if row is None:
        raise NotFound("There is no referred check with this reference.")
    return row


def ask_desks(row: Check, *, at: datetime) -> None:
    """Asks the prosecutor's desks of the port, once a check, to settle it; inside the caller's transaction.

    The message names no person. Where no desk has a mailbox, the check stays in the list of those to settle.
    """
    if row.judgements.filter(kind=Judgement.Kind.UNSURE).count() > 1:
        return
    desks = _desks(row.gate.facility.port.locode)
    page = f"{wiring.environment().url}/judgements/checks/{row.pk}/"
    text = JudgementAsked(at=at, check=str(row.pk), gate=row.gate.code, page=page)
    reached = [NoticeRecipient("mail", desk.mailbox, language=desk.language) for desk in desks if desk.mailbox]
    post(reached, text, at=at)
    core = {"check": str(row.pk), "desks": sorted(desk.code for desk in desks)}
    append([EntryDraft(Event.JUDGEMENT_ASKED, SYSTEM, at, core)])


def _desks(port: str) -> list[Desk]:
    """The prosecutor's desks of a port; those of the whole country where it has none of its own."""
    every = [desk for desk in desks_by_id().values() if desk.kind == DeskKind.PROSECUTOR.value]
    own = [desk for desk in every if port in {port_row.locode for port_row in desk.ports.all()}]
    return own or [desk for desk in every if not desk.ports.all()]


def to_settle() -> list[Check]:
    """The referred checks of which somebody said that they cannot tell, and nobody settled since, oldest first."""
    rows = Check.objects.filter(verdict=Verdict.REFER.value, judgements__kind=Judgement.Kind.UNSURE)
    rows = rows.exclude(judgements__kind__in=_DECIDED).select_related("gate__facility").distinct()
    return list(rows.order_by("checked_at")[:MOST])


@transaction.atomic(durable=True)
def compared(check: UUID, *, actor: Actor, at: datetime) -> Compared:
    """One referred check beside the register as it was; the reading is an entry."""
    row = of_desk(check)
    hits = hits_of(row)
    subjects, _ = past_register.identities({hit.subject for hit in hits}, version=row.register_version)
    pairs = tuple(ReferredPair(hit, subjects.get(hit.subject)) for hit in hits)
    append([EntryDraft(Event.JUDGEMENT_COMPARED, actor, at, {"check": str(check)})])
    return Compared(row, asked(row).person, pairs, tuple(row.judgements.order_by("pk")))
