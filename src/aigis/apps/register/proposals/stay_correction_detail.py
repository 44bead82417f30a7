"""Both sides of a correction of a detention: the stays, and the end of each ban, as they are and as they would be."""

from dataclasses import dataclass
from uuid import UUID

from aigis.apps.register.bans import stays as ban_stays
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.models import Ban, Proposal
from aigis.apps.register.proposals.stay_corrections import StayChange
from aigis.apps.register.storage import encryption
from aigis.core.bans import detention
from aigis.core.bans.detention import Computation, Stay, corrected
from aigis.core.bans.impact import ChangeImpact, consequence
from aigis.core.bans.lifecycle import BanHistory, moved_by_detention
from aigis.core.errors import DomainError
from aigis.core.person.person import Person


@dataclass(frozen=True, slots=True)
class BanEnds:
    """A ban and how its end is computed on either side; `does` is None where the correction does not move it."""

    ban: Ban
    before: BanHistory
    after: BanHistory
    computed: tuple[Computation, Computation]
    does: ChangeImpact | None


@dataclass(frozen=True, slots=True)
class DetentionSides:
    """The stays before and after, and every ban of the person; `refused` says why it can no longer be carried out."""

    person: Person
    before: tuple[Stay, ...]
    after: tuple[Stay, ...]
    ends: tuple[BanEnds, ...]
    refused: DomainError | None = None


def of(row: Proposal, requested: StayChange) -> DetentionSides:
    """Both sides, on the versions the proposal was made on, whatever happened later."""
    person = encryption.open_person(encryption.key_of(row.subject_id), row.subject.person)
    known = _stays_then(row)
    before = tuple(sorted(known.values(), key=lambda stay: stay.detained_on))
    try:
        after = corrected(before, known[requested.stay], requested.right)
    except DomainError as refused:  # on what it was made on it was sound: only a damaged row comes here
        return DetentionSides(person, before, (), (), refused)
    numbers = {name.removeprefix("ban "): number for name, number in row.base.items() if name.startswith("ban ")}
    bans = Ban.objects.filter(pk__in=numbers).select_related("authority", "subject").order_by("pk")
    ends = tuple(_ends(row, ban, numbers[str(ban.pk)], (before, after)) for ban in bans)
    return DetentionSides(person, before, after, ends)


def _stays_then(row: Proposal) -> dict[UUID, Stay]:
    """The stays as they were known when the proposal was made."""
    stays = {}
    for reports in ban_stays.reports_of(row.subject):
        stay = reports[0].stay
        then = reports[: row.base.get(f"stay {stay}", 0)]
        if then and not then[-1].withdrawn:
            stays[stay] = ban_stays.stay_of(then[-1])
    return stays


def _ends(row: Proposal, ban: Ban, number: int, stays: tuple[tuple[Stay, ...], tuple[Stay, ...]]) -> BanEnds:
    versions = ban_versions.versions_of(ban)[:number]
    before = ban_versions.life_of(ban, versions, stays[0])
    moved = moved_by_detention(before, stays[1], at=row.decided_at or row.proposed_at)
    computed = (_computed(before, stays[0]), _computed(before, stays[1]))
    return BanEnds(ban, before, moved or before, computed, consequence(before, moved) if moved else None)


def _computed(life: BanHistory, stays: tuple[Stay, ...]) -> Computation:
    counting = stays if life.terms.stayed else ()
    return detention.compute(first=life.terms.first_day, last=life.terms.last_day, stays=counting)
