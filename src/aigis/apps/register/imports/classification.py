"""Classifies the rows of a list: new, known or in conflict."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.models import Authority, Ban, BanVersion
from aigis.apps.register.storage import codes as storage_codes
from aigis.apps.register.storage import encryption
from aigis.core.bans.versions import BanKind
from aigis.core.imports.ban_rows import Authorities, BanRow, ListedAuthority, RowState
from aigis.core.imports.conflicts import KnownBan, adds_nothing, beside, other_person, same_person
from aigis.core.imports.contradictions import Contradiction, contradictions
from aigis.core.matching.match import screen
from aigis.core.matching.types import Match
from aigis.core.remarks import Remark

_LANGUAGES = ("nl", "fr", "de", "en")


_REPEATED = Remark("The same row is already in the list.")


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

    @classmethod
    def compared(cls, outcomes: Sequence[Outcome], *, version: int) -> "Sorted":
        """Compares the rows that are not known with each other: those that contradict another have to be confirmed."""
        contradicted = contradictions([outcome.row for outcome in outcomes if outcome.state is not RowState.KNOWN])
        return cls(tuple(_with_remarks(outcome, contradicted.get(outcome.row.number)) for outcome in outcomes), version)

    def of(self, state: RowState) -> list[Outcome]:
        """The rows of one kind."""
        return [outcome for outcome in self.outcomes if outcome.state is state]


def _with_remarks(outcome: Outcome, contradiction: Contradiction | None) -> Outcome:
    if contradiction is None:
        return outcome
    state = RowState.CONFLICT if contradiction.to_confirm else outcome.state
    return replace(outcome, state=state, remarks=(*outcome.remarks, *contradiction.remarks))


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
        self._register = current_register.current(at=at)
        self._seen: set[bytes] = set()

    @property
    def version(self) -> int:
        """The register's version that the rows are held against."""
        return self._register.version

    def sort(self, rows: Sequence[BanRow]) -> list[Outcome]:
        """What becomes of each row: the same row again is known, one person with two decisions is no contradiction."""
        codes = [storage_codes.row_code(row.digest) for row in rows]
        registered = _registered(codes)
        fresh = [(row, code) for row, code in zip(rows, codes, strict=True) if code not in registered]
        compared = dict(zip((row.number for row, _ in fresh), self._beside([row for row, _ in fresh]), strict=True))
        return [
            self._once(row, code, compared.get(row.number), registered) for row, code in zip(rows, codes, strict=True)
        ]

    def _once(self, row: BanRow, code: bytes, compared: Outcome | None, registered: Mapping[bytes, UUID]) -> Outcome:
        if compared is None:
            return Outcome(row, RowState.KNOWN, ban=registered[code])
        if code in self._seen:
            return Outcome(row, RowState.KNOWN, (_REPEATED,))
        self._seen.add(code)
        return compared

    def _beside(self, rows: Sequence[BanRow]) -> list[Outcome]:
        matches = screen([row.person for row in rows], self._register.index)
        bans = _bans_of({match.subject for row_matches in matches for match in row_matches}, at=self._at)
        return [self._outcome(row, row_matches, bans) for row, row_matches in zip(rows, matches, strict=True)]

    def _outcome(self, row: BanRow, matches: Sequence[Match], bans: Mapping[UUID, Sequence[KnownBan]]) -> Outcome:
        person_of = self._register.index.person
        certain = [match for match in matches if same_person(match, row.person, person_of(match.subject))]
        same = [match.subject for match in certain]
        known = next((subject for subject in same if adds_nothing(row.person, person_of(subject))), None)
        comparison = beside(row, [ban for subject in same for ban in bans.get(subject, ())])
        if comparison is not None:
            state = RowState.KNOWN if comparison.same else RowState.CONFLICT
            remarks = comparison.remarks if comparison.same else (*row.doubts, *comparison.remarks)
            return Outcome(row, state, remarks, UUID(comparison.ban.reference), known)
        fresh = RowState.CONFLICT if row.doubts else RowState.NEW
        clash = next((ban for match in matches if match.clash for ban in bans.get(match.subject, ())), None)
        if clash is not None:
            remarks = (*row.doubts, other_person(clash.reference))
            return Outcome(row, fresh, remarks, UUID(clash.reference), known)
        return Outcome(row, fresh, row.doubts, subject=known)


def sort(rows: Sequence[BanRow], *, at: datetime) -> Sorted:
    """Tells what becomes of all rows; writes nothing."""
    sorter = Sorter(at=at)
    return Sorted.compared(sorter.sort(rows), version=sorter.version)


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
    keys = encryption.keys_of([row.ban.closed_by for row in rows])
    by_subject: dict[UUID, list[KnownBan]] = {}
    for row in rows:
        by_subject.setdefault(row.ban.subject_id, []).append(_known_ban(row, keys[row.ban.closed_by]))
    return by_subject


def _known_ban(row: BanVersion, key: bytes) -> KnownBan:
    return KnownBan(
        reference=str(row.ban_id),
        kind=BanKind(row.ban.kind),
        authority=row.authority.code,
        decision_date=row.decision_date,
        first_day=row.first_day,
        last_day=row.last_day,
        case_reference=encryption.open_ground(key, row.ground).case_reference,
        final_on=row.final_on,
    )
