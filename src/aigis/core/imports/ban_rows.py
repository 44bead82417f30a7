"""From the rows of a list to bans: each row is a whole ban, or rejected with all that is wrong with it in words."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, partial

from rapidfuzz.distance import Indel
from rapidfuzz.process import extractOne

from aigis.core.bans.lifecycle import Terms, begin
from aigis.core.bans.versions import BanKind
from aigis.core.crypto.canonical_json import canonical
from aigis.core.dates.brussels import midnight
from aigis.core.errors import DetailsDisagree, InvalidInput
from aigis.core.imports import cells
from aigis.core.imports.cells import Cell
from aigis.core.imports.columns import Column, Columns, folded
from aigis.core.imports.date_columns import DATES, DateColumns
from aigis.core.imports.dates import Dated, Dates, day
from aigis.core.imports.row_reader import SLIPPED, RowReader, read_person
from aigis.core.imports.table import Row, Table
from aigis.core.person.consistency import find_detail_faults
from aigis.core.person.identity import find_lacking_for_ban
from aigis.core.person.person import Person
from aigis.core.remarks import Remark

_NAMED = (Column.FAMILY_NAME, Column.FULL_NAME, Column.GIVEN_NAMES)
_NEEDED = (Column.AUTHORITY, Column.DECISION_DATE, Column.CASE_REFERENCE, Column.FIRST_DAY, Column.LAST_DAY)
# The columns that the register's own names of fields stand for.
_PLACES = {"starts_on": Column.FIRST_DAY, "decision_date": Column.DECISION_DATE, "final_on": Column.FINAL_ON}

_DETAILS = {
    "birth_date": Column.BIRTH_DATE,
    "national_number": Column.NATIONAL_NUMBER,
    "sex": Column.SEX,
}

_NO_AUTHORITY = Remark("Enter the court or judge, by code or name.")
_NO_DECISION = Remark("Enter the date of the decision.")
_NO_CASE = Remark("Enter the case reference.")
_NO_FIRST_DAY = Remark("Enter the first day of the ban.")
_NO_LAST_DAY = Remark("Enter the last day of the ban.")
_OTHER_KIND = Remark(
    "'%(authority)s' imposes bans of the kind %(kind)s, not %(other_kind)s. Correct the authority or the kind."
)
_NOT_FINAL = frozenset({"no", "nee", "neen", "non", "nein"})
_NEAR = 0.75


class RowState(StrEnum):
    """What becomes of a row: it is new, the register has it, it contradicts the register or itself, or it is no ban."""

    NEW = "new"
    KNOWN = "known"
    CONFLICT = "conflict"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ListedAuthority:
    """An authority of the code list: its code, the kind of ban it imposes, and its names in the four languages."""

    code: str
    kind: BanKind
    names: tuple[str, ...]


@dataclass(frozen=True)
class BanRow:
    """A row that is a whole ban; `number` is the row's number as the sheet shows it, days are Brussels days.

    `notes` say what was read in one of several possible ways, `doubts` which details disagree and which cells may mean
    something else: such a row is registered only once that is confirmed.
    """

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
    notes: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 over what the row says, however it is written: the same ban in another layout has the same digest."""
        content = {
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
        return hashlib.sha256(canonical(content)).digest()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be registered, with everything that is wrong with it."""

    number: int
    faults: tuple[Remark, ...]

    @property
    def sentence(self) -> str:
        """All faults in one line."""
        return " ".join(map(str, self.faults))


class Authorities:
    """The code list of authorities, found by code or by name; a name that two of them share stands for neither."""

    def __init__(self, listed: Iterable[ListedAuthority]) -> None:
        by_word: dict[str, ListedAuthority] = {}
        shared: set[str] = set()
        self._written: dict[str, str] = {}
        for authority in listed:
            for name in (authority.code, *authority.names):
                word = folded(name)
                self._written[word] = name
                if by_word.setdefault(word, authority) is not authority:
                    shared.add(word)
        self._by_name = {word: authority for word, authority in by_word.items() if word not in shared}

    def named(self, cell: Cell) -> ListedAuthority:
        """The authority a cell names; raises InvalidInput, with the nearest name, where there is none."""
        word = folded(cells.text(cell))
        authority = self._by_name.get(word)
        if authority is not None:
            return authority
        near = extractOne(word, self._by_name.keys(), scorer=Indel.normalized_similarity, score_cutoff=_NEAR)
        if near is None:
            raise InvalidInput("This authority does not exist. Write its code or name as in the list of authorities.")
        raise InvalidInput(
            "This authority does not exist. The most similar name is '%(nearest)s'. If you mean that one, write it so.",
            values={"nearest": self._written[near[0]]},
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """How a list is read: what its columns mean, the authorities, its dates and the order in which they are written."""

    columns: Columns
    authorities: Authorities
    dates: Dates
    order: DateColumns

    @classmethod
    def of(cls, table: Table, *, columns: Columns, authorities: Authorities, dates: Dates) -> "Reading":
        """Looks through the columns of dates once, then reads rows; `dates` gets the workbook's calendar."""
        known = Dates(dates.today, dates.month_first, table.epoch)
        order = DateColumns.of(table.rows, columns, month_first=dates.month_first)
        return cls(columns, authorities, known, order)

    @property
    def places_of_dates(self) -> frozenset[int]:
        """The columns that hold dates, counted from 0."""
        return frozenset(place for column in DATES for place in self.columns.places.get(column, ()))


def missing(columns: Columns) -> list[Column]:
    """The columns without which no row of the list could be a ban."""
    absent = [column for column in _NEEDED if column not in columns]
    return absent if any(column in columns for column in _NAMED) else [Column.FULL_NAME, *absent]


def require_columns(columns: Columns) -> None:
    """Raises InvalidInput naming all columns that are missing."""
    if lacking := missing(columns):
        raise InvalidInput(
            "The list has no column for %(columns)s. Add or rename the columns.",
            field="file",
            values={"columns": ", ".join(lacking)},
        )


def read_ban(row: Row, *, reading: Reading) -> BanRow | Rejected:
    """Reads one row of a list."""
    if row.slipped:
        return Rejected(row.number, (SLIPPED,))
    reader = RowReader(row.cells, reading.columns, order=reading.order, doubts=row.doubts)
    person = _subject(reader, reading.dates)
    authority, kind = _imposed(reader, reading.authorities)
    reader.need(Column.CASE_REFERENCE, _NO_CASE)
    case = reader.one(Column.CASE_REFERENCE, cells.texts(longest=120))
    basis = reader.one(Column.LEGAL_BASIS, cells.texts(longest=400)) or ""
    terms = _terms(reader, kind, reading.dates)
    decided = terms.decision_date if terms else None
    doubts = (*reader.doubts, *_judge_details(reader, person, today=reading.dates.today, decided=decided))
    if reader.faults or not (authority and kind and case and terms):
        return Rejected(row.number, (*reader.faults, *doubts))
    days = (terms.decision_date, terms.first_day, terms.last_day)
    notes = tuple(reader.notes)
    return BanRow(row.number, person, kind, authority.code, *days, basis, case, terms.final_on, notes, doubts)


def _judge_details(reader: RowReader, person: Person, *, today: date, decided: date | None) -> tuple[Remark, ...]:
    """Makes details that nobody can have faults of the row; returns those that disagree, to be confirmed."""
    doubts = []
    for fault in find_detail_faults(person, today=today, banned_on=decided or today, field=""):
        column = _DETAILS[fault.field or ""]
        if isinstance(fault, DetailsDisagree):
            doubts.append(Remark.of(fault, column=reader.header(column)))
        else:
            reader.blame(column, Remark.of(fault))
    return tuple(doubts)


def _subject(reader: RowReader, dates: Dates) -> Person:
    before = len(reader.faults)
    person = read_person(reader, dates=dates)
    if len(reader.faults) == before:  # otherwise the cell that should tell is blamed already
        for lacking in find_lacking_for_ban(person, field=""):
            column = Column.BIRTH_DATE if lacking.field == ".birth_date" else _name_column(reader)
            reader.blame(column, Remark.of(lacking))
    return person


def _name_column(reader: RowReader) -> Column:
    return next((column for column in _NAMED if reader.filled(column)), _NAMED[0])


def _imposed(reader: RowReader, authorities: Authorities) -> tuple[ListedAuthority | None, BanKind | None]:
    """The authority and the kind; an authority imposes one kind, so the kind need not be written."""
    reader.need(Column.AUTHORITY, _NO_AUTHORITY)
    authority = reader.one(Column.AUTHORITY, authorities.named)
    kind = reader.one(Column.KIND, cells.kind)
    if authority and kind and kind is not authority.kind:
        remark = _OTHER_KIND.filled(authority=authority.code, kind=authority.kind.value, other_kind=kind.value)
        reader.blame(Column.KIND, remark)
    return authority, authority.kind if authority else kind


def _terms(reader: RowReader, kind: BanKind | None, dates: Dates) -> Terms | None:
    """What the row says of the time, where all of it can be read and is lawful for the kind."""
    read = partial(day, dates=dates)
    decided = _needed_day(reader, Column.DECISION_DATE, _NO_DECISION, dates)
    final_on = reader.date(Column.FINAL_ON, lambda cell: Dated(None) if _says_no(cell) else read(cell))
    first = _needed_day(reader, Column.FIRST_DAY, _NO_FIRST_DAY, dates)
    last = _needed_day(reader, Column.LAST_DAY, _NO_LAST_DAY, dates)
    if decided is None or first is None or last is None:
        return None
    terms = Terms(first, last, decided, final_on)
    try:
        if kind is not None:
            begin(kind, terms, at=midnight(dates.today))
    except InvalidInput as wrong:
        reader.blame(_PLACES.get(wrong.field or "", Column.LAST_DAY), Remark.of(wrong))
    return terms


def _needed_day(reader: RowReader, column: Column, absent: Remark, dates: Dates) -> date | None:
    reader.need(column, absent)
    return reader.date(column, partial(day, dates=dates))


def _says_no(cell: Cell) -> bool:
    """A penalty that is not final may say so in a word, which says as much as an empty cell."""
    return isinstance(cell, str) and folded(cell) in _NOT_FINAL
