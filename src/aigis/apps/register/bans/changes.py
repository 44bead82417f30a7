"""Changing a ban: what does not free anybody counts at once, everything else becomes a proposal for a second person."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, SubjectKey, append
from aigis.apps.people.idempotency import IdempotentRequest, recall, remember
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.bans.registration import require_authority
from aigis.apps.register.bans.versions import VersionRecord
from aigis.apps.register.models import Authority, Ban, BanVersion, Confirmation
from aigis.apps.register.notifications import tell_subscribers
from aigis.apps.register.register_version import announce, lock, next_version
from aigis.apps.register.storage import encryption
from aigis.apps.register.storage.encryption import Ground
from aigis.core.access.approval import CONFIRM_WITHIN
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.lifecycle import BanHistory, Change, Terms, follow, needs_second
from aigis.core.bans.versions import TERM_EVENTS, BanEvent, BanKind
from aigis.core.errors import ChangedSince, InvalidInput, NeedsSecond
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class BanChange:
    """What is to happen to a ban and why; None leaves things as they are. Days are Brussels days, both in force.

    `withdraw_final` takes a day of finality away; `counts_from` is an instant, None the moment it is recorded.
    `replaced_by`: the penalty on the same subject because of which a condition is lifted.
    """

    event: BanEvent
    reason: str
    decision_date: date | None = None
    first_day: date | None = None
    last_day: date | None = None
    final_on: date | None = None
    withdraw_final: bool = False
    stayed: bool | None = None
    authority: str | None = None
    legal_basis: str | None = None
    case_reference: str | None = None
    counts_from: datetime | None = None
    replaced_by: UUID | None = None

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON has it, without what stays as it is."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        unsaid = {field.name: field.default for field in fields(self)}
        return {name: _plain(value) for name, value in values.items() if value != unsaid[name]}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "BanChange":
        """The inverse of `to_dict`."""
        days = {name: date.fromisoformat(stored[name]) for name in _DAYS if name in stored}
        moment = {"counts_from": datetime.fromisoformat(stored["counts_from"])} if "counts_from" in stored else {}
        ban = {"replaced_by": UUID(stored["replaced_by"])} if "replaced_by" in stored else {}
        return cls(**{**stored, "event": BanEvent(stored["event"]), **days, **moment, **ban})


_DAYS = ("decision_date", "first_day", "last_day", "final_on")
# What an office changes of its own: `register` has its own action, `expire` is the clock's.
CHANGES = frozenset(BanEvent) - {BanEvent.REGISTER, BanEvent.EXPIRE}


def _plain(value: Any) -> Any:
    if isinstance(value, BanEvent):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class Planned:
    """A change as it would come out: the ban as it is, its life after, and what the next version says beside it."""

    ban: Ban
    before: BanHistory
    after: BanHistory
    recorded: VersionRecord

    @property
    def needs_second(self) -> bool:
        """Tells whether it takes a second pair of eyes."""
        return needs_second(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Changed:
    """A version that has just been recorded."""

    ban: UUID
    version: int
    period: Period
    in_force: bool
    register_version: int


def plan(ban: UUID, change: BanChange, *, recorded_by: str, at: datetime, approved_by: str = "") -> Planned:
    """Says how a change would come out, under the register's lock; writes nothing.

    Raises Conflict where it cannot follow, InvalidInput (with its field) where it is not lawful or says nothing.
    """
    lock()
    row = ban_versions.ban_row(ban)
    before, last = ban_versions.load_history(row)
    after = foreseen(before, change, at=at)
    if change.replaced_by is not None:
        _require_replacement(row, change.event, change.replaced_by)
        row.replaced_by_id = change.replaced_by
    recorded = _recorded(row, last, change, (recorded_by, approved_by))
    _require_said(change, before, after, (last, recorded))
    return Planned(row, before, after, recorded)


def foreseen(before: BanHistory, requested: BanChange, *, at: datetime) -> BanHistory:
    """The life a change would make of another one, without reading or writing anything; raises as `plan`."""
    return follow(before, Change(requested.event, _terms(before, requested), requested.counts_from), at=at)


def require_version(ban: UUID, expected: int | None) -> None:
    """Raises ChangedSince where the caller read another version than the present one."""
    if expected is not None and ban_versions.ban_row(ban).version != expected:
        raise ChangedSince


def write(planned: Planned, *, actor: Actor, at: datetime, proposal: UUID | None = None) -> Changed:
    """Records a planned change in the open transaction: version, entry, followers; without approval, a confirmation."""
    register_version = next_version()
    recorded = planned.recorded
    version = ban_versions.write_version(planned.ban, planned.after, recorded, register_version=register_version, at=at)
    if not recorded.approved_by:
        await_confirmation(version, at=at)
    append([entry(version, recorded, actor=actor, at=at, proposal=proposal)])
    announce(register_version)
    tell_subscribers(register_version, at=at)
    period = Period(version.start, version.end)
    in_force = any(period.contains(at) for period in planned.after.periods)
    return Changed(planned.ban.pk, version.number, period, in_force, register_version)


def await_confirmation(version: BanVersion, *, at: datetime) -> None:
    """Notes that a colleague is to look at a version that counted at once."""
    Confirmation.objects.create(
        ban=version.ban, version=version.number, recorded_by=version.recorded_by, due_at=at + CONFIRM_WITHIN
    )


def entry(
    version: BanVersion, recorded: VersionRecord, *, actor: Actor, at: datetime, proposal: UUID | None = None
) -> EntryDraft:
    """The event of a new version, closed under its subject's key."""
    subject = version.ban.subject_id
    core = {
        "ban": str(version.ban_id),
        "version": version.number,
        "register_version": version.register_version,
        "what": version.event,
        "standing": version.standing,
        "authority": recorded.authority.code,
        "decision_date": version.decision_date.isoformat(),
        "final_on": version.final_on.isoformat() if version.final_on else None,
        "start": version.start.isoformat(),
        "end": version.end.isoformat() if version.end else None,
        "stayed": version.stayed,
        "counts_from": version.counts_from.isoformat(),
        "approved_by": recorded.approved_by,
        "proposal": str(proposal) if proposal else None,
    }
    ground = recorded.ground
    about = {"legal_basis": ground.legal_basis, "case_reference": ground.case_reference, "reason": ground.reason}
    closed_by = SubjectKey(encryption.scope(subject), encryption.key_of(subject))
    return EntryDraft(Event.BAN_CHANGED, actor, at, core, about, about=subject, closed_by=closed_by)


@transaction.atomic(durable=True)
def change(
    ban: UUID,
    requested: BanChange,
    *,
    actor: Actor,
    at: datetime,
    expected: int | None = None,
    request: IdempotentRequest | None = None,
) -> Changed:
    """Carries out a change that frees nobody; it counts at every gate from its commit on.

    `expected` is the version the caller read; the same request again returns the version it made. Raises NeedsSecond
    where the change takes a second person: it must be proposed.
    """
    lock()  # before the version is compared: of two that read the same one, the later is told so
    earlier = recall(request, actor=actor)
    if earlier is not None:
        return _earlier(ban, earlier, at=at)
    require_version(ban, expected)
    planned = plan(ban, requested, recorded_by=actor.key, at=at)
    if planned.needs_second:
        raise NeedsSecond
    changed = write(planned, actor=actor, at=at)
    remember(request, str(changed.version), actor=actor, at=at)
    return changed


def _earlier(ban: UUID, result: str, *, at: datetime) -> Changed:
    if not result.isdecimal():
        raise NeedsSecond  # the same request was proposed
    row = ban_versions.ban_row(ban)
    versions = ban_versions.versions_of(row)
    version = versions[int(result) - 1]
    in_force = any(period.contains(at) for period in ban_versions.life_of(row, versions).periods)
    return Changed(ban, version.number, Period(version.start, version.end), in_force, version.register_version)


def _terms(life: BanHistory, requested: BanChange) -> Terms | None:
    if requested.event not in TERM_EVENTS:
        return None
    before = life.terms
    final_on = None if requested.withdraw_final else requested.final_on or before.final_on
    return Terms(
        first_day=requested.first_day or before.first_day,
        last_day=requested.last_day or before.last_day,
        decision_date=requested.decision_date or before.decision_date,
        final_on=final_on,
        stayed=before.stayed if requested.stayed is None else requested.stayed,
    )


def _recorded(ban: Ban, last: BanVersion, requested: BanChange, people: tuple[str, str]) -> VersionRecord:
    authority = last.authority
    if requested.authority is not None:
        listed = {row.code: row for row in Authority.objects.filter(code=requested.authority)}
        authority = require_authority(requested.authority, BanKind(ban.kind), listed=listed)
    before = ban_versions.ground_of(ban, last)
    ground = Ground(
        before.legal_basis if requested.legal_basis is None else requested.legal_basis.strip(),
        before.case_reference if requested.case_reference is None else requested.case_reference.strip(),
        requested.reason.strip(),
    )
    return VersionRecord(authority, requested.decision_date or last.decision_date, ground, *people)


def _require_replacement(ban: Ban, event: BanEvent, by: UUID) -> None:
    """Raises InvalidInput unless a condition is lifted because of a penalty on the same subject."""
    penalty = Ban.objects.filter(pk=by, subject=ban.subject_id, kind=BanKind.PENALTY.value)
    if event is not BanEvent.LIFT or ban.kind != BanKind.CONDITION.value or not penalty.exists():
        raise InvalidInput("Only a penalty on the same person replaces a condition.", field="replaced_by")


def _require_said(
    requested: BanChange, before: BanHistory, after: BanHistory, recorded_pair: tuple[BanVersion, VersionRecord]
) -> None:
    last, recorded = recorded_pair
    if requested.event not in CHANGES:
        raise InvalidInput("This is not a change that an office can make to a ban.", field="event")
    if not recorded.ground.reason:
        raise InvalidInput("Give the reason.", field="reason")
    if not recorded.ground.case_reference:
        raise InvalidInput("Enter the case reference.", field="ground.case_reference")
    if requested.event not in TERM_EVENTS and requested.decision_date is None:
        raise InvalidInput("Enter the date of the decision.", field="decision_date")
    if requested.event in TERM_EVENTS and after.terms == before.terms and not _says_other(last, recorded):
        raise InvalidInput("Nothing would change. Enter what should be different.", field="event")


def _says_other(last: BanVersion, recorded: VersionRecord) -> bool:
    """Tells whether authority or ground differ from what the last version says."""
    before, after = ban_versions.ground_of(last.ban, last), recorded.ground
    same = (before.legal_basis, before.case_reference) == (after.legal_basis, after.case_reference)
    return not same or last.authority != recorded.authority
