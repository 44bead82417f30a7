"""Who of the register may be the person a registrar is typing: offered, never decided, and each offer an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.register.models import Authority, Ban, Subject
from aigis.apps.register.search import recognition
from aigis.apps.register.storage import encryption
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.versions import BanKind
from aigis.core.matching.types import Match, Strength
from aigis.core.person.person import Person
from aigis.core.values import Period

_MOST = 5


@dataclass(frozen=True, slots=True)
class OfferedBan:
    """A ban of an offered subject, as far as it helps to choose."""

    ban: UUID
    kind: BanKind
    authority: Authority
    period: Period
    in_force: bool


@dataclass(frozen=True, slots=True)
class OfferedSubject:
    """Somebody of the register who may be the person typed, with why, and with the bans there are."""

    subject: UUID
    person: Person
    match: Match
    bans: tuple[OfferedBan, ...]

    @property
    def conditions(self) -> tuple[OfferedBan, ...]:
        """The conditions in force: a penalty may replace them."""
        return tuple(ban for ban in self.bans if ban.in_force and ban.kind is BanKind.CONDITION)


@transaction.atomic(durable=True)
def offer(person: Person, *, actor: Actor, at: datetime, view: RegisterView) -> tuple[OfferedSubject, ...]:
    """The subjects that may be a person, likeliest first, those whose bans are all over among them."""
    matches = [recognised.match for recognised in recognition.now(person, view=view).values()]
    likeliest = sorted(matches, key=lambda match: (match.strength is not Strength.CERTAIN, -match.bits))[:_MOST]
    offered = _offered(likeliest, at=at)
    shown = [str(match.subject) for match in offered]
    core = {"shown": len(shown), "register_version": view.version}
    append([EntryDraft(Event.SUBJECT_OFFERED, actor, at, core, {"person": person.to_dict(), "subjects": shown})])
    return offered


def _offered(matches: Sequence[Match], *, at: datetime) -> tuple[OfferedSubject, ...]:
    rows = Subject.objects.in_bulk([match.subject for match in matches])
    keys = encryption.keys_of(list(rows))
    return tuple(
        OfferedSubject(
            match.subject,
            encryption.open_person(keys[match.subject], rows[match.subject].person),
            match,
            _bans(rows[match.subject], at=at),
        )
        for match in matches
        if match.subject in rows and rows[match.subject].merged_into_id is None
    )


def _bans(subject: Subject, *, at: datetime) -> tuple[OfferedBan, ...]:
    rows = Ban.objects.filter(subject=subject).select_related("authority").order_by("-pk")
    return tuple(_ban(row, at=at) for row in rows)


def _ban(row: Ban, *, at: datetime) -> OfferedBan:
    life = ban_versions.life_of(row, ban_versions.versions_of(row))
    in_force = any(period.contains(at) for period in life.periods)
    return OfferedBan(row.pk, BanKind(row.kind), row.authority, life.last.period, in_force)
