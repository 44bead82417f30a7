"""The rows of a list that were left out, on their way out: never a formula."""

from aigis import wiring
from aigis.apps.register.imports.report import Report, ReportLine
from aigis.core.imports.columns import REASON_HEADERS
from aigis.core.imports.rejects import rejects

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}


def as_file(report: Report, lines: list[tuple[ReportLine, str]], *, ending: str, language: str) -> bytes:
    """The rows that were left out, each with its reason, as a file to be corrected and sent again."""
    rows = [(line.cells, why) for line, why in lines]
    headers, cells = rejects(report.headers, rows, reason=REASON_HEADERS.get(language, REASON_HEADERS["en"]))
    return wiring.lists().written(headers, cells, ending=ending)
