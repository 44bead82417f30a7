"""Rows of one list about the same person, compared with each other as with the register."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aigis.core.imports.ban_rows import BanRow
from aigis.core.imports.columns import Column
from aigis.core.imports.conflicts import differences, overlaps, same_case, same_decision, written_names
from aigis.core.person.person import Person
from aigis.core.remarks import Remark

_SAME_CASE = Remark("Row %(row)s of this list has a ban of this person in the same case.")
_SAME_DECISION = Remark("Row %(row)s of this list has a ban of this person by the same decision, case %(case)s.")
_DIFFERS = Remark("%(column)s: %(theirs)s in row %(row)s, %(ours)s in this row.")
_SAME_BAN = Remark(
    "Row %(row)s of this list has the same ban, with other details of the person or another legal basis."
)
_SAME_TIME = Remark(
    "Row %(row)s of this list has a ban of this person by the same authority for the same time, from %(first)s to"
    " %(last)s, case %(case)s."
)
_OTHER_DETAIL = Remark("Row %(row)s of this list is about the same person, with another value for: %(column)s.")
_MOST_REMARKS = 10  # about one row
_MOST_COMPARED = 5  # rows about one person that a row is compared with

Key = tuple[str, object]
Names = set[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Named:
    """A row with the words of its person's names, which take time to find."""

    row: BanRow
    names: Names


@dataclass(slots=True)
class Contradiction:
    """What is to be said of a row because of others; `to_confirm`: it is registered only once that is confirmed."""

    remarks: list[Remark] = field(default_factory=list)
    to_confirm: bool = False

    def add(self, remark: Remark, *, to_confirm: bool) -> None:
        """Adds a remark that is not there yet."""
        self.to_confirm = self.to_confirm or to_confirm
        if len(self.remarks) < _MOST_REMARKS and remark not in self.remarks:
            self.remarks.append(remark)


def contradictions(rows: Sequence[BanRow]) -> Mapping[int, Contradiction]:
    """Returns what is to be said of rows because of others, by the number of the row.

    Rows are about the same person if they share a national number or document, or a name and a full birth date. If
    details of the person or of one case differ, both rows have to be confirmed; of a row that only repeats a case, the
    later one. A second ban by the same decision or for the same time is remarked on.
    """
    by_row: dict[int, Contradiction] = {}
    earlier: dict[Key, list[_Named]] = {}
    for row in rows:
        named = _Named(row, written_names(row.person))
        keys = list(_keys(named))
        others = {other.row.number: other for key in keys for other in earlier.get(key, ())}
        for other in others.values():
            for about, remark, to_confirm in _compare(other, named):
                by_row.setdefault(about.number, Contradiction()).add(remark, to_confirm=to_confirm)
        for key in keys:
            if len(same := earlier.setdefault(key, [])) < _MOST_COMPARED:
                same.append(named)
    return by_row


def _keys(named: _Named) -> Iterator[Key]:
    person = named.row.person
    yield from (("number", number) for number in person.national_numbers)
    yield from (("document", document) for document in person.documents)
    if person.birth and person.birth.full:
        yield from (("name", (name, person.birth)) for name in named.names)


def _compare(earlier: _Named, later: _Named) -> Iterator[tuple[BanRow, Remark, bool]]:
    """Yields remarks on two rows about one person: the row, the remark, and whether it has to be confirmed."""
    first, second = earlier.row, later.row
    columns = list(_other_details(first.person, second.person))
    if not _names_agree(earlier.names, later.names):
        columns.insert(0, Column.FULL_NAME)
    for row, other in ((first, second), (second, first)):
        for column in columns:
            yield row, _OTHER_DETAIL.filled(row=other.number, column=column.value), True
    if same_case(first, second):
        yield from _compare_case(first, second)
    elif same_decision(first, second):
        yield second, _SAME_DECISION.filled(row=first.number, case=first.case_reference), False
    elif overlaps(second, first):
        values = {"first": first.first_day, "last": first.last_day, "case": first.case_reference}
        yield second, _SAME_TIME.filled(row=first.number, **values), False


def _compare_case(first: BanRow, second: BanRow) -> Iterator[tuple[BanRow, Remark, bool]]:
    """Yields remarks on two rows about one person and one case."""
    if not list(differences(second, first)):
        if first.digest != second.digest:
            yield second, _SAME_BAN.filled(row=first.number), True
        return
    for row, other in ((first, second), (second, first)):
        yield row, _SAME_CASE.filled(row=other.number), True
        for column, ours, theirs in differences(row, other):
            yield row, _DIFFERS.filled(column=column.value, row=other.number, ours=ours, theirs=theirs), True


def _other_details(ours: Person, theirs: Person) -> Iterator[Column]:
    """Yields the columns of details that two rows about one person give differently."""
    if ours.birth and theirs.birth and not ours.birth.compatible(theirs.birth):
        yield Column.BIRTH_DATE
    numbers = (ours.national_numbers, theirs.national_numbers)
    if all(numbers) and set(numbers[0]).isdisjoint(numbers[1]):
        yield Column.NATIONAL_NUMBER
    if ours.sex and theirs.sex and ours.sex is not theirs.sex:
        yield Column.SEX
    if ours.nationality and theirs.nationality and ours.nationality != theirs.nationality:
        yield Column.NATIONALITY


def _names_agree(ours: Names, theirs: Names) -> bool:
    """Tells whether some name of one person has all the words of one of the other."""
    return any(set(name) <= set(other) or set(other) <= set(name) for name in ours for other in theirs)
