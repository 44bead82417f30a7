"""Finding a subject by name as it sounds, number, document or case: by keyed codes, for the fields are encrypted.

Results show enough to choose, and no more; every look at them is an entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.register.models import BanVersion, Subject, SubjectCode
from aigis.apps.register.search import recognition
from aigis.apps.register.storage import codes as storage_codes
from aigis.apps.register.storage import encryption
from aigis.core.access.masking import all_masked_identifiers
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.versions import periods_in_force
from aigis.core.errors import NotEnoughIdentity
from aigis.core.matching.match import compare
from aigis.core.person import search_keys
from aigis.core.person.identity import Use, has_name, suffices
from aigis.core.person.person import Person

MOST_SHOWN = 50
# So many are opened and compared at most; a name alone may be borne by thousands.
_MOST_OPENED = 500


@dataclass(frozen=True, slots=True)
class FindQuery:
    """What somebody remembers of a subject; whoever fits one of it is a candidate. A birth date alone is too little."""

    person: Person
    case_reference: str = ""


@dataclass(frozen=True, slots=True)
class FoundSubject:
    """A subject as a line to choose from: identifiers but for their last three signs are covered."""

    subject: UUID
    name: str
    birth_year: int | None
    identifiers: tuple[str, ...]
    bans: int
    in_force: bool


@dataclass(frozen=True, slots=True)
class FoundSubjects:
    """The subjects that fit, the likeliest first; `more` when there are others, and the query should say more."""

    subjects: tuple[FoundSubject, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A subject with the best evidence of it or of a record merged into it."""

    subject: UUID
    person: Person
    by_case: bool
    bits: float


@transaction.atomic(durable=True)
def find(query: FindQuery, *, actor: Actor, at: datetime, view: RegisterView) -> FoundSubjects:
    """Finds the subjects that fit a query, at most fifty; raises NotEnoughIdentity for one that names nobody."""
    _require_something(query)
    by_case = _of_case(query.case_reference)
    ids, cut = _candidates(query.person)
    candidates = sorted(
        _compared(query, ids, by_case, view),
        key=lambda candidate: (not candidate.by_case, -candidate.bits, candidate.subject),
    )
    shown = candidates[:MOST_SHOWN]
    more = cut or len(candidates) > len(shown)
    subject = {
        "person": query.person.to_dict(),
        "case": query.case_reference,
        "subjects": [str(candidate.subject) for candidate in shown],
    }
    core = {"shown": len(shown), "more": more, "register_version": view.version}
    append([EntryDraft(Event.SUBJECT_FOUND, actor, at, core, subject)])
    return FoundSubjects(tuple(_lines(shown, at=at)), more)


def _require_something(query: FindQuery) -> None:
    person = query.person
    sounds = search_keys.asked_sounds(person.names[0].full)[0] if has_name(person) else ()
    by_person = suffices(person, Use.SEARCH) and (sounds or person.national_numbers or person.documents)
    if not (by_person or _says(query.case_reference)):
        raise NotEnoughIdentity("Enter a name, a national number, a document or a case.", field="person")


def _of_case(reference: str) -> set[UUID]:
    if not _says(reference):
        return set()
    rows = SubjectCode.objects.filter(kind="case", code=storage_codes.case_code(reference))
    return set(rows.values_list("subject", flat=True)[:_MOST_OPENED])


def _says(reference: str) -> bool:
    """Tells whether a reference holds anything but signs."""
    return any(sign.isalnum() for sign in reference)


def _candidates(person: Person) -> tuple[set[UUID], bool]:
    """The subjects that share an identifier, or enough of a name; and whether there were too many to open all."""
    codes = [*map(storage_codes.number_code, person.national_numbers)]
    for document in person.documents:
        codes += [storage_codes.document_code(document), storage_codes.folded_code(document)]
    rows = SubjectCode.objects.filter(kind__in=("number", "document"), code__in=codes)
    by_identifier = set(rows.values_list("subject", flat=True))
    by_name = sorted(_by_name(person)) if has_name(person) else []
    return by_identifier | set(by_name[:_MOST_OPENED]), len(by_name) > _MOST_OPENED


def _by_name(person: Person) -> set[UUID]:
    """By two words of the name as they sound, or by one with the birth date; by one alone where nothing else fits."""
    sounds, words = search_keys.asked_sounds(person.names[0].full)
    codes = [storage_codes.name_code(sound) for sound in sorted(sounds)]
    born = [
        storage_codes.birth_code(text) for text in sorted(search_keys.births(replace(person, names=person.names[:1])))
    ]
    rows = SubjectCode.objects.filter(kind="namebirth", code__in=born)
    subjects = set(rows.values_list("subject", flat=True)) | recognition.sharing(codes, at_least=min(2, words) or 1)
    return subjects or recognition.sharing(codes, at_least=1)


def _compared(query: FindQuery, ids: set[UUID], by_case: set[UUID], view: RegisterView) -> list[_Candidate]:
    """The candidates with how well they fit; a record merged into another speaks for that one."""
    rows = list(Subject.objects.filter(pk__in=ids | by_case).select_related("merged_into"))
    keys = encryption.keys_of([*{row.pk for row in rows} | {row.merged_into_id or row.pk for row in rows}])
    best: dict[UUID, _Candidate] = {}
    for row in rows:
        into = row.merged_into or row
        bits = _bits(query.person, encryption.open_person(keys[row.pk], row.person), view)
        earlier = best.get(into.pk)
        person = earlier.person if earlier else encryption.open_person(keys[into.pk], into.person)
        of_case = row.pk in by_case or bool(earlier and earlier.by_case)
        best[into.pk] = _Candidate(into.pk, person, of_case, max(bits, earlier.bits if earlier else bits))
    return list(best.values())


def _bits(person: Person, theirs: Person, view: RegisterView) -> float:
    return compare(person, theirs, frequencies=view.index.frequencies).bits


def _lines(candidates: list[_Candidate], *, at: datetime) -> Iterable[FoundSubject]:
    counts = _bans_of([candidate.subject for candidate in candidates], at=at)
    for candidate in candidates:
        bans, in_force = counts.get(candidate.subject, (0, False))
        person = candidate.person
        yield FoundSubject(
            subject=candidate.subject,
            name=person.names[0].full if person.names else "",
            birth_year=person.birth.year if person.birth else None,
            identifiers=all_masked_identifiers(person),
            bans=bans,
            in_force=in_force,
        )


def _bans_of(subjects: list[UUID], *, at: datetime) -> dict[UUID, tuple[int, bool]]:
    """How many bans each subject has, and whether one is in force."""
    rows = BanVersion.objects.filter(ban__subject__in=subjects).select_related("ban").order_by("ban", "number")
    by_subject: dict[UUID, tuple[int, bool]] = {}
    for _, of_ban in groupby(rows, key=lambda row: row.ban_id):
        versions = list(of_ban)
        periods = periods_in_force([ban_versions.version_of(row) for row in versions])
        bans, in_force = by_subject.get(versions[0].ban.subject_id, (0, False))
        stands = any(period.contains(at) for period in periods)
        by_subject[versions[0].ban.subject_id] = (bans + 1, in_force or stands)
    return by_subject
