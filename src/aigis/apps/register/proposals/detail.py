"""Proposals as they are read: what is, what would be, who proposed it, and why this reader may decide it or not."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans import stays as ban_stays
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.models import Authority, Ban, BanVersion, Proposal, Subject, SubjectVersion
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.apps.register.proposals import stay_correction_detail, stay_corrections
from aigis.apps.register.proposals.drafts import base, change_of
from aigis.apps.register.proposals.listing import ProposalLine, open_proposals, proposal_ids, proposal_lines
from aigis.apps.register.proposals.stay_correction_detail import DetentionSides
from aigis.apps.register.proposals.stay_corrections import StayChange
from aigis.apps.register.register_version import version as register_version
from aigis.apps.register.storage import encryption
from aigis.apps.register.storage.encryption import Ground
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent
from aigis.core.access.approval import Placement
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.impact import ChangeImpact, consequence
from aigis.core.bans.lifecycle import BanHistory
from aigis.core.dates.brussels import day_of
from aigis.core.errors import DetailsDisagree, DomainError
from aigis.core.person.consistency import find_disagreements
from aigis.core.person.person import Person

_MOST = 100


@dataclass(frozen=True, slots=True)
class Side:
    """A ban on one side of a proposal: as it is, or as it would be."""

    life: BanHistory
    authority: Authority
    decision_date: date
    ground: Ground


@dataclass(frozen=True, slots=True)
class BanSides:
    """A ban before and after what is proposed; without an after, `refused` says why it cannot be carried out."""

    ban: Ban
    person: Person
    before: Side
    after: Side | None
    does: ChangeImpact | None
    refused: DomainError | None


@dataclass(frozen=True, slots=True)
class SubjectSides:
    """The subjects before and after: one or two identities on either side, and the bans that move.

    `disagreements`: which details contradict each other in what is proposed; the proposer has confirmed these.
    """

    before: tuple[Person, ...]
    after: tuple[Person, ...]
    moving: tuple[Ban, ...]
    disagreements: tuple[DetailsDisagree, ...]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal, opened. `refused`: why this reader may not approve it as things stand, None where they may."""

    row: Proposal
    proposer: Placement
    reason: str
    note: str
    ban: BanSides | None
    subject: SubjectSides | None
    detention: DetentionSides | None
    changed_since: bool
    lapsed: bool
    refused: DomainError | None

    @property
    def open(self) -> bool:
        """Tells whether it still waits for a decision."""
        return self.row.state == Proposal.State.WAITING and not self.lapsed


@dataclass(frozen=True, slots=True)
class Proposals:
    """The proposals that wait, the one that lapses first before the others, and those decided or lapsed last."""

    waiting: tuple[ProposalLine, ...]
    past: tuple[ProposalLine, ...]


@transaction.atomic(durable=True)
def proposals(*, actor: Actor, at: datetime) -> Proposals:
    """Lists proposals; the look is one entry."""
    waiting = open_proposals(at=at)
    past = Proposal.objects.exclude(pk__in=waiting.values("pk")).select_related("subject", "other", "ban__authority")
    rows = list(waiting[:_MOST]), list(past.order_by("-proposed_at")[:_MOST])
    listing = Proposals(*(proposal_lines(some, actor=actor, at=at) for some in rows))
    shown = proposal_ids((*listing.waiting, *listing.past))
    core = {"shown": len(shown), "proposals": shown, "register_version": register_version()}
    append([EntryDraft(Event.PROPOSAL_LISTED, actor, at, core)])
    return listing


@transaction.atomic(durable=True)
def proposal(proposal: UUID, *, actor: Actor, at: datetime) -> ProposalView:
    """One proposal with both sides of it; raises NotFound where there is none."""
    row = proposal_decisions.proposal_row(proposal)
    ban = str(row.ban_id) if row.ban_id else None
    core = {"proposal": str(row.pk), "what": row.event, "ban": ban, "register_version": register_version()}
    append([EntryDraft(Event.PROPOSAL_READ, actor, at, core, about=row.subject_id)])
    change = change_of(row)
    about_identity = row.ban is None and row.event != stay_corrections.EVENT
    return ProposalView(
        row=row,
        proposer=proposal_decisions.proposer_of(row),
        reason=change["reason"],
        note=proposal_decisions.note_of(row),
        ban=_ban_sides(row, BanChange.from_dict(change), at=at) if row.ban is not None else None,
        subject=_subject_sides(row, SubjectChange.from_dict(change)) if about_identity else None,
        detention=stay_correction_detail.of(row, StayChange.from_dict(change))
        if row.event == stay_corrections.EVENT
        else None,
        changed_since=row.state == Proposal.State.WAITING and row.base != base(row.subject, row.other),
        lapsed=row.state == Proposal.State.WAITING and row.lapses_at <= at,
        refused=_refusal(row, actor=actor, at=at),
    )


def _refusal(row: Proposal, *, actor: Actor, at: datetime) -> DomainError | None:
    try:
        proposal_decisions.require_decidable(row, actor=actor, at=at)
    except DomainError as refused:
        return refused
    return None


def _ban_sides(row: Proposal, requested: BanChange, *, at: datetime) -> BanSides | None:
    """Both sides of a ban: on the version the proposal was made on, and as it came or would come out."""
    ban = row.ban
    if ban is None:
        return None
    rows = ban_versions.versions_of(ban)
    number = min(row.base[f"ban {ban.pk}"], len(rows))
    stays = ban_stays.stays_of(ban.subject)
    before = ban_versions.life_of(ban, rows[:number], stays)
    person = encryption.open_person(encryption.key_of(row.subject_id), row.subject.person)
    last = rows[number - 1]
    side = Side(before, last.authority, last.decision_date, ban_versions.ground_of(ban, last))
    try:
        after = _after(row, requested, before, rows, number, at)
    except DomainError as refused:
        return BanSides(ban, person, side, None, None, refused)
    return BanSides(ban, person, side, _side_after(side, requested, after), consequence(before, after), None)


def _after(
    row: Proposal, requested: BanChange, before: BanHistory, rows: list[BanVersion], number: int, at: datetime
) -> BanHistory:
    """The life as it came out where the proposal was carried out; otherwise as it would, or would have."""
    carried_out = row.state == Proposal.State.APPROVED and len(rows) > number
    if carried_out and row.ban is not None:
        return ban_versions.life_of(row.ban, rows[: number + 1], before.stays)
    return ban_changes.foreseen(before, requested, at=row.decided_at or min(at, row.lapses_at))


def _side_after(before: Side, requested: BanChange, life: BanHistory) -> Side:
    authority = before.authority
    if requested.authority is not None:
        authority = Authority.objects.filter(code=requested.authority).first() or authority
    ground = Ground(
        before.ground.legal_basis if requested.legal_basis is None else requested.legal_basis,
        before.ground.case_reference if requested.case_reference is None else requested.case_reference,
        requested.reason,
    )
    return Side(life, authority, requested.decision_date or before.decision_date, ground)


def _subject_sides(row: Proposal, requested: SubjectChange) -> SubjectSides:
    before = [_identity(row.subject, row.base)]
    if row.other is not None:
        before.append(_identity(row.other, row.base))
    after = [requested.person]
    if requested.event is SubjectEvent.SPLIT:
        after = [requested.rest or before[0], requested.person]
    wanted = requested.bans or (_bans_then(row.other, row.base) if row.other is not None else ())
    moving = Ban.objects.filter(pk__in=wanted).select_related("authority", "subject").order_by("pk")
    day = day_of(row.proposed_at)
    disagreements = tuple(fault for person in after for fault in find_disagreements(person, on=day))
    return SubjectSides(tuple(before), tuple(after), tuple(moving), disagreements)


def _bans_then(subject: Subject, made_on: dict[str, int]) -> list[UUID]:
    """The bans that were a subject's in the versions a proposal was made on."""
    numbers = {UUID(name.removeprefix("ban ")): number for name, number in made_on.items() if name.startswith("ban ")}
    rows = BanVersion.objects.filter(ban__in=numbers, subject=subject).values_list("ban", "number")
    return [ban for ban, number in rows if numbers[ban] == number]


def _identity(subject: Subject, made_on: dict[str, int]) -> Person:
    """A subject's identity in the version a proposal was made on."""
    number = made_on.get(f"subject {subject.pk}", subject.version)
    version = SubjectVersion.objects.filter(subject=subject, number=number).first()
    closed = version.person if version is not None else subject.person
    return encryption.open_person(encryption.key_of(subject.pk), closed)
