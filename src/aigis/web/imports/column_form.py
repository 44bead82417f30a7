"""The form by which somebody says what the columns of a list are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from aigis.apps.register.imports.column_mapping import Choice, MappingProposal
from aigis.apps.register.imports.report import Report
from aigis.core.errors import InvalidInput
from aigis.core.imports.ban_rows import missing
from aigis.core.imports.columns import Column, columns_as
from aigis.web.labels.imports import COLUMNS

_LETTERS = 26


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column as the form shows it: its letter, header and first cells, what it is taken for, and what is wrong."""

    place: int
    letter: str
    header: str
    samples: tuple[str, ...]
    chosen: str
    unsure: bool
    error: str


@dataclass(frozen=True, slots=True)
class MappingForm:
    """The whole form, with a sentence for what is missing as a whole."""

    lines: tuple[ColumnLine, ...]
    month_first: bool
    missing: str = ""

    @property
    def sound(self) -> bool:
        """Tells whether nothing is wrong with it."""
        return not self.missing and not any(line.error for line in self.lines)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Everything wrong, by the field where it can be put right."""
        whole = [("column-0", self.missing)] if self.missing else []
        return whole + [(f"column-{line.place}", line.error) for line in self.lines if line.error]

    @property
    def choice(self) -> Choice:
        """What the form says."""
        return Choice(tuple(Column(line.chosen) if line.chosen else None for line in self.lines), self.month_first)


def proposed(report: Report, proposal: MappingProposal, earlier: Choice | None) -> MappingForm:
    """The form as it opens: what was said of this list before, or what is proposed for it."""
    if earlier is not None:
        return _form(report, earlier.columns, earlier.month_first)
    guessed = [
        index for index, suggestion in enumerate(proposal.suggestions) if suggestion.column and not suggestion.sure
    ]
    columns = [suggestion.column for suggestion in proposal.suggestions]
    return _form(report, columns, proposal.month_first, unsure=guessed)


def sent(report: Report, sent_fields: QueryDict) -> MappingForm:
    """The form as it was sent, with what is wrong with it."""
    words = [sent_fields.get(f"column-{index}", "") for index in range(len(report.headers))]
    columns = [Column(word) if word in COLUMNS else None for word in words]
    form = _form(report, columns, sent_fields.get("order") == "month")
    if any(line.error for line in form.lines):
        return form
    lacking = missing(columns_as(report.headers, columns))
    if not lacking:
        return form
    names = ", ".join(str(COLUMNS[column.value]) for column in lacking)
    return MappingForm(form.lines, form.month_first, gettext("Choose a column for: %(names)s.") % {"names": names})


def _form(
    report: Report, columns: Sequence[Column | None], month_first: bool, *, unsure: Sequence[int] = ()
) -> MappingForm:
    offered = [column if column and column.value in COLUMNS else None for column in columns]
    errors = _doubled(report.headers, offered)
    lines = tuple(
        ColumnLine(
            place=index,
            letter=letter(index),
            header=header,
            samples=tuple(row[index] for row in report.samples if index < len(row) and row[index]),
            chosen=column.value if column else "",
            unsure=index in unsure,
            error=errors.get(index, ""),
        )
        for index, (header, column) in enumerate(zip(report.headers, offered, strict=True))
    )
    return MappingForm(lines, month_first)


def _doubled(headers: Sequence[str], columns: Sequence[Column | None]) -> dict[int, str]:
    """The columns that were chosen a second time where a list can have only one."""
    errors_by_index: dict[int, str] = {}
    for index in range(len(columns)):
        before = [column if at < index and at not in errors_by_index else None for at, column in enumerate(columns)]
        before[index] = columns[index]
        try:
            columns_as(headers, before)
        except InvalidInput:
            errors_by_index[index] = gettext("Another column already has this meaning. Choose one of the two.")
    return errors_by_index


def letter(index: int) -> str:
    """The letters under which a spreadsheet shows a column, counted from 0."""
    above, rest = divmod(index, _LETTERS)
    return (letter(above - 1) if above else "") + chr(ord("A") + rest)
