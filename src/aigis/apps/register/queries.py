"""Reading the register, for those who keep it. Every reading of a ban is an entry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import Draft, append
from aigis.apps.register import closing
from aigis.apps.register.models import Authority, Ban, BanVersion
from aigis.core.bans import BanFacts, BanKind, Standing, in_force
from aigis.core.errors import NotFound
from aigis.core.permissions import Actor
from aigis.core.person.person import Person
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class BanView:
    """A ban with its versions so far, oldest first; the last one is opened."""

    ban: Ban
    versions: tuple[BanVersion, ...]
    person: Person
    legal_basis: str
    case_reference: str
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
    row = Ban.objects.select_related("authority", "subject").filter(pk=ban_id).first()
    if row is None:
        raise NotFound("There is no ban with this reference.")
    found = opened(row, at=at)
    core = {"ban": str(row.pk), "version": row.version}
    append([Draft("ban.read", actor, at, core, {"subject": str(row.subject_id)}, about=row.subject_id)])
    return found


def opened(row: Ban, *, at: datetime) -> BanView:
    """A ban's row with its fields opened."""
    versions = tuple(row.versions.filter(number__lte=row.version).order_by("number"))
    version = versions[-1]
    key = closing.key_of(row.subject_id)
    facts = BanFacts(str(row.pk), BanKind(row.kind), Period(version.start, version.end), Standing(version.standing))
    legal_basis, case_reference = closing.open_ground(key, version.ground)
    return BanView(
        ban=row,
        versions=versions,
        person=closing.open_person(key, row.subject.person),
        legal_basis=legal_basis,
        case_reference=case_reference,
        in_force=in_force(facts, at=at),
    )
