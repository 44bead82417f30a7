"""What the register held at an earlier version: who was in it, and which bans, as far as these were known then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from aigis.apps.register.bans.versions import version_of
from aigis.apps.register.models import Ban, BanVersion, Subject, SubjectVersion
from aigis.apps.register.storage import encryption
from aigis.core.bans.versions import BanFacts, BanKind, ends_at, periods_in_force
from aigis.core.person.person import Person


@dataclass(frozen=True, slots=True)
class PastRegister:
    """The register at a version: subjects with bans not yet over at an instant, and these bans.

    `erased` counts the subjects whose details have been destroyed since: they can no longer be compared with anybody.
    """

    version: int
    subjects: Mapping[UUID, Person]
    bans: Mapping[UUID, tuple[BanFacts, ...]]
    erased: int


def held(version: int, *, at: datetime) -> PastRegister:
    """The register as of a version, without what was over at the instant."""
    bans = _bans(version, at=at)
    subjects, erased = identities(bans, version=version)
    return PastRegister(version, subjects, bans, erased)


def identities(subjects: Iterable[UUID], *, version: int) -> tuple[dict[UUID, Person], int]:
    """The identities of subjects as of a version, and how many have been erased since."""
    wanted = list(subjects)
    rows = SubjectVersion.objects.filter(subject__in=wanted, register_version__lte=version)
    newest = rows.order_by("subject", "-number").distinct("subject").values_list("subject", "person")
    opening = encryption.keys_of(wanted)
    identities_found = {
        subject: encryption.open_person(opening[subject], person)
        for subject, person in newest.iterator(chunk_size=1_000)
        if opening[subject] != encryption.GONE and bytes(person)
    }
    return identities_found, len(wanted) - len(identities_found)


def facts_now(bans: Iterable[UUID]) -> dict[UUID, BanFacts]:
    """Bans as the register knows them now, those that are over among them."""
    rows = BanVersion.objects.filter(ban__in=list(bans)).select_related("ban").order_by("ban", "number")
    return {ban.pk: _facts(ban, list(of_ban)) for ban, of_ban in groupby(rows, key=lambda row: row.ban)}


def changed_in(subjects: Iterable[UUID]) -> dict[UUID, int]:
    """The version of the register in which each subject, or a ban of theirs, changed last."""
    return dict(Subject.objects.filter(pk__in=list(subjects)).values_list("pk", "changed_in"))


def _bans(version: int, *, at: datetime) -> dict[UUID, tuple[BanFacts, ...]]:
    rows = BanVersion.objects.filter(register_version__lte=version).select_related("ban").order_by("ban", "number")
    by_subject: dict[UUID, list[BanFacts]] = {}
    for ban, of_ban in groupby(rows.iterator(chunk_size=5_000), key=lambda row: row.ban):
        versions = list(of_ban)
        end = ends_at([version_of(row) for row in versions])
        if end is None or end > at:
            by_subject.setdefault(versions[-1].subject_id, []).append(_facts(ban, versions))
    return {subject: tuple(facts) for subject, facts in by_subject.items()}


def _facts(ban: Ban, rows: Sequence[BanVersion]) -> BanFacts:
    return BanFacts(str(ban.pk), BanKind(ban.kind), periods_in_force([version_of(row) for row in rows]))
