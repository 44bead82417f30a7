"""Whom the register holds that a person asked about may be: as it is known now, and as it was known at a moment.

Subjects with bans still to end are in memory. Those whose bans are over, and identities of before, are found by their
keyed codes: only who shares one is opened and compared, by the same scorer and with the same frequencies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.register.models import Subject, SubjectCode, SubjectVersion
from aigis.apps.register.storage import codes as storage_codes
from aigis.apps.register.storage import encryption
from aigis.core.matching.match import compare, screen
from aigis.core.matching.types import Match, Strength
from aigis.core.person.person import Person

# One such code in common proposes a subject; of names alone it takes two, as one name is borne by thousands.
_ALONE = ("number", "document", "namebirth")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A subject that may be the person: how it matches, and its identity as it was recorded."""

    match: Match
    person: Person


def now(person: Person, *, view: RegisterView) -> dict[UUID, Recognised]:
    """The subjects that certainly or possibly are the person, as the register knows them at present."""
    live = {match.subject: match for match in screen([person], view.index)[0]}
    recognised = {subject: Recognised(match, view.index.person(subject)) for subject, match in live.items()}
    over = _present(candidates(person) - view.bans.keys()) - view.bans.keys()
    rows = {row.pk: row.person for row in Subject.objects.filter(pk__in=over)}
    return recognised | _compared(person, rows, view=view)


def then(person: Person, *, known_at: datetime, view: RegisterView) -> dict[UUID, Recognised]:
    """The same by the identities that the register held at a moment, of subjects as they were kept then."""
    live = {match.subject for match in screen([person], view.index)[0]}
    ids = candidates(person) | live
    versions = SubjectVersion.objects.filter(subject__in=ids, recorded_at__lte=known_at).order_by("number")
    return _compared(person, {row.subject_id: row.person for row in versions}, view=view)


def candidates(person: Person) -> set[UUID]:
    """The subjects that share a code with a person, merged ones included; it claims nothing."""
    codes = storage_codes.codes_of(person)
    alone = [code for kind, code in codes if kind in _ALONE]
    sounds = [code for kind, code in codes if kind == "name"]
    subjects = set(SubjectCode.objects.filter(kind__in=_ALONE, code__in=alone).values_list("subject", flat=True))
    return subjects | sharing(sounds, at_least=2)


def sharing(sounds: list[bytes], *, at_least: int) -> set[UUID]:
    """The subjects of which so many different codes of names are among those given."""
    if len(sounds) < at_least:
        return set()
    rows = SubjectCode.objects.filter(kind="name", code__in=sounds).values("subject").annotate(shared=Count("code"))
    return set(rows.filter(shared__gte=at_least).values_list("subject", flat=True))


def _present(subjects: Iterable[UUID]) -> set[UUID]:
    """The subjects, and for those merged into another one that other one."""
    rows = Subject.objects.filter(pk__in=list(subjects)).values_list("pk", "merged_into")
    return {into or subject for subject, into in rows}


def _compared(
    person: Person, closed: Mapping[UUID, bytes | memoryview], *, view: RegisterView
) -> dict[UUID, Recognised]:
    keys, recognised = encryption.keys_of(list(closed)), {}
    for subject, stored in closed.items():
        theirs = encryption.open_person(keys[subject], stored)
        match = compare(person, theirs, frequencies=view.index.frequencies, subject_id=subject)
        if match.strength is not Strength.NONE:
            recognised[subject] = Recognised(match, theirs)
    return recognised
