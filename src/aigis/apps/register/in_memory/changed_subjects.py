"""The subjects that changed since a version of the register, or of whom a ban began or ended by the clock."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aigis.apps.audit import data_keys
from aigis.apps.register.in_memory.clock_changes import moved_subjects
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.register.models import Ban, Subject, SubjectVersion
from aigis.apps.register.storage import encryption
from aigis.core.errors import LogRefuses
from aigis.core.matching.types import Match
from aigis.core.person.person import Person

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class ChangedSubjects:
    """Who changed, with every identity they have or had: whoever was met by an earlier one may be free now."""

    identities: Mapping[UUID, Sequence[Person]] = field(default_factory=dict)

    @property
    def persons(self) -> Iterator[Person]:
        """Every identity of all of them."""
        return (person for persons in self.identities.values() for person in persons)

    def holds_any(self, matches: Sequence[Match]) -> bool:
        """Tells whether anybody who was found is one of them."""
        return any(match.subject in self for match in matches)

    def __len__(self) -> int:
        return len(self.identities)

    def __contains__(self, subject: UUID) -> bool:
        return subject in self.identities


def changed_subjects(
    register: RegisterView, *, since: int, looks: Collection[datetime], at: datetime
) -> ChangedSubjects:
    """Returns who changed after version `since`, or was moved by the clock between any of the looks and `at`.

    Of the looks, of which there is at least one, the earliest tells, and the latest by a clock that ran ahead.
    """
    changed: set[UUID] = set()
    if since < register.version:
        changed.update(Subject.objects.filter(changed_in__gt=since).values_list("pk", flat=True))
    for look in {min(looks)} | {look for look in (max(looks),) if look > at}:
        first, last = sorted((look, at))
        changed.update(moved_subjects(register, first, last))
        # The view may have been loaded after these ended; it does not hold them any more.
        ended = Ban.objects.filter(ends_at__gt=first, ends_at__lte=last)
        changed.update(ended.values_list("subject", flat=True))
    ordered = sorted(changed)
    identities: dict[UUID, list[Person]] = {subject: [] for subject in ordered}
    for start in range(0, len(ordered), _AT_ONCE):
        for subject, person in _identities(ordered[start : start + _AT_ONCE]):
            identities[subject].append(person)
    for subject in ordered:
        if subject in register.index:
            identities[subject].append(register.index.person(subject))
    return ChangedSubjects(identities)


def _identities(subjects: Sequence[UUID]) -> Iterator[tuple[UUID, Person]]:
    """Yields the recorded identities that open; the present one of whoever is in the register stands there as well."""
    keys = data_keys.known([encryption.scope(subject) for subject in subjects])
    rows = SubjectVersion.objects.filter(subject__in=subjects).values_list("subject", "person")
    for subject, stored in rows.iterator(chunk_size=_AT_ONCE):
        key = keys.get(encryption.scope(subject), encryption.GONE)
        if key == encryption.GONE:
            continue  # erased: no ban on them was in force any more
        try:
            yield subject, encryption.open_stored_person(key, stored)
        except LogRefuses:
            continue  # damaged: reported where the register is loaded
