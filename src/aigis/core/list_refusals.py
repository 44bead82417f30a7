"""Why a file is no list: the codes a reading child answers with, and what each says to whoever sent the file."""

from enum import StrEnum

from aigis.core.errors import InvalidInput


class Refusal(StrEnum):
    """The reasons for which a whole file is refused."""

    TOO_BIG = "too_big"
    TOO_HARD = "too_hard"
    PROTECTED = "protected"
    EMPTY = "empty"
    NOT_WORKBOOK = "not_workbook"
    BOMB = "bomb"
    MANY_CELLS = "many_cells"
    DAMAGED = "damaged"
    NOT_A_LIST = "not_a_list"
    BROKEN = "broken"


_ERRORS = {
    Refusal.TOO_BIG: InvalidInput("The file is larger than 20 MB. Split the list into several files.", field="file"),
    Refusal.TOO_HARD: InvalidInput(
        "The file could not be read: it is damaged, too large once unpacked, or not a plain list."
        " Copy the list into a new workbook, or save it as CSV, and send that.",
        field="file",
    ),
    Refusal.PROTECTED: InvalidInput(
        "The file is protected by a password. Save it without a password and send it again.", field="file"
    ),
    Refusal.EMPTY: InvalidInput(
        "The file holds no list. Put the column names in the first row and one person on each further row.",
        field="file",
    ),
    Refusal.NOT_WORKBOOK: InvalidInput(
        "The file is not a workbook, whatever its name says. Open it, save it as .xlsx or CSV, and send that.",
        field="file",
    ),
    Refusal.BOMB: InvalidInput(
        "The workbook unpacks to far more than a list needs. Copy the list into a new workbook and send that.",
        field="file",
    ),
    Refusal.MANY_CELLS: InvalidInput(
        "The list is too long: more than two million cells or 64 MB of text. Split it into files.", field="file"
    ),
    Refusal.DAMAGED: InvalidInput(
        "The workbook is damaged or not a plain list. Copy the list into a new workbook, or save it as CSV.",
        field="file",
    ),
    Refusal.NOT_A_LIST: InvalidInput(
        "The file is not a list. Send a workbook (.xlsx, .xls, .ods) or a CSV file.", field="file"
    ),
    Refusal.BROKEN: InvalidInput(
        "The CSV file breaks off or has a cell of more than 32,767 characters. Save it again from the spreadsheet.",
        field="file",
    ),
}


def refused(refusal: Refusal) -> InvalidInput:
    """The error that says why; a new one each time, for whoever raises it adds to it."""
    known = _ERRORS[refusal]
    return InvalidInput(known.template, field=known.field)
