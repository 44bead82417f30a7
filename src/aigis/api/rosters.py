"""Rosters for badge issuers: entries, changes of verdict, screenings."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from aigis.api.authentication import actor_of
from aigis.api.checks import IdempotencyKey
from aigis.api.schemas import After, PersonIn, ShortText
from aigis.api.strict_json import Strict
from aigis.apps.rosters import actions, queries, screening
from aigis.apps.rosters.models import Screening
from aigis.core.access.permissions import Capability
from aigis.core.errors import InvalidInput
from aigis.core.person.person import Person

router = Router(tags=["rosters"])
screenings_router = Router(tags=["rosters"])


class EntryIn(Strict):
    """The person behind a reference."""

    person: PersonIn


class BatchEntryIn(Strict):
    """An entry of a batch: the issuer's reference and the person."""

    ref: ShortText
    person: PersonIn


class EntriesIn(Strict):
    """Up to 1,000 entries, set all or none."""

    items: Annotated[list[BatchEntryIn], Field(min_length=1, max_length=actions.MOST_AT_ONCE)]


# Stands before the address of one entry, which would take `batch` for a reference.
@router.post("/{roster}/entries/batch", response={200: dict[str, Any]})
def put_many(
    request: HttpRequest, roster: str, body: EntriesIn, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Sets up to 1,000 entries, all or none, and answers their verdicts; the same again changes nothing."""
    persons = {item.ref: item.person.to_person() for item in body.items}
    if len(persons) < len(body.items):
        raise InvalidInput("A reference stands twice in the batch. Give each once.", field="items.ref")
    return _set(request, roster, persons)


@router.put("/{roster}/entries/{ref}", response={200: dict[str, Any]})
def put(request: HttpRequest, roster: str, ref: str, body: EntryIn) -> dict[str, Any]:
    """Sets one entry and answers its verdict."""
    return _set(request, roster, {ref: body.person.to_person()})["items"][0]  # type: ignore[no-any-return]


def _set(request: HttpRequest, name: str, persons: dict[str, Person]) -> dict[str, Any]:
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_EDIT, at=at)
    roster = actions.of_actor(name, actor=actor)
    actions.set_entries(roster, persons, actor=actor, at=at)
    entries = queries.entries(roster, refs=list(persons))
    verdicts = screening.check_entries(roster, entries, at=at)
    by_ref = {entry.ref: verdict.value for entry, verdict in zip(entries, verdicts, strict=True)}
    return {"items": [{"ref": ref, "verdict": by_ref[ref]} for ref in persons]}


@router.delete("/{roster}/entries/{ref}", response={204: None})
def delete(request: HttpRequest, roster: str, ref: str) -> Status[None]:
    """Takes an entry off the roster."""
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_EDIT, at=at)
    actions.remove_entry(actions.of_actor(roster, actor=actor), ref, actor=actor, at=at)
    return Status(204, None)


@router.get("/{roster}/changes", response={200: dict[str, Any]})
def changes(request: HttpRequest, roster: str, after: After = 0) -> dict[str, Any]:
    """The changes of verdict after a number, in order; `next` is what to ask with the next time."""
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_READ, at=at)
    rows = queries.changes(actions.of_actor(roster, actor=actor), after=after, actor=actor, at=at)
    items = [{"ref": row.ref, "verdict": row.verdict, "since": row.since.isoformat()} for row in rows]
    return {"items": items, "next": rows[-1].number if rows else after}


@router.post("/{roster}/screenings", response={202: dict[str, Any]})
def start(request: HttpRequest, roster: str) -> Status[dict[str, Any]]:
    """Begins a screening of the whole roster as a job."""
    at = timezone.now()
    actor = actor_of(request, Capability.SCREENING_RUN, at=at)
    row = screening.start_now(actions.of_actor(roster, actor=actor), actor=actor, at=at)
    return Status(202, _screening(row))


@screenings_router.get("/{uuid:job}", response={200: dict[str, Any]})
def progress(request: HttpRequest, job: UUID) -> dict[str, Any]:
    """How far a screening is."""
    actor = actor_of(request, Capability.ROSTER_READ, at=timezone.now())
    return _screening(queries.screening(job, actor=actor))


def _screening(row: Screening) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "total": row.total,
        "done": row.done,
        "denied": row.denied,
        "refer": row.refer,
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }
