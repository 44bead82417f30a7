"""The day that number 0 stands for in a workbook: the end of 1899, or the first day of 1904 from old Macintoshes."""

import re
import zipfile
from datetime import date
from io import BytesIO

_OF_1900 = date(1899, 12, 30)  # with the 29th of February 1900 that spreadsheets count and the world never had
_OF_1904 = date(1904, 1, 1)
_BOOK = "xl/workbook.xml"
_MOST = 2**20
_SAYS_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true|on)[\"']")
_SECTOR = 512
_GLOBALS = bytes.fromhex("0908100000060500")  # how the part of an .xls about the whole workbook begins
_END, _DATE_MODE = 0x0A, 0x22


def of_archive(content: bytes) -> date | None:
    """The calendar of an .xlsx; None for other archives, whose dates are always marked as such."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(_BOOK) as book:
            return _OF_1904 if _SAYS_1904.search(book.read(_MOST)) else _OF_1900
    except (KeyError, OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return None


def of_old_workbook(content: bytes) -> date | None:
    """The calendar of an .xls; None where its records are not found where they always are."""
    position = next((at for at in range(_SECTOR, len(content), _SECTOR) if content.startswith(_GLOBALS, at)), None)
    while position is not None and position + 4 <= len(content):
        kind, size = (int.from_bytes(content[position + at : position + at + 2], "little") for at in (0, 2))
        if kind == _DATE_MODE and size == 2:
            return _OF_1904 if content[position + 4 : position + 6] == b"\x01\x00" else _OF_1900
        if kind == _END:
            return None
        position += 4 + size
    return None
