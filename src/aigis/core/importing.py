"""From the rows of a list to bans: each row is a whole ban, or rejected with all that is wrong with it in words."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aigis.core import cells
from aigis.core.bans import BanKind, period_of_days, require_lawful
from aigis.core.canonical import canonical
from aigis.core.cells import Cell
from aigis.core.columns import Column, Columns, folded
from aigis.core.errors import InvalidInput
from aigis.core.person.person import Person
from aigis.core.rows import Fault, RowReader, read_person

_NAMED = (Column.FAMILY_NAME, Column.FULL_NAME, Column.GIVEN_NAMES)
_NEEDED = (Column.AUTHORITY, Column.DECISION_DATE, Column.CASE_REFERENCE, Column.FIRST_DAY, Column.LAST_DAY)

_NO_NAME = "Give the name of the person."
_NO_IDENTITY = "Give a birth date, a national number or a document."
_NO_AUTHORITY = "Give the court or judge, by its code or its name."
_UNKNOWN_AUTHORITY = "There is no such authority. Write its code or its name as in the list of authorities."
_NO_DECISION = "Give the date of the decision."
_NO_CASE = "Give the case reference."
_NO_FIRST_DAY = "Give the first day of the ban."
_NO_LAST_DAY = "Give the last day of the ban."
_NOT_FINAL = frozenset({"no", "nee", "neen", "non", "nein"})


@dataclass(frozen=True, slots=True)
class ListedAuthority:
    """An authority of the code list: its code, the kind of ban it imposes, and its names in the four languages."""

    code: str
    kind: BanKind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BanRow:
    """A row that is a whole ban; `number` is the row's number as the sheet shows it, days are Brussels days."""

    number: int
    person: Person
    kind: BanKind
    authority: str
    decision_date: date
    first_day: date
    last_day: date
    legal_basis: str
    case_reference: str
    final_on: date | None

    @property
    def digest(self) -> bytes:
        """SHA-256 over what the row says, however it is written: the same ban in another layout has the same digest."""
        said = {
            "person": self.person.to_dict(),
            "kind": self.kind.value,
            "authority": self.authority,
            "decision_date": self.decision_date.isoformat(),
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "legal_basis": self.legal_basis,
            "case_reference": self.case_reference,
            "final_on": self.final_on.isoformat() if self.final_on else None,
        }
        return hashlib.sha256(canonical(said)).digest()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be registered, with everything that is wrong with it."""

    number: int
    faults: tuple[Fault, ...]

    @property
    def sentence(self) -> str:
        """All faults in one line."""
        return " ".join(map(str, self.faults))


def by_name(authorities: Iterable[ListedAuthority]) -> Mapping[str, ListedAuthority]:
    """The authorities under their folded codes and names; a name that two of them share stands for neither."""
    found: dict[str, ListedAuthority] = {}
    shared: set[str] = set()
    for authority in authorities:
        for word in {folded(name) for name in (authority.code, *authority.names)}:
            if found.setdefault(word, authority) is not authority:
                shared.add(word)
    return {word: authority for word, authority in found.items() if word not in shared}


def require_columns(columns: Columns) -> None:
    """Raises InvalidInput naming all columns without which no row of the list could be a ban."""
    missing = [column.value for column in _NEEDED if column not in columns]
    if not any(column in columns for column in _NAMED):
        missing.insert(0, Column.FULL_NAME.value)
    if missing:
        raise InvalidInput(f"The list has no column for {', '.join(missing)}. Name the columns so.", field="file")


def read_ban(
    row: Sequence[Cell], *, number: int, columns: Columns, authorities: Mapping[str, ListedAuthority], today: date
) -> BanRow | Rejected:
    """Reads one row of a list; `authorities` as `by_name` gives them, `today` decides the century of birth years."""
    reader = RowReader(row, columns)
    person = _subject(reader, today)
    authority, kind = _imposed(reader, authorities)
    decided = reader.needed(Column.DECISION_DATE, cells.day, sentence=_NO_DECISION)
    case = reader.needed(Column.CASE_REFERENCE, cells.texts(longest=120), sentence=_NO_CASE)
    basis = reader.one(Column.LEGAL_BASIS, cells.texts(longest=400)) or ""
    final_on = reader.one(Column.FINAL_ON, _final_on)
    period = _period(reader, kind)
    if reader.faults or not (authority and kind and decided and case and period):
        return Rejected(number, tuple(reader.faults))
    return BanRow(number, person, kind, authority.code, decided, *period, basis, case, final_on)


def _subject(reader: RowReader, today: date) -> Person:
    before = len(reader.faults)
    person = read_person(reader, today=today)
    if len(reader.faults) == before:  # otherwise the cell that should tell is blamed already
        if not person.names:
            reader.blame(Column.FAMILY_NAME, _NO_NAME)
        if not (person.birth or person.national_numbers or person.documents):
            reader.blame(Column.BIRTH_DATE, _NO_IDENTITY)
    return person


def _imposed(
    reader: RowReader, authorities: Mapping[str, ListedAuthority]
) -> tuple[ListedAuthority | None, BanKind | None]:
    """The authority and the kind; an authority imposes one kind, so the kind need not be written."""

    def named(cell: Cell) -> ListedAuthority:
        found = authorities.get(folded(cells.text(cell)))
        if found is None:
            raise InvalidInput(_UNKNOWN_AUTHORITY)
        return found

    authority = reader.needed(Column.AUTHORITY, named, sentence=_NO_AUTHORITY)
    kind = reader.one(Column.KIND, cells.kind)
    if authority and kind and kind is not authority.kind:
        reader.blame(Column.KIND, f"'{authority.code}' imposes a {authority.kind.value}, no {kind.value}. Correct one.")
    return authority, authority.kind if authority else kind


def _final_on(cell: Cell) -> date | None:
    """The day a penalty became final; a plain 'no' says as much as an empty cell."""
    if isinstance(cell, str) and folded(cell) in _NOT_FINAL:
        return None
    return cells.day(cell)


def _period(reader: RowReader, kind: BanKind | None) -> tuple[date, date] | None:
    first = reader.needed(Column.FIRST_DAY, cells.day, sentence=_NO_FIRST_DAY)
    last = reader.needed(Column.LAST_DAY, cells.day, sentence=_NO_LAST_DAY)
    if first is None or last is None:
        return None
    try:
        period_of_days(first=first, last=last)
        if kind is not None:
            require_lawful(kind=kind, first=first, last=last)
    except InvalidInput as wrong:
        reader.blame(Column.LAST_DAY, wrong.sentence)
    return first, last
