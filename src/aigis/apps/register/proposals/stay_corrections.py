"""Putting a wrong report of a detention right: proposed by a prison or a registrar, for it moves ends both ways.

No report is overwritten: the approved correction is the next report of the stay, and ends are computed anew from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, SubjectKey, append
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register.bans import stays as ban_stays
from aigis.apps.register.lookups import recent
from aigis.apps.register.models import Authority, Ban, Detention, Subject
from aigis.apps.register.proposals import drafts as proposal_drafts
from aigis.apps.register.proposals.drafts import ProposalDraft
from aigis.apps.register.register_version import lock
from aigis.apps.register.register_version import version as register_version
from aigis.apps.register.storage import encryption
from aigis.apps.register.subjects import detention
from aigis.apps.register.subjects.changes import Attribution
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.event_names import Event
from aigis.core.bans.detention import Stay, corrected
from aigis.core.errors import Conflict, InvalidInput

# What stands in a proposal's `event`, beside a ban's events and a subject's.
EVENT = "detention"
_REASON = "Detention corrected"


@dataclass(frozen=True, slots=True)
class StayChange:
    """What a stay in prison is to be and why; None: the person was not detained on those days after all."""

    stay: UUID
    reason: str
    right: Stay | None

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON has it."""
        right = detention.days_of(self.right) if self.right is not None else None
        return {"stay": str(self.stay), "reason": self.reason, "right": right}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "StayChange":
        """The inverse of `to_dict`."""
        right = stored["right"]
        return cls(UUID(stored["stay"]), stored["reason"], _stay(right) if right is not None else None)


def _stay(stored: Mapping[str, str]) -> Stay:
    released_on = date.fromisoformat(stored["released_on"]) if stored["released_on"] else None
    return Stay(date.fromisoformat(stored["detained_on"]), released_on)


@dataclass(frozen=True, slots=True)
class PlannedStay:
    """A correction as it would come out: the report that is wrong, and the subject's stays after."""

    wrong: Detention
    subject: Subject
    after: tuple[Stay, ...]
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class OpenedStay:
    """A stay that may be corrected: all its reports, oldest first, and whom they are about."""

    subject: Subject
    name: str
    reports: tuple[Detention, ...]

    @property
    def last(self) -> Detention:
        """What is known of it."""
        return self.reports[-1]


@transaction.atomic(durable=True)
def opened(stay: UUID, *, actor: Actor, at: datetime) -> OpenedStay:
    """A stay with its reports, for who may correct it; the look is an entry.

    Raises NotFound where there is none, LookUpFirst for a prison that has not looked the person up.
    """
    last = detention.last_report(stay)
    row = detention.present(last.subject_id)
    _require_purpose(row, actor=actor, at=at)
    reports = next(reports for reports in ban_stays.reports_of(row) if reports[-1].stay == stay)
    person = encryption.open_person(encryption.key_of(row.pk), row.person)
    core = {"stay": str(stay), "register_version": register_version()}
    append([EntryDraft(Event.DETENTION_OPENED, actor, at, core, about=row.pk)])
    return OpenedStay(row, person.names[0].full, tuple(reports))


@transaction.atomic(durable=True)
def propose(requested: StayChange, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None) -> UUID:
    """Proposes a correction and returns the proposal's id; the same request again returns the same one.

    Raises InvalidInput where it is not sound or changes nothing, Conflict where the stay was withdrawn before,
    LookUpFirst for a prison that has not looked the person up.
    """
    lock()
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return UUID(earlier)
    planned = plan(requested, at=at)
    _require_purpose(planned.subject, actor=actor, at=at)
    sheet = ProposalDraft(EVENT, planned.subject, requested.to_dict(), planned.authorities)
    proposal = proposal_drafts.write_sheet(sheet, actor=actor, at=at)
    remember(request, str(proposal), actor=actor, at=at)
    return proposal


def _require_purpose(subject: Subject, *, actor: Actor, at: datetime) -> None:
    """Whoever reads bans has the register before them; a prison has only whom it looked up."""
    if actor.role is Role.PRISON:
        recent.require(subject, actor=actor, at=at)


def plan(requested: StayChange, *, at: datetime) -> PlannedStay:
    """Says how a correction would come out, under the register's lock; writes nothing."""
    wrong = detention.last_report(requested.stay)
    if wrong.withdrawn:
        raise Conflict("This detention was withdrawn as an error. Report the detention again.")
    if not requested.reason.strip():
        raise InvalidInput("Give the reason.", field="reason")
    if requested.right is not None:
        detention.stay_between(requested.right.detained_on, requested.right.released_on, at=at)
    subject = detention.present(wrong.subject_id)
    after = corrected(ban_stays.stays_of(subject), ban_stays.stay_of(wrong), requested.right)
    return PlannedStay(wrong, subject, after, authorities_of(subject))


def authorities_of(subject: Subject) -> tuple[Authority, ...]:
    """The authorities of a subject's bans, each once: their prosecutors are told."""
    bans = Ban.objects.filter(subject=subject).select_related("authority__prosecutor")
    return tuple({ban.authority for ban in bans})


def carry_out(requested: StayChange, *, by: Attribution, actor: Actor, at: datetime) -> None:
    """Carries out an approved correction in the open transaction: the next report, and every end it moves."""
    planned = plan(requested, at=at)
    corrected_stay = requested.right or ban_stays.stay_of(planned.wrong)
    withdrawn = requested.right is None
    report = detention.record(planned.subject, requested.stay, corrected_stay, by=by, at=at, withdrawn=withdrawn)
    append([_entry(planned, report, requested, by=by, actor=actor)])
    detention.move_ends(planned.subject, _REASON, by=by, actor=actor, at=at)


def _entry(
    planned: PlannedStay, report: Detention, requested: StayChange, *, by: Attribution, actor: Actor
) -> EntryDraft:
    core = {
        "stay": str(report.stay),
        "withdrawn": report.withdrawn,
        "approved_by": by.approved_by,
        "proposal": str(by.proposal),
    }
    before = detention.days_of(ban_stays.stay_of(planned.wrong))
    about = {**detention.days_of(ban_stays.stay_of(report)), "before": before, "reason": requested.reason.strip()}
    key = SubjectKey(encryption.scope(planned.subject.pk), encryption.key_of(planned.subject.pk))
    return EntryDraft(
        Event.DETENTION_CORRECTED, actor, report.recorded_at, core, about, about=report.subject_id, closed_by=key
    )


def waiting_for(stays: Sequence[UUID], subject: Subject, *, at: datetime) -> dict[UUID, datetime]:
    """The stays of a subject whose correction waits for a second person, and until when it can be approved."""
    lapse_times = {}
    for row in proposal_drafts.open_of(subject, EVENT, at=at):
        stay = UUID(proposal_drafts.change_of(row)["stay"])
        if stay in stays:
            lapse_times[stay] = row.lapses_at
    return lapse_times
