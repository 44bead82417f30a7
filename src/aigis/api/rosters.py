"""Rosters for badge issuers: their list, changes of verdict, screenings."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from aigis.api.authentication import actor_of
from aigis.api.schemas import After
from aigis.apps.rosters import actions, queries, roster_uploads, screening
from aigis.apps.rosters.job_steps import JobPace
from aigis.apps.rosters.models import Screening
from aigis.core.access.permissions import Capability

router = Router(tags=["rosters"])
Limit = Annotated[int, Query(ge=1, le=queries.MOST_CHANGES, description="At most so many changes.")]


@router.get("", response={200: dict[str, Any]})
def read_rosters(request: HttpRequest) -> dict[str, Any]:
    """The organisation's rosters by name, with their entries counted by verdict."""
    actor = actor_of(request, Capability.ROSTER_READ, at=timezone.now())
    return {"items": [_roster(state) for state in queries.states(actor=actor)]}


def _roster(state: queries.RosterState) -> dict[str, Any]:
    verdicts = {verdict: count for verdict, count in sorted(state.counts.items()) if verdict}
    return {
        "name": state.roster.name,
        "gate": state.roster.gate.code,
        "purpose": state.roster.purpose,
        "version": state.roster.contents_version,
        "entries": sum(state.counts.values()),
        "verdicts": verdicts,
        "unchecked": state.unchecked,
        "screening": str(state.last.pk) if state.last else None,
    }


@router.get("/{roster}/changes", response={200: dict[str, Any]})
def changes(request: HttpRequest, roster: str, after: After = 0, limit: Limit = queries.MOST_CHANGES) -> dict[str, Any]:
    """The changes of verdict after a number, in order; `next` is what to ask with the next time.

    `waiting` names a list that would change much and waits for a person of the organisation.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_READ, at=at)
    row = actions.of_actor(roster, actor=actor)
    rows = queries.changes(row, after=after, limit=limit, actor=actor, at=at)
    held = roster_uploads.held_list(row)
    items = [{"ref": row.ref, "verdict": row.verdict, "since": row.since.isoformat()} for row in rows]
    return {"items": items, "next": rows[-1].number if rows else after, "waiting": str(held) if held else None}


@router.post("/{roster}/screenings", response={202: dict[str, Any]})
def start(request: HttpRequest, roster: str) -> Status[dict[str, Any]]:
    """Begins a screening of the whole roster as a job."""
    at = timezone.now()
    actor = actor_of(request, Capability.SCREENING_RUN, at=at)
    row = screening.start_now(actions.of_actor(roster, actor=actor), actor=actor, at=at)
    return Status(202, screening_progress(row))


def screening_progress(row: Screening) -> dict[str, Any]:
    """How far the screening of a roster is."""
    clear = row.done - row.denied - row.refer
    return {
        "id": str(row.pk),
        "state": "done" if row.ended_at and row.state == Screening.State.RUNNING else row.state,
        "verdicts": {"clear": clear, "denied": row.denied, "refer": row.refer},
        "total": row.total,
        "done": row.done,
        "denied": row.denied,
        "refer": row.refer,
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        **pace_fields(screening.pace_of(row)),
    }


def pace_fields(pace: JobPace) -> dict[str, Any]:
    """How fast a job goes, and when it ends at that rate."""
    end = pace.expected_end.isoformat() if pace.expected_end else None
    return {"rows_per_second": pace.rows_per_second, "expected_end": end}
