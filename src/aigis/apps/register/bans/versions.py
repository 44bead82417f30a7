"""From a ban's rows to its life in the core's terms, and back: the next version as a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from aigis.apps.register.bans.stays import stays_of
from aigis.apps.register.models import Authority, Ban, BanVersion, Subject, SubjectCode
from aigis.apps.register.storage import codes, encryption
from aigis.apps.register.storage.encryption import Ground
from aigis.core.bans.detention import Stay
from aigis.core.bans.lifecycle import BanHistory, Terms
from aigis.core.bans.versions import BanEvent, BanKind, Standing, Version, ends_at
from aigis.core.errors import NotFound
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """What a version says beside its term: the authority, the decision, the ground, and who stands behind it."""

    authority: Authority
    decision_date: date
    ground: Ground
    recorded_by: str
    approved_by: str = ""


def ban_row(ban: UUID) -> Ban:
    """The row of a ban with its authority and subject; raises NotFound where there is none."""
    row = Ban.objects.select_related("authority", "subject").filter(pk=ban).first()
    if row is None:
        raise NotFound("There is no ban with this reference.")
    return row


def versions_of(ban: Ban) -> list[BanVersion]:
    """The rows of a ban's versions, oldest first."""
    rows = ban.versions.filter(number__lte=ban.version).select_related("authority")
    return sorted(rows, key=lambda row: row.number)


def life_of(ban: Ban, rows: Sequence[BanVersion], stays: Iterable[Stay] = ()) -> BanHistory:
    """A ban's life from the rows of its versions."""
    return BanHistory(BanKind(ban.kind), tuple(map(version_of, rows)), terms_of(rows[-1]), tuple(stays))


def version_of(row: BanVersion) -> Version:
    """A version as far as being in force goes."""
    period = Period(row.start, row.end)
    return Version(BanEvent(row.event), period, Standing(row.standing), row.counts_from, row.recorded_at)


def terms_of(row: BanVersion) -> Terms:
    """The terms a version states."""
    return Terms(row.first_day, row.last_day, row.decision_date, row.final_on, row.stayed)


def ground_of(ban: Ban, row: BanVersion) -> Ground:
    """The ground of a version, opened."""
    return encryption.open_ground(encryption.reading_key(ban.closed_by), row.ground)


def load_history(ban: Ban) -> tuple[BanHistory, BanVersion]:
    """A ban's life with the stays of its subject, and the row of its last version."""
    rows = versions_of(ban)
    return life_of(ban, rows, stays_of(ban.subject)), rows[-1]


def write_version(
    ban: Ban, life: BanHistory, recorded: VersionRecord, *, register_version: int, at: datetime
) -> BanVersion:
    """Writes the last version of a life as the ban's next row; the ban and its subject follow."""
    last, terms = life.last, life.terms
    row = BanVersion.objects.create(
        ban=ban,
        subject=ban.subject,
        number=ban.version + 1,
        event=last.event.value,
        standing=last.standing.value,
        first_day=terms.first_day,
        last_day=terms.last_day,
        stayed=terms.stayed,
        start=last.period.start,
        end=last.period.end,
        counts_from=last.counts_from,
        recorded_at=at,
        recorded_by=recorded.recorded_by,
        approved_by=recorded.approved_by,
        authority=recorded.authority,
        decision_date=recorded.decision_date,
        final_on=terms.final_on,
        ground=encryption.close_ground(encryption.key_of(ban.closed_by), recorded.ground),
        register_version=register_version,
    )
    case = codes.case_code(recorded.ground.case_reference)
    SubjectCode.objects.bulk_create([SubjectCode(subject=ban.subject, kind="case", code=case)], ignore_conflicts=True)
    ban.version, ban.standing, ban.ends_at = row.number, row.standing, ends_at(life.versions)
    ban.authority = recorded.authority
    ban.save(update_fields=["version", "standing", "ends_at", "authority", "subject", "replaced_by"])
    Subject.objects.filter(pk=ban.subject_id).update(changed_in=register_version)
    return row
