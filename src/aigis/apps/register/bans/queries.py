"""Reading the register, for those who keep it. Every reading of a ban is an entry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import stays as ban_stays
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.models import Authority, Ban, BanVersion
from aigis.apps.register.register_version import version as register_version
from aigis.apps.register.storage import encryption
from aigis.apps.register.storage.encryption import Ground
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.lifecycle import BanHistory
from aigis.core.person.person import Person
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class BanView:
    """A ban with its versions so far, oldest first; the last one is opened."""

    ban: Ban
    versions: tuple[BanVersion, ...]
    person: Person
    ground: Ground
    life: BanHistory
    in_force: bool

    @property
    def version(self) -> BanVersion:
        """The last version."""
        return self.versions[-1]

    @property
    def period(self) -> Period:
        """The half-open period of the last version."""
        return Period(self.version.start, self.version.end)


def authorities() -> list[Authority]:
    """The code list of authorities, by code."""
    return list(Authority.objects.order_by("code"))


@transaction.atomic(durable=True)
def ban(ban_id: UUID, *, actor: Actor, at: datetime) -> BanView:
    """One ban, opened; raises NotFound where there is none."""
    row = ban_versions.ban_row(ban_id)
    view = opened(row, at=at)
    core = {"ban": str(row.pk), "version": row.version, "register_version": register_version()}
    append([EntryDraft(Event.BAN_READ, actor, at, core, {"subject": str(row.subject_id)}, about=row.subject_id)])
    return view


def opened(row: Ban, *, at: datetime) -> BanView:
    """A ban's row with its fields opened."""
    versions = tuple(ban_versions.versions_of(row))
    stays = ban_stays.stays_of(row.subject)
    life = ban_versions.life_of(row, versions, stays)
    last = versions[-1]
    return BanView(
        ban=row,
        versions=versions,
        person=encryption.open_person(encryption.reading_key(row.subject_id), row.subject.person),
        ground=ban_versions.ground_of(row, last),
        life=life,
        in_force=any(period.contains(at) for period in life.periods),
    )
