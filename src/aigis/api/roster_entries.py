"""The entries of a roster: read back, set, replaced as a whole, removed; one bad person refuses that item only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field, ValidationError, WrapValidator

from aigis.api import etags, problems
from aigis.api.authentication import actor_of, wrong_field
from aigis.api.checks import IdempotencyKey
from aigis.api.etags import IfMatch
from aigis.api.person_faults import read_person
from aigis.api.problems import answers
from aigis.api.schemas import After, PersonIn, ShortText
from aigis.api.serializers import identity_details
from aigis.api.strict_json import Strict
from aigis.apps.people import access
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.rosters import actions, queries, replacement, roster_checks, roster_uploads, screening_parts
from aigis.apps.rosters.models import UNCHECKED, Roster
from aigis.core.access.permissions import Actor, Capability
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput, LargeChange, NotFound
from aigis.core.person.person import Person

router = Router(tags=["rosters"])
Limit = Annotated[int, Query(ge=1, le=queries.MOST_ENTRIES, description="At most so many entries.")]


class EntryIn(Strict):
    """The person behind a reference."""

    person: PersonIn


class BatchEntryIn(Strict):
    """An entry of a list: the issuer's reference and the person."""

    ref: ShortText
    person: PersonIn


@dataclass(frozen=True, slots=True)
class FaultyItem:
    """An item whose shape is wrong, with its reference if that can be read."""

    ref: str | None
    faults: list[InvalidInput]


def _keep_faulty(value: Any, validate: Any) -> Any:
    """Reads an item, or notes what is wrong with it, so that the others are read all the same."""
    try:
        return validate(value)
    except ValidationError as wrong:
        ref = value.get("ref") if isinstance(value, dict) else None
        faults = [wrong_field({**fault, "loc": ("body", "items", *fault["loc"])}) for fault in wrong.errors()]
        return FaultyItem(ref if isinstance(ref, str) else None, faults)


Item = Annotated[BatchEntryIn, WrapValidator(_keep_faulty)]


class EntriesIn(Strict):
    """Up to 1,000 entries to be set."""

    items: Annotated[list[Item], Field(min_length=1, max_length=actions.MOST_AT_ONCE)]


class ListIn(Strict):
    """A whole list, up to 25,000 entries."""

    items: Annotated[list[Item], Field(max_length=replacement.MOST_IN_LIST)]


class RefsIn(Strict):
    """Up to 1,000 references."""

    refs: Annotated[list[ShortText], Field(min_length=1, max_length=actions.MOST_AT_ONCE)]


class SentItems:
    """The items of a list: the sound persons by reference, and the faults of the others."""

    def __init__(self, items: Sequence[BatchEntryIn | FaultyItem], *, at: datetime) -> None:
        self.persons: dict[str, Person] = {}
        self.faulty: dict[int, FaultyItem] = {}
        self.refs: list[str | None] = [item.ref for item in items]
        stated = [ref for ref in self.refs if ref is not None]
        if len(set(stated)) < len(stated):
            raise InvalidInput("A reference stands twice in the batch. Give each once.", field="items.ref")
        for index, item in enumerate(items):
            self._read(index, item, at)

    def _read(self, index: int, item: BatchEntryIn | FaultyItem, at: datetime) -> None:
        if isinstance(item, FaultyItem):
            self.faulty[index] = item
            return
        person, faults = read_person(item.person, today=day_of(at))
        faults = [*_reference_faults(item.ref), *faults]
        if person is None or faults:
            self.faulty[index] = FaultyItem(item.ref, faults)
        else:
            self.persons[item.ref] = person

    @property
    def errors(self) -> list[tuple[int, InvalidInput]]:
        """The faults by the place of their item, the further ones with the first."""
        return [(index, item.faults[0].with_further(item.faults[1:])) for index, item in self.faulty.items()]

    def refused(self) -> list[dict[str, Any]]:
        """The refused items as they are answered."""
        return [
            {"index": index, "ref": self.refs[index], "error": problems.body(error)} for index, error in self.errors
        ]


def _reference_faults(ref: str) -> list[InvalidInput]:
    try:
        actions.require_reference(ref)
    except InvalidInput as fault:
        return [fault]
    return []


def keyed_request(request: HttpRequest, key: str | None) -> IdempotentRequest | None:
    """The request under its key, told from another one by the bytes of its body and its parameters."""
    digest = hashlib.sha256(request.body).hexdigest()
    return IdempotentRequest.of(key, address=request.path, body=[digest, request.META.get("QUERY_STRING", "")])


# Addresses of their own stand before that of one entry, which would take their last word for a reference.
@router.post("/{roster}/entries/batch", response={200: dict[str, Any]}, openapi_extra=answers(404))
def put_many(
    request: HttpRequest, roster: str, body: EntriesIn, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Sets up to 1,000 entries and answers their verdicts; each item answers, or carries its own error.

    The same again under its key changes nothing and answers the present verdicts.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_EDIT, at=at)
    row = actions.of_actor(roster, actor=actor)
    items = SentItems(body.items, at=at)
    access.record_malformed_items(actor, at=at, address=request.path, wrong=items.errors)
    keyed = keyed_request(request, idempotency_key)
    if items.persons:
        actions.set_entries(row, items.persons, actor=actor, at=at, request=keyed)
    verdicts = _verdicts(row, list(items.persons), at=at)
    errors = {index: problems.body(error) for index, error in items.errors}
    return {
        "items": [
            {"ref": ref, "error": errors[index]} if index in errors else _verdict(str(ref), verdicts)
            for index, ref in enumerate(items.refs)
        ]
    }


def _verdict(ref: str, verdicts: dict[str, str]) -> dict[str, Any]:
    """The verdict of an entry; of one that was removed meanwhile an error, and nothing that could be read as one."""
    if ref not in verdicts:
        return {"ref": ref, "error": problems.body(NotFound("This entry has been removed meanwhile.", field="ref"))}
    return {"ref": ref, "verdict": verdicts[ref]}


def _verdicts(roster: Roster, refs: list[str], *, at: datetime) -> dict[str, str]:
    """The verdicts of entries, after checking those that have none on their present details."""
    unchecked = [entry for entry in queries.entries(roster, refs=refs) if entry.verdict_version == UNCHECKED]
    fresh = roster_checks.check_entries(roster, unchecked, at=at)
    checked = {entry.ref: verdict.value for entry, verdict in zip(unchecked, fresh, strict=True)}
    known = {entry.ref: entry.verdict for entry in queries.entries(roster, refs=refs) if entry.verdict}
    return known | checked


@router.post("/{roster}/entries/delete", response={200: dict[str, Any]}, openapi_extra=answers(404))
def delete_many(
    request: HttpRequest, roster: str, body: RefsIn, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Takes up to 1,000 entries off the roster; an item that is not on it carries its own error."""
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_EDIT, at=at)
    row = actions.of_actor(roster, actor=actor)
    keyed = keyed_request(request, idempotency_key)
    removed = replacement.remove_entries(row, body.refs, actor=actor, at=at, request=keyed)
    missing = problems.body(NotFound("There is no such entry on this roster.", field="refs"))
    items = [{"ref": ref} | ({"removed": True} if ref in removed else {"error": missing}) for ref in body.refs]
    return {"items": items, "removed": len(removed)}


@router.get("/{roster}/entries", response={200: dict[str, Any]}, openapi_extra=answers(404))
def read_page(
    request: HttpRequest, response: HttpResponse, roster: str, after: After = 0, limit: Limit = 100
) -> dict[str, Any]:
    """The entries after a position; ask next with `after` = `next`, until there are none. The ETag is for `PUT`."""
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_READ, at=at)
    row = actions.of_actor(roster, actor=actor)
    page = queries.entry_page(row, after=after, limit=limit, actor=actor, at=at)
    response["ETag"] = etags.etag(page.version)
    return {
        "items": [_entry(view) for view in page.entries],
        "next": page.entries[-1].row.pk if page.entries else after,
    }


@router.put(
    "/{roster}/entries",
    response={200: dict[str, Any], 202: dict[str, Any]},
    openapi_extra=answers(404, 409, 412, 428),
)
def replace(
    request: HttpRequest,
    roster: str,
    body: ListIn,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Status[dict[str, Any]]:
    """Makes the roster hold exactly this list; an entry whose item is refused stays as it is.

    `If-Match` is the ETag that was read. If more than a third of the roster would be removed or changed within a day,
    202 names the list, which waits until a person of the organisation confirms it on the roster's page. Up to 1,000
    new persons are checked before the answer, more by the job that `screening` names.
    """
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_EDIT, at=at)
    row = actions.of_actor(roster, actor=actor)
    version = etags.required_version(if_match)
    items = _whole_list(request, body, actor=actor, at=at)
    untouched = {item.ref for item in items.faulty.values() if item.ref is not None}
    new_list = replacement.NewList(items.persons, untouched, version)
    keyed = keyed_request(request, idempotency_key)
    try:
        outcome = replacement.replace_entries(row, new_list, actor=actor, at=at, request=keyed)
    except LargeChange:
        upload = roster_uploads.hold_list(row, new_list, actor=actor, at=at, request=keyed)
        outcome = replacement.Replacement.of_waiting(upload)
    if outcome.waiting:
        return Status(202, {"waiting": str(outcome.waiting), "refused": items.refused()})
    if outcome.screening is None:
        _verdicts(row, _unchecked(row), at=at)
    return Status(200, {**_counts(outcome), "refused": items.refused()})


def _whole_list(request: HttpRequest, body: ListIn, *, actor: Actor, at: datetime) -> SentItems:
    """The items of a whole list; raises InvalidInput where one has no reference, for its entry would be removed."""
    items = SentItems(body.items, at=at)
    access.record_malformed_items(actor, at=at, address=request.path, wrong=items.errors)
    for index, item in items.faulty.items():
        if item.ref is None:
            raise InvalidInput("An item of a whole list has no reference. Give it one.", field=f"items.{index}.ref")
    return items


def _unchecked(roster: Roster) -> list[str]:
    """References of entries that have no verdict on their present details, as many as are checked in one round."""
    return queries.unchecked_refs(roster, limit=screening_parts.ROUND)


def _counts(outcome: replacement.Replacement) -> dict[str, Any]:
    return {
        "version": outcome.version,
        "added": outcome.added,
        "changed": outcome.changed,
        "removed": outcome.removed,
        "unchanged": outcome.unchanged,
        "screening": str(outcome.screening) if outcome.screening else None,
    }


@router.get("/{roster}/entries/{ref}", response={200: dict[str, Any]}, openapi_extra=answers(404))
def read_entry(request: HttpRequest, roster: str, ref: str) -> dict[str, Any]:
    """One entry with its person and its last verdict."""
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_READ, at=at)
    return _entry(queries.entry(actions.of_actor(roster, actor=actor), ref, actor=actor, at=at))


def _entry(view: queries.EntryView) -> dict[str, Any]:
    row = view.row
    return {
        "ref": row.ref,
        "person": identity_details(view.person),
        "verdict": row.verdict or None,
        "since": row.since.isoformat() if row.since else None,
        "set_at": row.set_at.isoformat(),
    }


@router.put("/{roster}/entries/{ref}", response={200: dict[str, Any]}, openapi_extra=answers(404))
def put(request: HttpRequest, roster: str, ref: str, body: EntryIn) -> dict[str, Any]:
    """Sets one entry and answers its verdict."""
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_EDIT, at=at)
    row = actions.of_actor(roster, actor=actor)
    person, faults = read_person(body.person, today=day_of(at))
    if person is None:
        for fault in faults:
            fault.field = f"{ref[:80]}.{fault.field}"
        raise faults[0].with_further(faults[1:])
    actions.set_entries(row, {ref: person}, actor=actor, at=at)
    return _verdict(ref, _verdicts(row, [ref], at=at))


@router.delete("/{roster}/entries/{ref}", response={204: None}, openapi_extra=answers(404))
def delete(request: HttpRequest, roster: str, ref: str) -> Status[None]:
    """Takes an entry off the roster."""
    at = timezone.now()
    actor = actor_of(request, Capability.ROSTER_EDIT, at=at)
    actions.remove_entry(actions.of_actor(roster, actor=actor), ref, actor=actor, at=at)
    return Status(204, None)
