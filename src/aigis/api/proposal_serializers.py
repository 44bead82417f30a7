"""Proposals as the API writes them: what is beside what would be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aigis.api import problems, serializers
from aigis.apps.register.exports import criminal_record
from aigis.apps.register.models import Proposal
from aigis.apps.register.proposals.detail import BanSides, ProposalView, Side, SubjectSides
from aigis.apps.register.proposals.states import state_of
from aigis.apps.register.proposals.stay_correction_detail import DetentionSides
from aigis.core.bans.detention import Stay


def line(row: Proposal, *, at: datetime) -> dict[str, Any]:
    """A proposal in a list: what it is about, by whom, until when, and how far it is."""
    return {
        "id": str(row.pk),
        "event": row.event,
        "ban": str(row.ban_id) if row.ban_id else None,
        "subject": str(row.subject_id),
        "other": str(row.other_id) if row.other_id else None,
        "state": state_of(row, at=at).value,
        "proposed_by": row.proposed_by,
        "unit": row.proposer["unit"],
        "proposed_at": serializers.instant(row.proposed_at),
        "lapses_at": serializers.instant(row.lapses_at),
        "decided_by": row.decided_by or None,
        "decided_at": serializers.instant(row.decided_at) if row.decided_at else None,
    }


def whole(view: ProposalView, *, at: datetime) -> dict[str, Any]:
    """A proposal with both sides; `void`: what it was made on changed, `refused`: why this reader may not approve."""
    sides: dict[str, Any] = {"before": None, "after": None}
    if view.ban is not None:
        sides = _ban(view.ban, at=at)
    elif view.subject is not None:
        sides = _subject(view.subject)
    elif view.detention is not None:
        sides = _detention(view.detention)
    return {
        **line(view.row, at=at),
        "reason": view.reason,
        "note": view.note or None,
        "void": view.changed_since,
        "refused": problems.body(view.refused) if view.refused else None,
        **sides,
    }


def _ban(sides: BanSides, *, at: datetime) -> dict[str, Any]:
    does = sides.does
    return {
        "person": serializers.person(sides.person),
        "before": _side(sides.before, at=at),
        "after": _side(sides.after, at=at) if sides.after else None,
        "freed": [serializers.period(stretch) for stretch in does.freed] if does else [],
        "barred": [serializers.period(stretch) for stretch in does.barred] if does else [],
        "cannot": problems.body(sides.refused) if sides.refused else None,
    }


def _side(side: Side, *, at: datetime) -> dict[str, Any]:
    life = side.life
    return {
        "in_force": any(interval.contains(at) for interval in life.periods),
        "standing": life.last.standing.value,
        "period": serializers.period(life.last.period),
        "periods_in_force": [serializers.period(interval) for interval in life.periods],
        "counts_from": serializers.instant(life.last.counts_from),
        "starts_on": serializers.day(life.terms.first_day),
        "ends_on": serializers.day(life.terms.last_day),
        "decision_date": serializers.day(life.terms.decision_date),
        "final_on": serializers.day(life.terms.final_on),
        "stayed": life.terms.stayed,
        "authority": side.authority.code,
        "ground": {"legal_basis": side.ground.legal_basis, "case_reference": side.ground.case_reference},
    }


def _subject(sides: SubjectSides) -> dict[str, Any]:
    return {
        "before": [criminal_record.identity(identity_person) for identity_person in sides.before],
        "after": [criminal_record.identity(identity_person) for identity_person in sides.after],
        "moving": [str(ban.pk) for ban in sides.moving],
        "details_confirmed": [fault.sentence for fault in sides.disagreements],
    }


def _detention(sides: DetentionSides) -> dict[str, Any]:
    """Each side's stays, and how the end of each ban comes about by them."""
    does = [ban_end.does for ban_end in sides.ends if ban_end.does]
    return {
        "person": serializers.person(sides.person),
        "before": _stays(sides.before, sides, 0),
        "after": _stays(sides.after, sides, 1) if not sides.refused else None,
        "freed": [serializers.period(period) for effect in does for period in effect.freed],
        "barred": [serializers.period(period) for effect in does for period in effect.barred],
        "cannot": problems.body(sides.refused) if sides.refused else None,
    }


def _stays(stays: Sequence[Stay], sides: DetentionSides, side: int) -> dict[str, Any]:
    days = [
        {"detained_on": serializers.day(stay.detained_on), "released_on": serializers.day(stay.released_on)}
        for stay in stays
    ]
    bans = [{"ban": str(ban_end.ban.pk), "end": serializers.end(ban_end.computed[side])} for ban_end in sides.ends]
    return {"stays": days, "bans": bans}
