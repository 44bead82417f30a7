"""What the page of a compared list shows: its rows in words, the tabs, and what registering it would do."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from aigis.apps.register.imports.queries import ListedUpload, ShownRows
from aigis.apps.register.imports.report import ReportLine
from aigis.core.imports.ban_rows import RowState
from aigis.core.person.birth import BirthDate
from aigis.core.remarks import Remark
from aigis.web.labels.imports import ROW_STATES, translate_remark

_DIGITS = 7  # rows are counted in no more


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A row as the page shows it; `ticked` where a conflict is to be registered all the same."""

    line: ReportLine
    born: BirthDate | None
    remarks: tuple[str, ...]
    notes: tuple[str, ...]
    ticked: bool

    @property
    def can_tick(self) -> bool:
        """Tells whether somebody may choose to register it all the same."""
        return self.line.state is RowState.CONFLICT


@dataclass(frozen=True, slots=True)
class Tab:
    """A choice of rows: its word, how many they are, and its address."""

    word: str
    count: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class RegistrationPlan:
    """What registering the list would do: how many bans, and a sentence for each kind of row."""

    bans: int
    sentences: tuple[str, ...]
    left_out: int


def asked(query: QueryDict) -> tuple[RowState | None, int]:
    """Which rows are asked for; what nobody can have meant is the first page of all."""
    state = query.get("state", "")
    number = query.get("page", "1")
    return (RowState(state) if state in ROW_STATES else None), (int(number) if _is_number(number) else 1)


def numbers(words: Iterable[str]) -> list[int]:
    """Row numbers as a form sends them."""
    return [int(word) for word in words if _is_number(word)]


def line(report_line: ReportLine, upload: ListedUpload) -> ShownLine:
    """A row in the reader's words."""
    born = BirthDate.parse(report_line.born) if report_line.born else None
    remarks, notes = (tuple(map(told, some)) for some in (report_line.remarks, report_line.notes))
    return ShownLine(report_line, born, remarks, notes, report_line.number in upload.chosen)


def told(remark: Remark) -> str:
    """Returns a remark with the header of its column before it, punctuated as the reader's language does."""
    if not remark.column:
        return translate_remark(remark)
    return gettext("%(column)s: %(remark)s") % {"column": remark.column, "remark": translate_remark(remark)}


def reason(report_line: ReportLine) -> str:
    """Why a row was not registered, in one line with its number."""
    row = gettext("Row %(number)s.") % {"number": report_line.number}
    return " ".join([row, *map(told, report_line.remarks)])


def tabs(shown: ShownRows, state: RowState | None) -> list[Tab]:
    """All rows, and those of each state that has any."""
    counts, upload = shown.report.counts, shown.upload.upload
    tab_list = [Tab(gettext("All rows"), sum(counts.values()), address(upload, "", ""), current=state is None)]
    for code, word in ROW_STATES.items():
        if counts.get(code):
            tab_list.append(Tab(str(word), counts[code], address(upload, code, ""), current=state == code))
    return tab_list


def address(upload: UUID, state: str, page: str) -> str:
    """The address of some rows of a list."""
    query = {name: value for name, value in (("state", state), ("page", page)) if value}
    return reverse("import", args=[upload]) + (f"?{urlencode(query)}" if query else "")


def plan(upload: ListedUpload) -> RegistrationPlan:
    """What would happen now if somebody registered the list."""
    new, known, conflict, rejected = (upload.counts.get(state, 0) for state in ROW_STATES)
    counted = gettext("Rows of the file: %(rows)s. Read: %(read)s, rejected: %(rejected)s.") % {
        "rows": new + known + conflict + rejected,
        "read": new + known + conflict,
        "rejected": rejected,
    }
    chosen = len(upload.chosen)
    left_out = conflict - chosen + rejected
    kinds = [
        (
            new,
            ngettext("%(n)s new row will be registered as a ban.", "%(n)s new rows will be registered as bans.", new),
        ),
        (
            chosen,
            ngettext(
                "%(n)s conflict that you selected will be registered as a ban anyway.",
                "%(n)s conflicts that you selected will be registered as bans anyway.",
                chosen,
            ),
        ),
        (
            known,
            ngettext(
                "%(n)s row is already in the register and changes nothing.",
                "%(n)s rows are already in the register and change nothing.",
                known,
            ),
        ),
        (
            left_out,
            ngettext(
                "%(n)s row is left out. Download it to correct it.",
                "%(n)s rows are left out. Download them to correct them.",
                left_out,
            ),
        ),
    ]
    return RegistrationPlan(new + chosen, (counted, *(text % {"n": count} for count, text in kinds if count)), left_out)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= _DIGITS
