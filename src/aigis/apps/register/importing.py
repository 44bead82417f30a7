"""Bringing a list into the register: all of its new rows or none, and one entry that says what came of the list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from aigis.apps.audit.actions import Draft, append
from aigis.apps.register import closing, list_confirming, register_version, view
from aigis.apps.register.actions import BanDraft, write
from aigis.apps.register.list_confirming import RegisteredList
from aigis.apps.register.models import Authority, Ban, BanVersion
from aigis.core.bans import BanKind
from aigis.core.errors import ChangedSince
from aigis.core.importing import Authorities, BanRow, ListedAuthority, RowState
from aigis.core.list_conflicts import KnownBan, adds_nothing, beside, other_person, same_person
from aigis.core.matching.match import screen
from aigis.core.matching.types import Match
from aigis.core.permissions import Actor
from aigis.core.remarks import Remark

_LANGUAGES = ("nl", "fr", "de", "en")
_REPEATED = Remark("The list has the same row before.")


@dataclass(frozen=True, slots=True)
class Source:
    """The list as a file: its name, the SHA-256 of its bytes in hex, how many rows it has and how many are rejected."""

    file: str
    digest: str
    rows: int
    rejected: int
    upload: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a sound row: `ban` is the one of the register it repeats or contradicts, `remarks` how.

    `subject` is the one of the register whom the row is about, where it says nothing new of that person.
    """

    row: BanRow
    state: RowState
    remarks: tuple[Remark, ...] = ()
    ban: UUID | None = None
    subject: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sorted:
    """The sound rows of a list in their order, each beside the register as it was at a version."""

    outcomes: tuple[Outcome, ...]
    version: int

    def of(self, state: RowState) -> list[Outcome]:
        """The rows of one kind."""
        return [one for one in self.outcomes if one.state is state]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import registered, by the number of the row, and how many conflicts were left out."""

    made: Mapping[int, UUID]
    left_out: int


def authorities() -> Authorities:
    """The code list of authorities as reading a list needs it."""
    return Authorities(
        ListedAuthority(row.code, BanKind(row.kind), tuple(row.name(language) for language in _LANGUAGES))
        for row in Authority.objects.order_by("code")
    )


class Sorter:
    """Sorts the rows of one list, some at a time, beside the register as it is at the beginning; writes nothing."""

    def __init__(self, *, at: datetime) -> None:
        self._at = at
        self._register = view.current(at=at)
        self._seen: set[bytes] = set()

    @property
    def version(self) -> int:
        """The register's version that the rows are held against."""
        return self._register.version

    def sort(self, rows: Sequence[BanRow]) -> list[Outcome]:
        """What becomes of each row: the same row again is known, one person with two decisions is no contradiction."""
        codes = [closing.row_code(row.digest) for row in rows]
        registered = _registered(codes)
        fresh = [(row, code) for row, code in zip(rows, codes, strict=True) if code not in registered]
        found = dict(zip((row.number for row, _ in fresh), self._beside([row for row, _ in fresh]), strict=True))
        return [self._once(row, code, found.get(row.number), registered) for row, code in zip(rows, codes, strict=True)]

    def _once(self, row: BanRow, code: bytes, found: Outcome | None, registered: Mapping[bytes, UUID]) -> Outcome:
        if found is None:
            return Outcome(row, RowState.KNOWN, ban=registered[code])
        if code in self._seen:
            return Outcome(row, RowState.KNOWN, (_REPEATED,))
        self._seen.add(code)
        return found

    def _beside(self, rows: Sequence[BanRow]) -> list[Outcome]:
        matches = screen([row.person for row in rows], self._register.index)
        bans = _bans_of({match.subject for found in matches for match in found}, at=self._at)
        return [self._outcome(row, found, bans) for row, found in zip(rows, matches, strict=True)]

    def _outcome(self, row: BanRow, matches: Sequence[Match], bans: Mapping[UUID, Sequence[KnownBan]]) -> Outcome:
        person_of = self._register.index.person
        certain = [one for one in matches if same_person(one, row.person, person_of(one.subject))]
        same = [match.subject for match in certain]
        known = next((subject for subject in same if adds_nothing(row.person, person_of(subject))), None)
        found = beside(row, [ban for subject in same for ban in bans.get(subject, ())])
        if found is not None:
            state = RowState.KNOWN if found.same else RowState.CONFLICT
            remarks = found.remarks if found.same else (*row.doubts, *found.remarks)
            return Outcome(row, state, remarks, UUID(found.ban.reference), known)
        fresh = RowState.CONFLICT if row.doubts else RowState.NEW
        clash = next((ban for one in matches if one.clash for ban in bans.get(one.subject, ())), None)
        if clash is not None:
            remarks = (*row.doubts, other_person(clash.reference))
            return Outcome(row, fresh, remarks, UUID(clash.reference), known)
        return Outcome(row, fresh, row.doubts, subject=known)


def sort(rows: Sequence[BanRow], *, at: datetime) -> Sorted:
    """Tells what becomes of all rows; writes nothing."""
    sorter = Sorter(at=at)
    return Sorted(tuple(sorter.sort(rows)), sorter.version)


@transaction.atomic(durable=True)
def import_bans(
    found: Sorted, *, source: Source, actor: Actor, at: datetime, with_conflicts: Collection[int] = ()
) -> Imported:
    """Registers the new rows of a list and the chosen conflicts, all or none; raises ChangedSince.

    Known rows are left as they are. What counts is the register under its lock: where it has changed since the rows
    were sorted, and another thing would become of any of them, nothing is written.
    """
    return write_list(found, source=source, actor=actor, at=at, with_conflicts=with_conflicts)


def write_list(
    found: Sorted, *, source: Source, actor: Actor, at: datetime, with_conflicts: Collection[int]
) -> Imported:
    """Does the work of `import_bans` inside the caller's open transaction."""
    register_version.lock()
    found = _as_before(found, at=at)
    conflicts = found.of(RowState.CONFLICT)
    chosen = [one for one in conflicts if one.row.number in with_conflicts]
    made = _register([*found.of(RowState.NEW), *chosen], actor=actor, at=at)
    left_out = len(conflicts) - len(chosen)
    counts = {
        "new": len(found.of(RowState.NEW)),
        "known": len(found.of(RowState.KNOWN)),
        "conflicts": left_out,
        "conflicts_registered": len(chosen),
        "rejected": source.rejected,
    }
    core = {"file": source.file, "digest": source.digest, "rows": source.rows, "upload": source.upload, **counts}
    append([Draft("ban.imported", actor, at, core)])
    if made:
        said = RegisteredList(
            source.file,
            {"rows": source.rows, **counts},
            tuple(made.values()),
            [made[one.row.number] for one in chosen],
        )
        list_confirming.record(said, actor=actor, at=at)
    return Imported(made, left_out)


def _as_before(found: Sorted, *, at: datetime) -> Sorted:
    if register_version.version() == found.version:
        return found
    again = sort([one.row for one in found.outcomes], at=at)
    if [one.state for one in again.outcomes] != [one.state for one in found.outcomes]:
        raise ChangedSince("The register has changed since the list was compared with it. Compare it again.")
    return again


def _register(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> dict[int, UUID]:
    """Registers rows; those that repeat a person of the list, word for word, are about the subject of the first."""
    first = {one.row.person: one for one in reversed(outcomes) if one.subject is None}
    repeated = [one for one in outcomes if one.subject is None and first[one.row.person] is not one]
    numbers = {one.row.number for one in repeated}
    at_once = [one for one in outcomes if one.row.number not in numbers]
    made = write([_draft(one.row, one.subject) for one in at_once], actor=actor, at=at) if at_once else []
    subjects = {one.row.person: done.subject for one, done in zip(at_once, made, strict=True) if one.subject is None}
    later = [_draft(one.row, subjects[one.row.person]) for one in repeated]
    made_later = write(later, actor=actor, at=at) if later else []
    rows = [*at_once, *repeated]
    return {one.row.number: done.ban for one, done in zip(rows, [*made, *made_later], strict=True)}


def _registered(codes: Sequence[bytes]) -> dict[bytes, UUID]:
    """The bans that came from rows with these codes."""
    rows = Ban.objects.filter(source_digest__in=codes).values_list("source_digest", "pk")
    return {bytes(code): ban for code, ban in rows if code is not None}


def _bans_of(subjects: Collection[UUID], *, at: datetime) -> dict[UUID, list[KnownBan]]:
    """The bans of subjects that are not over, as a list would write them."""
    rows = list(
        BanVersion.objects.filter(ban__subject__in=subjects, number=F("ban__version"))
        .filter(Q(ban__ends_at=None) | Q(ban__ends_at__gt=at))
        .select_related("ban", "authority")
        .order_by("ban_id")
    )
    keys = closing.keys_of([row.ban.closed_by for row in rows])
    found: dict[UUID, list[KnownBan]] = {}
    for row in rows:
        found.setdefault(row.ban.subject_id, []).append(_known_ban(row, keys[row.ban.closed_by]))
    return found


def _known_ban(row: BanVersion, key: bytes) -> KnownBan:
    return KnownBan(
        reference=str(row.ban_id),
        kind=BanKind(row.ban.kind),
        authority=row.authority.code,
        decision_date=row.decision_date,
        first_day=row.first_day,
        last_day=row.last_day,
        case_reference=closing.open_ground(key, row.ground).case_reference,
        final_on=row.final_on,
    )


def _draft(row: BanRow, subject: UUID | None) -> BanDraft:
    return BanDraft(
        person=row.person,
        kind=row.kind,
        authority=row.authority,
        decision_date=row.decision_date,
        first_day=row.first_day,
        last_day=row.last_day,
        legal_basis=row.legal_basis,
        case_reference=row.case_reference,
        final_on=row.final_on,
        digest=row.digest,
        subject=subject,
        confirm_details=bool(row.doubts),
    )
