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
    LONG_CELL = "long_cell"
    OPEN_QUOTE = "open_quote"
    AFTER_QUOTE = "after_quote"
    ROWS_IN_CELL = "rows_in_cell"
    ROWS_LOST = "rows_lost"
    TWO_HEADERS = "two_headers"
    ENCODING = "encoding"


_ERRORS = {
    Refusal.TOO_BIG: InvalidInput("The file is larger than 20 MB. Split the list into several files.", field="file"),
    Refusal.TOO_HARD: InvalidInput(
        "The file could not be read: it is damaged, too large or not a plain list. Copy the list "
        "into a new workbook, or save it as CSV, and send that file.",
        field="file",
    ),
    Refusal.PROTECTED: InvalidInput(
        "The file has a password. Save it without a password and send it again.", field="file"
    ),
    Refusal.EMPTY: InvalidInput(
        "The file contains no list. Put the column names in the first row and one person in each row below.",
        field="file",
    ),
    Refusal.NOT_WORKBOOK: InvalidInput(
        "The file is not a workbook, despite its name. Open it, save it as .xlsx or CSV, and send that file.",
        field="file",
    ),
    Refusal.BOMB: InvalidInput(
        "The workbook is too large when unpacked. Copy the list into a new workbook and send that.",
        field="file",
    ),
    Refusal.MANY_CELLS: InvalidInput(
        "The list is too long: more than two million cells or 64 MB of text. Split it into several files.",
        field="file",
    ),
    Refusal.DAMAGED: InvalidInput(
        "The workbook is damaged or not a plain list. Copy the list into a new workbook, or save it as CSV.",
        field="file",
    ),
    Refusal.NOT_A_LIST: InvalidInput(
        "The file is not a list. Send a workbook (.xlsx, .xls, .ods) or a CSV file.", field="file"
    ),
    Refusal.BROKEN: InvalidInput(
        "The CSV file is incomplete. Save it again from the spreadsheet.",
        field="file",
    ),
    Refusal.LONG_CELL: InvalidInput(
        "Row %(row)s has a cell of more than 32,767 characters: a quotation mark may not be closed. Correct the row"
        " and send the file again.",
        field="file",
        values={"row": 0},
    ),
    Refusal.OPEN_QUOTE: InvalidInput(
        "Row %(row)s opens a quotation mark that is never closed. Close it or remove it, and send the file again.",
        field="file",
        values={"row": 0},
    ),
    Refusal.AFTER_QUOTE: InvalidInput(
        "In row %(row)s, text follows a closing quotation mark. Remove the stray mark, or double "
        "the quotation marks within the cell. Then send the file again.",
        field="file",
        values={"row": 0},
    ),
    Refusal.ROWS_IN_CELL: InvalidInput(
        "In row %(row)s, a cell between quotation marks covers several lines. Remove the stray "
        "quotation mark, or write the cell on one line. Then send the file again.",
        field="file",
        values={"row": 0},
    ),
    Refusal.TWO_HEADERS: InvalidInput(
        "Row %(row)s looks like column names, and so does a row above it. Remove one of them, and send the file again.",
        field="file",
        values={"row": 0},
    ),
    Refusal.ENCODING: InvalidInput(
        "The letters of the file can be read in several encodings: %(readings)s. Send it again and say its encoding.",
        field="encoding",
        values={"readings": ""},
    ),
    Refusal.ROWS_LOST: InvalidInput(
        "The file was not read completely, and nothing was imported. Save the list as .xlsx and send that file.",
        field="file",
    ),
}


def refused(refusal: Refusal, *, row: int = 0, readings: str = "") -> InvalidInput:
    """The error that says why, and in which row; a new one each time, for whoever raises it adds to it.

    `readings`: a word of the file as each likely encoding reads it.
    """
    known = _ERRORS[refusal]
    values = {"row": row, "readings": readings}
    return InvalidInput(known.template, field=known.field, values={name: values[name] for name in known.values})
