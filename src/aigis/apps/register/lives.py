"""From a ban's rows to its life in the core's terms, and back: the next version as a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from aigis.apps.register import closing
from aigis.apps.register.closing import Ground
from aigis.apps.register.models import Authority, Ban, BanVersion, Detention, Subject, SubjectCode
from aigis.core.ban_life import Life, Terms
from aigis.core.bans import BanEvent, BanKind, Standing, Version, ends_at
from aigis.core.detention import Stay
from aigis.core.errors import NotFound
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class Recorded:
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


def life_of(ban: Ban, rows: Sequence[BanVersion], stays: Iterable[Stay] = ()) -> Life:
    """A ban's life from the rows of its versions."""
    return Life(BanKind(ban.kind), tuple(map(version_of, rows)), terms_of(rows[-1]), tuple(stays))


def version_of(row: BanVersion) -> Version:
    """A version as far as being in force goes."""
    period = Period(row.start, row.end)
    return Version(BanEvent(row.event), period, Standing(row.standing), row.counts_from, row.recorded_at)


def terms_of(row: BanVersion) -> Terms:
    """The terms a version states."""
    return Terms(row.first_day, row.last_day, row.decision_date, row.final_on, row.stayed)


def ground_of(ban: Ban, row: BanVersion) -> Ground:
    """The ground of a version, opened."""
    return closing.open_ground(closing.reading_key(ban.closed_by), row.ground)


def stay_rows(subject: Subject) -> list[Detention]:
    """The last report of each stay in prison of a subject and of those merged into it, oldest stay first."""
    return [reports[-1] for reports in reports_of(subject) if not reports[-1].withdrawn]


def reports_of(subject: Subject, *, known_at: datetime | None = None) -> list[list[Detention]]:
    """All reports of each stay of a subject, oldest first, withdrawn ones among them; up to an instant, if given.

    The stays stand in the order of the days on which they began, as far as is known of them.
    """
    rows = Detention.objects.filter(Q(subject=subject) | Q(subject__merged_into=subject))
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    found: dict[UUID, list[Detention]] = {}
    for row in rows.order_by("recorded_at", "id"):
        found.setdefault(row.stay, []).append(row)
    return sorted(found.values(), key=lambda reports: reports[-1].detained_on)


def stays_of(subject: Subject, *, known_at: datetime | None = None) -> tuple[Stay, ...]:
    """The stays in prison of a subject, oldest first; those known at an instant, if one is given."""
    last = [reports[-1] for reports in reports_of(subject, known_at=known_at)]
    return tuple(stay_of(row) for row in last if not row.withdrawn)


def stay_of(row: Detention) -> Stay:
    """What a report says, as the core computes with it."""
    return Stay(row.detained_on, row.released_on)


def read_life(ban: Ban) -> tuple[Life, BanVersion]:
    """A ban's life with the stays of its subject, and the row of its last version."""
    rows = versions_of(ban)
    return life_of(ban, rows, stays_of(ban.subject)), rows[-1]


def write_version(ban: Ban, life: Life, recorded: Recorded, *, register_version: int, at: datetime) -> BanVersion:
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
        ground=closing.close_ground(closing.key_of(ban.closed_by), recorded.ground),
        register_version=register_version,
    )
    case = closing.case_code(recorded.ground.case_reference)
    SubjectCode.objects.bulk_create([SubjectCode(subject=ban.subject, kind="case", code=case)], ignore_conflicts=True)
    ban.version, ban.standing, ban.ends_at = row.number, row.standing, ends_at(life.versions)
    ban.authority = recorded.authority
    ban.save(update_fields=["version", "standing", "ends_at", "authority", "subject", "replaced_by"])
    Subject.objects.filter(pk=ban.subject_id).update(changed_in=register_version)
    return row
