"""Lists that people send for a roster: kept encrypted until somebody decides, compared first, then in force or dropped.

The difference is computed again when it is shown and when it is carried out: a roster that changed meanwhile is
noticed, and a large change takes the exact number of entries, as by the API.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.rosters.contents import standing
from aigis.apps.rosters.list_rows import ListedRow, read_list
from aigis.apps.rosters.models import Roster, RosterUpload
from aigis.apps.rosters.queries import entries, unchecked_refs
from aigis.apps.rosters.replacement import (
    MOST_IN_LIST,
    ListDifference,
    NewList,
    Replacement,
    difference_of,
    replace_entries,
)
from aigis.apps.rosters.roster_checks import check_entries
from aigis.apps.rosters.screening_parts import ROUND
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from aigis.core.person.person import Person
from aigis.core.privacy.retention import Kept

_FILE = "roster_upload.file"
OF_PROGRAM = ".held"  # the ending of a list that a program sent and that would change much


@dataclass(frozen=True, slots=True)
class RosterUploadPreview:
    """What a sent list would do to its roster, and the rows that are left as they are because of a fault."""

    upload: RosterUpload
    rows: Sequence[ListedRow]
    difference: ListDifference

    @property
    def persons(self) -> Mapping[str, Person]:
        """The sound persons by reference."""
        return {row.ref: row.person for row in self.rows if row.person is not None}

    @property
    def faulty(self) -> list[ListedRow]:
        """The rows with a fault; an entry of such a row stays as it is."""
        return [row for row in self.rows if row.person is None]


def receive_roster_list(roster: Roster, content: bytes, *, ending: str, actor: Actor, at: datetime) -> RosterUpload:
    """Takes a list in, encrypted; nothing of the roster changes. Raises InvalidInput where it is no such list."""
    _read(content, ending=ending, at=at)
    return _store(roster, content, ending, actor=actor, at=at)


@transaction.atomic(durable=True)
def hold_list(
    roster: Roster, new_list: NewList, *, actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> UUID:
    """Holds a list that a program sent until a person of the organisation decides; nothing of the roster changes."""
    earlier = recall(request, actor=actor)
    if earlier is not None and (waiting := Replacement.of_text(earlier).waiting):
        return waiting
    persons = {ref: person.to_dict() for ref, person in new_list.persons.items()}
    content = json.dumps({"persons": persons, "untouched": sorted(new_list.untouched)}).encode()
    upload = _write(roster, content, OF_PROGRAM, actor=actor, at=at)
    remember(request, Replacement.of_waiting(upload.pk).to_text(), actor=actor, at=at)
    return upload.pk


@transaction.atomic(durable=True)
def _store(roster: Roster, content: bytes, ending: str, *, actor: Actor, at: datetime) -> RosterUpload:
    return _write(roster, content, ending, actor=actor, at=at)


def _write(roster: Roster, content: bytes, ending: str, *, actor: Actor, at: datetime) -> RosterUpload:
    row = RosterUpload(pk=ordered_id(at, os.urandom(10)), roster=roster, ending=ending, actor_key=actor.key, at=at)
    key = month_key(at, kept_class=Kept.UPLOADS)
    row.file = sealed_fields.seal_bytes(key, field=f"{_FILE}:{row.pk}", plain=content)
    row.version = Roster.objects.values_list("contents_version", flat=True).get(pk=roster.pk)
    RosterUpload.objects.filter(roster=roster, decided_at=None).update(decided_at=at, file=b"")
    row.save(force_insert=True)
    core = {"upload": str(row.pk), "roster": roster.name, "digest": hashlib.sha256(content).hexdigest()}
    append([EntryDraft(Event.ROSTER_LIST_RECEIVED, actor, at, core)])
    return row


def _read(content: bytes, *, ending: str, at: datetime) -> list[ListedRow]:
    if ending == OF_PROGRAM:
        return _read_held(content)
    rows = read_list(content, ending=ending, today=day_of(at), refs_required=True)
    if len(rows) > MOST_IN_LIST:
        raise InvalidInput("A list has at most 25,000 persons. Split it over several rosters.", field="file")
    refs = [row.ref for row in rows]
    if len(set(refs)) < len(refs):
        double = next(ref for ref in refs if refs.count(ref) > 1)
        raise InvalidInput(
            "The reference %(ref)s stands twice. Give each person a reference of their own.",
            field="file",
            values={"ref": double},
        )
    return rows


def _read_held(content: bytes) -> list[ListedRow]:
    """Reads a held list: its persons, and the references whose item had a fault."""
    held = json.loads(content)
    rows: list[tuple[str, Person | None]] = [(ref, Person.from_dict(data)) for ref, data in held["persons"].items()]
    rows += [(ref, None) for ref in held["untouched"]]
    return [ListedRow(number, ref, person) for number, (ref, person) in enumerate(rows, start=1)]


def upload_of(roster: Roster, upload: UUID) -> RosterUpload:
    """A list of the roster that nobody has decided about; raises NotFound for any other."""
    row = RosterUpload.objects.filter(pk=upload, roster=roster, decided_at=None).first()
    if row is None:
        raise NotFound("This list was put in force or dropped already. Send it again if you need it.")
    return row


@transaction.atomic(durable=True)
def preview_roster_list(upload: RosterUpload, *, actor: Actor, at: datetime) -> RosterUploadPreview:
    """Compares a list with the roster as it is now, and notes which persons of the roster are shown for it.

    Raises Erased where the month of the list was erased.
    """
    preview = _compare(upload, at=at)
    shown = [*preview.difference.gone, *preview.difference.changed]
    if shown:
        append([EntryDraft(Event.ROSTER_ENTRIES_READ, actor, at, {"roster": upload.roster.name, "refs": shown})])
    return preview


def _compare(upload: RosterUpload, *, at: datetime) -> RosterUploadPreview:
    field = f"{_FILE}:{upload.pk}"
    content = open_of_month(upload.at, kept_class=Kept.UPLOADS, field=field, closed=upload.file)
    rows = _read(content, ending=upload.ending, at=upload.at)
    persons = {row.ref: row.person for row in rows if row.person is not None}
    untouched = {row.ref for row in rows if row.person is None}
    known = {entry.ref: entry for entry in standing(upload.roster).order_by("pk")}
    return RosterUploadPreview(upload, rows, difference_of(upload.roster, known, persons, untouched, at=at))


def apply_roster_list(upload: RosterUpload, *, confirmed: int | None, actor: Actor, at: datetime) -> Replacement:
    """Puts a list in force; carried out twice it changes the roster once.

    Raises ChangedSince and LargeChange as `replace_entries`, NotAllowed unless a person decides on a program's list.
    """
    if upload.ending == OF_PROGRAM and (actor.kind != "user" or actor.key == upload.actor_key):
        raise NotAllowed("Another person of your organisation must confirm this list.")
    preview = _compare(upload, at=at)
    untouched = {row.ref for row in preview.faulty}
    new_list = NewList(preview.persons, untouched, upload.version, confirmed)
    keyed = IdempotentRequest.of(f"roster-upload-{upload.pk}", address="rosters.upload", body=str(upload.pk))
    outcome = replace_entries(upload.roster, new_list, actor=actor, at=at, request=keyed)
    _decide(upload, "applied", actor=actor, at=at)
    if outcome.screening is None:  # few new persons are checked at once, many by the job
        refs = unchecked_refs(upload.roster, limit=ROUND)
        check_entries(upload.roster, entries(upload.roster, refs=refs), at=at)
    return outcome


def drop_roster_list(upload: RosterUpload, *, actor: Actor, at: datetime) -> None:
    """Drops a list; the roster stays as it is. Raises Conflict where somebody decided meanwhile."""
    if not _decide(upload, "dropped", actor=actor, at=at):
        raise Conflict("This list was put in force or dropped already.")


@transaction.atomic(durable=True)
def _decide(upload: RosterUpload, step: str, *, actor: Actor, at: datetime) -> bool:
    ours = RosterUpload.objects.filter(pk=upload.pk, decided_at=None).update(decided_at=at, file=b"")
    if ours:
        append([EntryDraft(Event.ROSTER_LIST_DECIDED, actor, at, {"upload": str(upload.pk), "step": step})])
    return bool(ours)


def held_list(roster: Roster) -> UUID | None:
    """The list of a program that waits for a person."""
    rows = RosterUpload.objects.filter(roster=roster, decided_at=None, ending=OF_PROGRAM)
    return rows.values_list("pk", flat=True).first()


def waiting_uploads(*, actor: Actor) -> list[RosterUpload]:
    """The lists of the actor's organisation that wait for a decision, the newest first."""
    rows = RosterUpload.objects.filter(roster__organisation=actor.organisation, decided_at=None)
    return list(rows.select_related("roster").order_by("-at"))
