"""What is kept of an uploaded list beside the file: its headers, what became of each row, and what came of it all."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aigis.apps.audit import sealed_fields
from aigis.apps.audit.data_keys import month_key, open_of_month
from aigis.apps.register.imports.classification import Outcome
from aigis.apps.register.models import Upload
from aigis.core.crypto import field_encryption
from aigis.core.imports.ban_rows import Rejected, RowState
from aigis.core.imports.table import Table
from aigis.core.privacy.retention import Kept
from aigis.core.remarks import Remark

_FIELD = "register.upload"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What became of one row: who and what it says as far as it could be read, remarks, and the ban in question.

    `made` is the ban it was registered as. `cells` are kept of rows that somebody may have to correct.
    """

    number: int
    state: RowState
    name: str
    born: str
    authority: str
    case: str
    first_day: date | None
    last_day: date | None
    remarks: tuple[Remark, ...]
    notes: tuple[Remark, ...]
    ban: UUID | None = None
    made: UUID | None = None
    cells: tuple[str, ...] = ()

    @property
    def left_out(self) -> bool:
        """Tells whether the row is not registered, so that somebody has to look at it again."""
        return self.made is None and self.state in (RowState.REJECTED, RowState.CONFLICT)


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. `said` is what stands at the top: why the file was refused, or why the rows have to be seen again."""

    headers: tuple[str, ...]
    rows: int
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    lines: tuple[ReportLine, ...] = ()
    said: Remark | None = None
    counts: dict[str, int] = field(default_factory=dict)
    encoding: str = ""

    @classmethod
    def of(cls, table: Table, samples: Sequence[Sequence[str]]) -> "Report":
        """The report of a file that was only opened yet."""
        few = tuple(tuple(row) for row in samples)
        others = tuple(dict.fromkeys((*table.other_sheets, *table.other_lists)))
        return cls(table.headers, len(table.rows), table.sheet, others, few, encoding=table.encoding)

    def with_lines(self, lines: Iterable[ReportLine], *, remark: Remark | None = None) -> "Report":
        """The report once the rows were compared with the register."""
        kept_lines = tuple(lines)
        counts = Counter(line.state.value for line in kept_lines)
        return replace(
            self, lines=kept_lines, said=remark, counts={state.value: counts[state.value] for state in RowState}
        )


def sound(outcome: Outcome, cells: Sequence[str]) -> ReportLine:
    """The line of a row that is a whole ban."""
    row = outcome.row
    person = row.person
    return ReportLine(
        number=row.number,
        state=outcome.state,
        name=person.names[0].full,
        born=str(person.birth) if person.birth else "",
        authority=row.authority,
        case=row.case_reference,
        first_day=row.first_day,
        last_day=row.last_day,
        remarks=outcome.remarks,
        notes=row.notes,
        ban=outcome.ban,
        cells=tuple(cells) if outcome.state is RowState.CONFLICT else (),
    )


def rejected(row: Rejected, *, name: str, cells: Sequence[str]) -> ReportLine:
    """The line of a row that is no ban; `name` is whatever stands in its columns of names."""
    nothing = ("", "", "", None, None)
    return ReportLine(row.number, RowState.REJECTED, name, *nothing, row.faults, (), cells=tuple(cells))


def close_file(content: bytes, *, at: datetime) -> bytes:
    """The stored form of an uploaded file."""
    return _close(content, at)


def open_file(upload: Upload) -> bytes:
    """The bytes of an uploaded file."""
    return _open(upload, upload.file)


def close_name(name: str, *, at: datetime) -> str:
    """The stored form of a file's name, which may be a person's."""
    return _close(name.encode("utf-8", "replace"), at).hex()


def open_name(upload: Upload) -> str:
    """The name of an uploaded file."""
    return _open(upload, bytes.fromhex(upload.columns["name"])).decode()


def close_report(report: Report, *, at: datetime) -> bytes:
    """The stored form of a report."""
    content = {
        "headers": report.headers,
        "rows": report.rows,
        "sheet": report.sheet,
        "other_sheets": report.other_sheets,
        "samples": report.samples,
        "lines": [_kept(line) for line in report.lines],
        "said": report.said.to_list() if report.said else None,
        "counts": report.counts,
        "encoding": report.encoding,
    }
    return _close(zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 1), at)


def open_report(upload: Upload) -> Report:
    """The report of an upload."""
    content = json.loads(zlib.decompress(_open(upload, upload.report or b"")))
    return Report(
        headers=tuple(content["headers"]),
        rows=content["rows"],
        sheet=content["sheet"],
        other_sheets=tuple(content["other_sheets"]),
        samples=tuple(map(tuple, content["samples"])),
        lines=tuple(map(_line, content["lines"])),
        said=Remark.from_list(content["said"]) if content["said"] else None,
        counts=content["counts"],
        encoding=content.get("encoding", ""),
    )


def _kept(line: ReportLine) -> list[Any]:
    remarks, notes = ([remark.to_list() for remark in some] for some in (line.remarks, line.notes))
    days = [day.isoformat() if day else None for day in (line.first_day, line.last_day)]
    bans = [str(ban) if ban else None for ban in (line.ban, line.made)]
    words = [line.number, line.state.value, line.name, line.born, line.authority, line.case]
    return [*words, *days, remarks, notes, *bans, line.cells]


def _line(stored: list[Any]) -> ReportLine:
    number, state, name, born, authority, case, first, last, remarks, notes, ban, made, cells = stored
    return ReportLine(
        number=number,
        state=RowState(state),
        name=name,
        born=born,
        authority=authority,
        case=case,
        first_day=date.fromisoformat(first) if first else None,
        last_day=date.fromisoformat(last) if last else None,
        remarks=tuple(map(Remark.from_list, remarks)),
        notes=tuple(map(Remark.from_list, notes)),
        ban=UUID(ban) if ban else None,
        made=UUID(made) if made else None,
        cells=tuple(cells),
    )


def _close(plain: bytes, at: datetime) -> bytes:
    return sealed_fields.seal_bytes(month_key(at, kept_class=Kept.UPLOADS), field=_FIELD, plain=plain)


def _open(upload: Upload, closed: field_encryption.Stored) -> bytes:
    return open_of_month(upload.at, kept_class=Kept.UPLOADS, field=_FIELD, closed=closed)
