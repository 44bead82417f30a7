"""Reads single cells of a list as offices fill them in: names, numbers that lost their zeros, words of closed lists."""

import re
from collections.abc import Callable
from datetime import date, datetime
from unicodedata import category

from aigis.core.bans.versions import BanKind
from aigis.core.errors import InvalidInput
from aigis.core.imports.columns import folded
from aigis.core.imports.nationalities import nationality_of
from aigis.core.person import numbers
from aigis.core.person.fillers import is_filler_word
from aigis.core.person.person import Document, Name, Sex
from aigis.core.person.states import icao_state
from aigis.core.person.writing_direction import require_no_direction_signs

Cell = str | int | float | bool | date | datetime | None

NOT_COMPUTED = "#NOT COMPUTED"  # stands for a formula whose result is not in the file
# As spreadsheets write them in the four languages, also into a CSV file; ##### is a column that was too narrow.
_SPREADSHEET_ERRORS = frozenset(
    "#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT! #BUSY! #UNKNOWN!"
    " #GETTING_DATA #N/B #VERW! #WAARDE! #NAAM? #DEEL/0! #GETAL! #LEEG! #VALEUR! #NOM? #NOMBRE! #NUL! #NV #BEZUG!"
    " #WERT! #ZAHL!".split()
)
# Encodings in which UTF-8 may have been misread, and by how many letters a text is then too long at least: two letters
# of Cyrillic or Greek may stand side by side so that they look like one in UTF-8.
_MISREAD = {"cp1252": 1, "iso8859-1": 1, "cp1250": 1, "cp1254": 1, "cp850": 1, "cp852": 1, "mac_roman": 1}
_MISREAD |= {"cp1251": 3, "cp1253": 3}
_SPREADSHEET_ERROR = re.compile(r"#{3,}|(?:Err|Fout|Fehler|Erreur)\s?:\s?[0-9]{3}")
_NOTHING = frozenset("- -- – — / ? ?? n/a nvt n.v.t. s.o. k.a. onbekend inconnu inconnue unbekannt unknown".split())
_INITIALS = frozenset({"S.O.", "K.A."})  # written so, in a column of names, they are initials and not 'no data'
_LONGEST_NAME = 200
_POWER = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{2}")  # how a spreadsheet writes a number it finds too long
_NO_SIGNS_OF_NAMES = frozenset({"Sc", "Sk", "Sm", "So", "No", "Cn", "Co"})
_SIGNS_OF_NAMES = frozenset("\u00b4\u02b9\u02bc\u02bb")  # written for an apostrophe
_ODD_MARKS = frozenset("§¶¿¡†‡‰•…„“”«»‹›")
_SIGN = "The cell contains a control character, half a character or a spreadsheet error. Type it again."
_GARBLED = "The letters of this cell are garbled, for example Ã© instead of é. Save the list again as UTF-8."
_NO_RESULT = "The file holds a formula here and not its result. Open it in a spreadsheet, save it and send it again."
_LOST = "Letters of this cell were lost when the list was saved. Save it again as UTF-8, or type the cell again."
_NO_NAME_SIGN = "The cell holds %(sign)s, which no name has: its letters were garbled, or it is no name. Type it again."
_DATE_AS_TEXT = (
    "The spreadsheet has turned this text into a date. Give the column the format of text and type the cell again."
)
_YES_NO = "The spreadsheet has turned this text into a logical value. Type it again as text."
_ROUNDED = (
    "The spreadsheet keeps only 15 digits of a number, and this one has more. Give the column the format of text and"
    " type it again."
)
_LONG = "The cell contains too much text for this column. Shorten it."
_DOCUMENT = "Write a document with its issuing country: BEL:590123456. Or add a column for the issuing country."
_SEX = "Write the sex as on the document, F, M or X, or leave it blank."
_NATIONALITY = "Write a nationality as in travel documents, in three letters such as BEL; Germany is D."
_KIND = "The kind must be 'condition' or 'penalty', in any of the four languages."
_NUMBER = "A national number has 11 digits, written like 81.04.03-123.45. Correct it."

_SEXES = {
    Sex.F: "f v w female vrouw vrouwelijk femme féminin weiblich frau",
    Sex.M: "m h male man mannelijk homme masculin männlich mann",
    Sex.X: "x onbepaald indéterminé divers unspecified",
}
_KINDS = {
    BanKind.CONDITION: "condition; conditions; voorwaarde; voorwaarden; vrijheid onder voorwaarden; "
    "invrijheidstelling onder voorwaarden; liberté sous conditions; libération sous conditions; "
    "bedingung; bedingungen; auflage; auflagen",
    BanKind.PENALTY: "penalty; straf; veroordeling; peine; condamnation; strafe; verurteilung",
}
_SEX_OF = {folded(word): sex for sex, words in _SEXES.items() for word in words.split()}
_KIND_OF = {folded(word): kind for kind, words in _KINDS.items() for word in words.split(";")}


def blank(cell: Cell) -> bool:
    """Tells whether a cell says nothing: empty, a dash, or 'unknown' in one of the four languages."""
    return cell is None or (isinstance(cell, str) and (not cell.strip() or cell.strip().lower() in _NOTHING))


def blank_name(cell: Cell) -> bool:
    """Tells whether a cell of a column of names says nothing: as `blank`, but initials stay."""
    return blank(cell) and not (isinstance(cell, str) and cell.strip() in _INITIALS)


def text(cell: Cell, *, longest: int = _LONGEST_NAME) -> str:
    """Reads a cell as text on one line.

    Raises InvalidInput for what cannot be kept or is too long, and for what the spreadsheet has changed: a text that it
    took for a date or a logical value, a number of which it dropped digits.
    """
    if isinstance(cell, date):
        raise InvalidInput(_DATE_AS_TEXT)
    if isinstance(cell, bool):
        raise InvalidInput(_YES_NO)
    if (isinstance(cell, int | float) and abs(cell) >= 10**15) or (isinstance(cell, str) and _POWER.fullmatch(cell)):
        raise InvalidInput(_ROUNDED)
    written = " ".join(str(cell).split())
    require_no_error(written)
    if not written.isprintable() and any(category(sign) in ("Cc", "Cs") for sign in written):
        raise InvalidInput(_SIGN)
    require_no_direction_signs(written)
    if _garbled(written):
        raise InvalidInput(_GARBLED)
    if "\ufffd" in written:
        raise InvalidInput(_LOST)
    if len(written) > longest:
        raise InvalidInput(_LONG)
    return written


def _garbled(written: str) -> bool:
    """Tells whether letters beyond ASCII are UTF-8 that was read in another encoding: no language writes such signs."""
    return not written.isascii() and any(_was_utf_8(written, *misread) for misread in _MISREAD.items())


def _was_utf_8(written: str, codec: str, fewest: int) -> bool:
    try:
        return len(written) - len(written.encode(codec).decode("utf-8")) >= fewest
    except UnicodeError:
        return False


def require_no_error(written: str) -> None:
    """Raises InvalidInput for an error of a spreadsheet and for a formula without a result."""
    if written == NOT_COMPUTED:
        raise InvalidInput(_NO_RESULT)
    if written.upper() in _SPREADSHEET_ERRORS or _SPREADSHEET_ERROR.fullmatch(written):
        raise InvalidInput(_SIGN)


def name_text(cell: Cell) -> str:
    """Reads a cell of a column of names; raises InvalidInput also for signs that no name has in any language."""
    written = text(cell)
    odd = next((sign for sign in written if not sign.isascii() and _is_no_sign_of_names(sign)), None)
    if odd is not None:
        raise InvalidInput(_NO_NAME_SIGN, values={"sign": odd})
    return written


def _is_no_sign_of_names(sign: str) -> bool:
    return sign in _ODD_MARKS or (category(sign) in _NO_SIGNS_OF_NAMES and sign not in _SIGNS_OF_NAMES)


def texts(*, longest: int) -> Callable[[Cell], str]:
    """Gives the reader of text of a certain length."""
    return lambda cell: text(cell, longest=longest)


def several(cell: Cell) -> list[str]:
    """Reads a cell that holds several things, separated by semicolons or line ends."""
    return [text(part) for part in _parts(cell) if not blank(part)]


def several_names(cell: Cell) -> list[str]:
    """Reads a cell that holds several names, separated by semicolons or line ends."""
    return [name_text(part) for part in _parts(cell) if not blank_name(part)]


def _parts(cell: Cell) -> list[Cell]:
    return [*cell.replace("\n", ";").split(";")] if isinstance(cell, str) else [cell]


def identifiers(cell: Cell) -> list[str]:
    """Reads a cell that holds numbers of documents or persons; a word that stands for none is left out."""
    return [part for part in several(cell) if not is_filler_word(part)]


def whole_name(written: str) -> Name:
    """Reads a whole name in one piece; a comma tells the family name from the given names."""
    family, _, given_names = (part.strip() for part in written.partition(","))
    return Name(family, given_names) if family and given_names else Name(family or given_names, whole=True)


def national_numbers(cell: Cell) -> list[str]:
    """Reads national numbers; a spreadsheet's number gets back the zeros it lost at the front."""
    if isinstance(cell, (float, bool)):
        raise InvalidInput(_NUMBER)
    if isinstance(cell, int):
        return [numbers.national_number(f"{cell:011d}")]
    return [numbers.national_number(part) for part in identifiers(cell)]


def document(written: str, *, state: str = "") -> Document:
    """Reads `BEL:590123456`, or a bare number with the issuing state given beside it."""
    before, colon, after = written.partition(":")
    if colon:
        return numbers.document(before, after)
    if not state:
        raise InvalidInput(_DOCUMENT)
    return numbers.document(nationality_of(state) or state, written)


def sex(cell: Cell) -> Sex:
    """Reads a sex as documents or the four languages write it."""
    sex_code = _SEX_OF.get(folded(text(cell)))
    if sex_code is None:
        raise InvalidInput(_SEX)
    return sex_code


def nationality(cell: Cell) -> str:
    """Reads a nationality: the code of travel documents, or the usual word for it."""
    written = text(cell)
    if state := nationality_of(written):
        return state
    if not (written.isascii() and written.isalpha() and len(written) <= 3):
        raise InvalidInput(_NATIONALITY)
    return icao_state(written)


def kind(cell: Cell) -> BanKind:
    """Reads the kind of a ban in one of the four languages."""
    ban_kind = _KIND_OF.get(folded(text(cell)))
    if ban_kind is None:
        raise InvalidInput(_KIND)
    return ban_kind
