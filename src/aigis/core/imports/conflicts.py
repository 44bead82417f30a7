"""A row of a list beside the bans the register already has of the same person: the same one, or a contradiction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from aigis.core.bans.versions import BanKind
from aigis.core.imports.ban_rows import BanRow
from aigis.core.imports.columns import Column, folded
from aigis.core.matching.types import Match, Strength
from aigis.core.person.names import tokens
from aigis.core.person.person import Person
from aigis.core.remarks import Remark

_SAME_CASE = Remark("The register has a ban on this person in the same case: %(reference)s.")
_SAME_DECISION = Remark("The register has a ban on this person by the same decision: %(reference)s.")
_SAME_TIME = Remark(
    "The register has a ban on this person by the same authority for the same period, "
    "%(first)s to %(last)s, case %(case)s: %(reference)s."
)
_DIFFERS = Remark("%(column)s: %(theirs)s in the register, %(ours)s in the list.")
_OTHER_PERSON = Remark(
    "A subject in the register has the same number or document but another name and date of birth. Check %(reference)s."
)


@dataclass(frozen=True, slots=True)
class KnownBan:
    """A ban of the register that is not over, as a list would write it; `reference` is its own one."""

    reference: str
    kind: BanKind
    authority: str
    decision_date: date
    first_day: date
    last_day: date
    case_reference: str
    final_on: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the register already holds of a row's person: the ban in question, and how the row differs from it."""

    ban: KnownBan
    remarks: tuple[Remark, ...]

    @property
    def same(self) -> bool:
        """Tells whether the register has the very ban of the row."""
        return not self.remarks


def same_person(match: Match, ours: Person, theirs: Person) -> bool:
    """Tells whether a match leaves no doubt: certain, or the same name with the same full birth date."""
    if match.strength is Strength.CERTAIN:
        return True
    if match.clash or ours.birth is None or not ours.birth.full or ours.birth != theirs.birth:
        return False
    return not written_names(ours).isdisjoint(written_names(theirs))


def adds_nothing(ours: Person, theirs: Person) -> bool:
    """Tells whether a subject's recorded identity says all that a row says of the person, and nothing against it."""
    return (
        set(ours.names) <= set(theirs.names)
        and ours.birth in (None, theirs.birth)
        and set(ours.national_numbers) <= set(theirs.national_numbers)
        and set(ours.documents) <= set(theirs.documents)
        and ours.sex in (None, theirs.sex)
        and ours.nationality in (None, theirs.nationality)
    )


def other_person(reference: str) -> Remark:
    """What is said where number or document belong to somebody else in the register."""
    return _OTHER_PERSON.filled(reference=reference)


def beside(row: BanRow, bans: Iterable[KnownBan]) -> Found | None:
    """The ban of the register that a row repeats or contradicts; a repeated one goes before a contradicted one."""
    of_person = list(bans)
    decided = [Found(ban, tuple(_decision(row, ban))) for ban in of_person if same_decision(row, ban)]
    if decided:
        return min(decided, key=lambda decision: len(decision.remarks))
    return next((Found(ban, (_same_time(ban),)) for ban in of_person if overlaps(row, ban)), None)


class Decided(Protocol):
    """A ban as a decision, in the register or in a row."""

    @property
    def kind(self) -> BanKind: ...

    @property
    def authority(self) -> str: ...

    @property
    def decision_date(self) -> date: ...

    @property
    def first_day(self) -> date: ...

    @property
    def last_day(self) -> date: ...

    @property
    def case_reference(self) -> str: ...

    @property
    def final_on(self) -> date | None: ...


def same_decision(row: Decided, ban: Decided) -> bool:
    """Tells whether two bans of one person are by the same decision."""
    return same_case(row, ban) or (row.authority == ban.authority and row.decision_date == ban.decision_date)


def same_case(row: Decided, ban: Decided) -> bool:
    """Tells whether two bans are in the same case."""
    return folded(row.case_reference) == folded(ban.case_reference)


def _decision(row: BanRow, ban: KnownBan) -> Iterator[Remark]:
    """How a row differs from the ban of the same decision; nothing where it does not."""
    differing = list(differences(row, ban))
    if differing:
        sentence = _SAME_CASE if same_case(row, ban) else _SAME_DECISION
        yield sentence.filled(reference=ban.reference)
    for column, ours, theirs in differing:
        yield _DIFFERS.filled(column=column.value, ours=ours, theirs=theirs)


def differences(row: Decided, ban: Decided) -> Iterator[tuple[Column, object, object]]:
    """Yields the columns in which two bans by one decision differ, and what each has."""
    pairs: tuple[tuple[Column, object, object], ...] = (
        (Column.KIND, row.kind.value, ban.kind.value),
        (Column.AUTHORITY, row.authority, ban.authority),
        (Column.DECISION_DATE, row.decision_date, ban.decision_date),
        (Column.FIRST_DAY, row.first_day, ban.first_day),
        (Column.LAST_DAY, row.last_day, ban.last_day),
        (Column.FINAL_ON, row.final_on, ban.final_on),
    )
    yield from ((column, ours or "–", theirs or "–") for column, ours, theirs in pairs if ours != theirs)
    if not same_case(row, ban):
        yield Column.CASE_REFERENCE, row.case_reference, ban.case_reference


def overlaps(row: Decided, ban: Decided) -> bool:
    """Tells whether two bans are by the same authority for the same time."""
    return row.authority == ban.authority and row.first_day <= ban.last_day and ban.first_day <= row.last_day


def _same_time(ban: KnownBan) -> Remark:
    return _SAME_TIME.filled(reference=ban.reference, first=ban.first_day, last=ban.last_day, case=ban.case_reference)


def written_names(person: Person) -> set[tuple[str, ...]]:
    """Returns the words of each name, in one order however they are written."""
    return {tuple(sorted(tokens(name.full))) for name in person.names}
