"""Keeping rosters: entries set and removed, verdicts recorded when they change, the issuer told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from aigis.apps.audit import bulk_insert, data_keys, sealed_fields
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.facilities.models import Gate
from aigis.apps.notices.actions import NoticeRecipient, post
from aigis.apps.notices.webhook_targets import tell_organisation
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.people.models import Organisation
from aigis.apps.rosters import entry_codes
from aigis.apps.rosters.blocking_codes import VERSION
from aigis.apps.rosters.contents import increment_version, lock_contents, lock_entries
from aigis.apps.rosters.entry_encryption import scope, seal_entry
from aigis.apps.rosters.models import Roster, RosterChange, RosterEntry
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput, NotFound
from aigis.core.messages.register_messages import RosterChanged
from aigis.core.messages.webhook_messages import WebhookEvent
from aigis.core.person.consistency import require_sound_details
from aigis.core.person.identity import require_identity
from aigis.core.person.person import Person
from aigis.core.values import Purpose, Verdict

MOST_AT_ONCE = 1_000
_RESERVED = frozenset({".", "..", "batch", "delete"})  # no reference: addresses of their own
# Between the instant of a round of checks and the moment its verdicts are written down.
_LONGEST_ROUND = timedelta(minutes=15)

# A verdict already known stays until the new details are checked, which follows at once.
_SET = """
    INSERT INTO rosters_rosterentry (roster_id, ref, person, verdict, set_at)
    SELECT * FROM unnest($1::int8[], $2::text[], $3::bytea[], $4::text[], $5::timestamptz[])
        ON CONFLICT (roster_id, ref) WHERE removed_at IS NULL
        DO UPDATE SET person = excluded.person, set_at = excluded.set_at, verdict_version = -1
"""


@dataclass(frozen=True, slots=True)
class RosterDraft:
    """A roster to be added: checked at a (virtual) gate; `webhook` is told of changes, signed with `secret`."""

    organisation: Organisation
    name: str
    gate: Gate
    purpose: Purpose
    webhook: str = ""
    secret: str = ""


@transaction.atomic(durable=True)
def add_roster(draft: RosterDraft, *, actor: Actor, at: datetime) -> Roster:
    """Adds a roster with a data key of its own."""
    roster = Roster.objects.create(
        organisation=draft.organisation,
        name=draft.name,
        gate=draft.gate,
        purpose=draft.purpose.value,
        added_at=at,
        followed_at=at,
        codes_version=VERSION,
    )
    key = data_keys.made([scope(roster)])[scope(roster)]
    if draft.webhook:
        roster.webhook = draft.webhook
        roster.webhook_secret = sealed_fields.seal_text(key, field="roster.secret", text=draft.secret)
        roster.save(update_fields=["webhook", "webhook_secret"])
    core = {"roster": roster.name, "organisation": draft.organisation.code, "gate": draft.gate.code}
    append([EntryDraft(Event.ROSTER_ADDED, actor, at, core)])
    return roster


def of_actor(name: str, *, actor: Actor) -> Roster:
    """The organisation's roster of a name; raises NotFound where there is none."""
    rows = Roster.objects.select_related("gate__facility__port", "organisation")
    roster = rows.filter(name=name, organisation=actor.organisation).first()
    if roster is None:
        raise NotFound(f"There is no roster '{name}' in your organisation.")
    return roster


@transaction.atomic(durable=True)
def set_entries(
    roster: Roster,
    persons: Mapping[str, Person],
    *,
    actor: Actor,
    at: datetime,
    request: IdempotentRequest | None = None,
) -> None:
    """Sets entries by the issuer's reference, all or none; a changed person is checked anew.

    The same request before under its key: nothing is done again.
    """
    for ref, person in persons.items():
        _require_sound(ref, person, at=at)
    lock_contents(roster)
    if recall(request, actor=actor) is not None:
        return
    lock_entries(roster, persons.keys())
    write_entries(roster, persons, actor=actor, at=at)
    increment_version(roster)
    remember(request, "set", actor=actor, at=at)


def write_entries(roster: Roster, persons: Mapping[str, Person], *, actor: Actor, at: datetime) -> None:
    """Writes entries and their events in the open transaction."""
    key = data_keys.key(scope(roster))
    rows = [(roster.pk, ref, seal_entry(key, ref, person), "", at) for ref, person in persons.items()]
    if rows:
        bulk_insert.execute(_SET, [list(column) for column in zip(*rows, strict=True)])
        entry_codes.write_codes(roster, persons)
        append([_set(roster, ref, person, actor, at) for ref, person in persons.items()])


def require_reference(ref: str) -> None:
    """Raises InvalidInput for a reference that could not be an address."""
    if not ref or len(ref) > 80 or not ref.isprintable() or "/" in ref or ref in _RESERVED:
        raise InvalidInput("A reference has 1 to 80 printable characters without a slash.", field="ref")


def _require_sound(ref: str, person: Person, *, at: datetime) -> None:
    require_reference(ref)
    require_identity(person, field=f"{ref}.person")
    require_sound_details(person, today=day_of(at), field=f"{ref}.person")


def _set(roster: Roster, ref: str, person: Person, actor: Actor, at: datetime) -> EntryDraft:
    core = {"roster": roster.name, "ref": ref, "purpose": roster.purpose}
    return EntryDraft(Event.ROSTER_ENTRY_SET, actor, at, core, {"person": person.to_dict()})


@transaction.atomic(durable=True)
def remove_entry(roster: Roster, ref: str, *, actor: Actor, at: datetime) -> None:
    """Takes an entry off the roster; its row stays as history."""
    lock_contents(roster)
    if not write_removals(roster, lock_entries(roster, [ref]), actor=actor, at=at):
        raise NotFound(f"There is no entry '{ref}' on this roster.")
    increment_version(roster)


def write_removals(roster: Roster, entries: Mapping[str, RosterEntry], *, actor: Actor, at: datetime) -> int:
    """Removes locked entries in the open transaction, each with its event; returns how many."""
    removed = _rows(list(entries.values())).update(removed_at=at)
    entry_codes.remove_codes(list(entries.values()))
    append([EntryDraft(Event.ROSTER_ENTRY_REMOVED, actor, at, {"roster": roster.name, "ref": ref}) for ref in entries])
    return removed


@transaction.atomic(durable=True)
def record_verdicts(
    roster: Roster,
    verdicts: Sequence[tuple[RosterEntry, Verdict]],
    *,
    register_version: int,
    actor: Actor,
    at: datetime,
) -> int:
    """Notes verdicts; those that changed get a number in the feed, and the issuer is told. Returns how many changed.

    Two checks of one entry may end in either order: the verdict by the newer register stays, by the same register the
    later one, for bans begin by the clock; and a verdict on details that were replaced meanwhile is dropped, because
    whoever replaced them checks them too.
    """
    stored = _locked([entry for entry, _ in verdicts])
    _count_denials([stored[entry.pk] for entry, verdict in verdicts if verdict is Verdict.DENIED])
    counting = [
        (stored[entry.pk], verdict)
        for entry, verdict in verdicts
        if stored[entry.pk].set_at == entry.set_at and not _overtaken(stored[entry.pk], register_version, at)
    ]
    new = [(entry, verdict) for entry, verdict in counting if entry.verdict != verdict.value]
    changed = [(entry, verdict) for entry, verdict in new if entry.verdict or verdict is not Verdict.CLEAR]
    for verdict in Verdict:
        _rows([entry for entry, stated in new if stated is verdict]).update(verdict=verdict.value, since=at)
    _rows([entry for entry, _ in counting]).exclude(verdict_version=register_version).update(
        verdict_version=register_version
    )
    if changed:
        _number(roster, changed, register_version, actor=actor, at=at)
    return len(changed)


def _overtaken(entry: RosterEntry, register_version: int, at: datetime) -> bool:
    """Tells whether a newer verdict stands already. One from far ahead was written by a clock that ran ahead."""
    if entry.verdict_version != register_version or entry.since is None:
        return entry.verdict_version > register_version
    return at < entry.since <= at + _LONGEST_ROUND


def _count_denials(entries: Sequence[RosterEntry]) -> None:
    """Counts the denials of entries that were not denied: the check has alarmed under this number, counted or dropped.

    So a verdict that comes too late to be recorded keeps no later denial from alarming.
    """
    fresh = [entry for entry in entries if entry.verdict != Verdict.DENIED.value]
    _rows(fresh).update(denials=F("denials") + 1)


def _locked(entries: Sequence[RosterEntry]) -> dict[int, RosterEntry]:
    """The entries as they stand now, locked in the order of their keys, so that no two actions deadlock."""
    return {row.pk: row for row in _rows(entries).select_for_update().order_by("pk")}


def _rows(entries: Sequence[RosterEntry]) -> QuerySet[RosterEntry]:
    return RosterEntry.objects.filter(pk__in=[entry.pk for entry in entries])


def _number(
    roster: Roster,
    changed: Sequence[tuple[RosterEntry, Verdict]],
    register_version: int,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Numbers the changes under the roster's row lock, so that a reader never sees a gap filled later."""
    locked = Roster.objects.select_for_update().get(pk=roster.pk)
    rows = [
        RosterChange(roster=roster, number=number, ref=entry.ref, verdict=verdict.value, since=at)
        for number, (entry, verdict) in enumerate(changed, start=locked.last_change + 1)
    ]
    RosterChange.objects.bulk_create(rows)
    Roster.objects.filter(pk=roster.pk).update(last_change=F("last_change") + len(rows))
    append([_change(roster, row, register_version, actor, at) for row in rows])
    _tell(locked, rows, at)


def _change(roster: Roster, row: RosterChange, register_version: int, actor: Actor, at: datetime) -> EntryDraft:
    core: dict[str, Any] = {"roster": roster.name, "ref": row.ref, "verdict": row.verdict, "number": row.number}
    core["register_version"] = register_version
    return EntryDraft(Event.ROSTER_VERDICT_CHANGED, actor, at, core)


def _tell(roster: Roster, rows: Sequence[RosterChange], at: datetime) -> None:
    """One notice for all: the issuer reads the feed from the number it had."""
    message = RosterChanged(at=at, roster=roster.name, after=rows[0].number - 1, changes=len(rows))
    tell_organisation(roster.organisation_id, WebhookEvent.ROSTER_CHANGED, message, at=at)
    if not roster.webhook or roster.webhook_secret is None:
        return
    key = data_keys.key(scope(roster))
    secret = sealed_fields.open_text(key, field="roster.secret", ciphertext=roster.webhook_secret)
    post([NoticeRecipient("webhook", roster.webhook, secret)], message, at=at)
