"""A whole imported list confirmed at once: by somebody else, who compared the bans that the system drew from it."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from aigis import wiring
from aigis.apps.audit import sealed_fields
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.people.account_position import last_of_key, placement
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register.bans import queries
from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.models import Authority, Ban, BanVersion, Confirmation, ImportedList
from aigis.apps.register.notifications import post_mail, prosecutors_of
from aigis.apps.register.register_version import lock
from aigis.apps.register.register_version import version as register_version
from aigis.core.access.approval import CONFIRM_WITHIN, require_other_person
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.versions import BanEvent
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import Conflict, DomainError, Erased, InvalidInput, NotAllowed, NotFound
from aigis.core.imports.confirmation_sample import sample
from aigis.core.messages.register_messages import ListConfirmationOverdue
from aigis.core.privacy.retention import Kept

_FIELD = "register.list"
_ONE_BY_ONE = "one by one"
_SET_RIGHT = (BanEvent.CORRECT.value, BanEvent.ANNUL.value)


@dataclass(frozen=True, slots=True)
class ListedImport:
    """A list that waits for its confirmation; `waiting` of its bans do, `mine`: this actor cannot be the one."""

    row: ImportedList
    name: str
    waiting: int
    mine: bool


@dataclass(frozen=True, slots=True)
class OpenedImport:
    """A list, opened: what came of its file, and the bans drawn from it; `refused`: why this actor may not confirm."""

    listed: ListedImport
    drawn: tuple[BanView, ...]
    chosen: frozenset[UUID]
    corrected: int
    refused: DomainError | None


@dataclass(frozen=True, slots=True)
class RegisteredList:
    """What came of a list: its file's name and counts, its bans, and those that contradict the register."""

    name: str
    counts: Mapping[str, int]
    made: Collection[UUID]
    chosen: Collection[UUID]


def record(registered: RegisteredList, *, actor: Actor, at: datetime) -> ImportedList:
    """Notes a list whose bans were registered in the open transaction: they are confirmed with it."""
    row = ImportedList.objects.create(
        pk=ordered_id(at, os.urandom(10)),
        organisation=actor.organisation,
        name=_closed(registered.name, at=at),
        counts=dict(registered.counts),
        chosen=sorted(str(ban) for ban in registered.chosen),
        recorded_by=actor.key,
        at=at,
        due_at=at + CONFIRM_WITHIN,
    )
    Confirmation.objects.filter(ban__in=registered.made, version=1).update(list=row)
    return row


def waiting_lists(*, actor: Actor) -> list[ListedImport]:
    """The lists of the actor's organisation, and those the operator imported, that wait: the first due first."""
    ours = Q(organisation=actor.organisation) | Q(organisation=None)
    rows = ImportedList.objects.filter(ours, confirmed_at=None).order_by("due_at", "pk")
    listed = [_listed(row, actor) for row in rows]
    return [imported for imported in listed if imported.waiting]


@transaction.atomic(durable=True)
def imported_list(reference: UUID, *, actor: Actor, at: datetime) -> OpenedImport:
    """A list with the bans drawn from it; that they were shown is an entry. Raises NotFound where there is none."""
    row = _row(ImportedList.objects.all(), reference)
    corrected = _corrected(row)
    drawn = _drawn(row, corrected)
    bans = {ban.pk: ban for ban in Ban.objects.filter(pk__in=drawn).select_related("authority", "subject")}
    core = {"list": str(row.pk), "bans": [str(ban) for ban in drawn], "register_version": register_version()}
    append([EntryDraft(Event.LIST_SAMPLE_SHOWN, actor, at, core)])
    chosen = frozenset(map(UUID, row.chosen))
    views = tuple(queries.opened(bans[ban], at=at) for ban in drawn)
    return OpenedImport(_listed(row, actor), views, chosen, corrected, _refusal(row, actor))


@transaction.atomic(durable=True)
def confirm(
    reference: UUID, *, compared: Collection[UUID], actor: Actor, at: datetime, request: IdempotentRequest | None = None
) -> int:
    """Confirms all bans of a list that still wait, as one entry; returns how many. The same request again is harmless.

    Raises NotAllowed for whoever imported it (with this account or another), InvalidInput unless every ban drawn was
    compared, Conflict where it is confirmed already, NotFound where there is no such list.
    """
    lock()
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return int(earlier)
    row = _row(ImportedList.objects.select_for_update(), reference)
    _require_other(row, actor)
    if row.confirmed_at is not None:
        raise Conflict("This list is already confirmed. Nothing was changed.")
    drawn = _drawn(row, _corrected(row))
    if missing := set(drawn) - set(compared):
        raise InvalidInput(
            "%(many)s of the bans selected from the list have not been compared yet. Compare each "
            "one with its decision.",
            field="compared",
            values={"many": len(missing)},
        )
    count = _waiting(row).update(confirmed_at=at, confirmed_by=actor.key)
    _settle(row, by=actor.key, at=at)
    core = {"list": str(row.pk), "bans": count, "compared": [str(ban) for ban in drawn]}
    append([EntryDraft(Event.LIST_CONFIRMED, actor, at, core)])
    remember(request, str(count), actor=actor, at=at)
    return count


@transaction.atomic(durable=True)
def tell_overdue(*, at: datetime) -> int:
    """Tells office and prosecutor of lists nobody confirmed in time, once a list; returns how many."""
    due = ImportedList.objects.select_for_update(skip_locked=True)
    rows = list(due.filter(confirmed_at=None, told_overdue_at=None, due_at__lte=at).order_by("due_at"))
    notified = 0
    for row in rows:
        count = _waiting(row).count()
        if not count:  # each of its bans was confirmed for itself, or has a later version
            _settle(row, by=_ONE_BY_ONE, at=at)
            continue
        page = f"/registry/lists/{row.pk}"
        post_mail(_mailboxes(row), ListConfirmationOverdue, about=row.pk, page=page, at=at)
        row.told_overdue_at = at
        row.save(update_fields=["told_overdue_at"])
        append([EntryDraft(Event.LIST_CONFIRMATION_OVERDUE, SYSTEM, at, {"list": str(row.pk), "bans": count})])
        notified += 1
    return notified


def _row(rows: QuerySet[ImportedList], reference: UUID) -> ImportedList:
    row = rows.filter(pk=reference).first()
    if row is None:
        raise NotFound("There is no imported list with this reference.")
    return row


def _settle(row: ImportedList, *, by: str, at: datetime) -> None:
    row.confirmed_at, row.confirmed_by = at, by
    row.save(update_fields=["confirmed_at", "confirmed_by"])


def _waiting(row: ImportedList) -> QuerySet[Confirmation]:
    """What still waits; a ban with a later version has a confirmation or two people of its own."""
    first = Ban.objects.filter(version=1).values("pk")
    return Confirmation.objects.filter(list=row, version=1, confirmed_at=None, ban__in=first)


def _corrected(row: ImportedList) -> int:
    """How many bans of a list were put right or annulled since."""
    versions = BanVersion.objects.filter(event__in=_SET_RIGHT, ban__confirmation__list=row)
    return versions.values("ban").distinct().count()


def _drawn(row: ImportedList, corrected: int) -> tuple[UUID, ...]:
    keyring, seed = wiring.keyring(), row.pk.bytes
    bans = _waiting(row).values_list("ban", flat=True)
    codes = {ban: keyring.mac("register.sample", seed + ban.bytes) for ban in bans}
    return sample(codes, chosen=frozenset(map(UUID, row.chosen)), corrected=corrected)


def _listed(row: ImportedList, actor: Actor) -> ListedImport:
    return ListedImport(row, _name(row), _waiting(row).count(), _refusal(row, actor) is not None)


def _refusal(row: ImportedList, actor: Actor) -> DomainError | None:
    try:
        _require_other(row, actor)
    except DomainError as refused:
        return refused
    return None


def _require_other(row: ImportedList, actor: Actor) -> None:
    """Raises NotAllowed unless somebody else than who imported the list is known to be asking."""
    mine, theirs = placement(actor), last_of_key(row.recorded_by)
    if mine is None or row.recorded_by == actor.key:
        raise NotAllowed("You cannot confirm your own action. A second person must do it.")
    if theirs is not None:
        require_other_person(theirs, mine)


def _mailboxes(row: ImportedList) -> list[str]:
    """The offices and prosecutors of all authorities in a list."""
    bans = Ban.objects.filter(confirmation__list=row)
    rows = Authority.objects.filter(pk__in=bans.values("authority")).select_related("office", "prosecutor")
    authorities = list(rows)
    offices = {authority.office.mailbox for authority in authorities if authority.office and authority.office.mailbox}
    return sorted({*offices, *prosecutors_of(authorities)})


def _closed(name: str, *, at: datetime) -> bytes:
    plain = name.encode("utf-8", "replace")
    key = month_key(at, kept_class=Kept.UPLOADS)
    return sealed_fields.seal_bytes(key, field=_FIELD, plain=plain)


def _name(row: ImportedList) -> str:
    """The file's name; empty where it was erased with the uploads of its month."""
    try:
        return open_of_month(row.at, kept_class=Kept.UPLOADS, field=_FIELD, closed=row.name).decode()
    except Erased:
        return ""
