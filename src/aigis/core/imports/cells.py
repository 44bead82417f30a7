"""Reads single cells of a list as offices fill them in: names, numbers that lost their zeros, words of closed lists."""

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

_SPREADSHEET_ERRORS = frozenset("#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL!".split())
_NOTHING = frozenset("- -- – — / ? ?? n/a nvt n.v.t. s.o. k.a. onbekend inconnu inconnue unbekannt unknown".split())
_LONGEST_NAME = 200
_SIGN = "The cell holds a control character, half a character or an error of the spreadsheet. Type it again."
_GARBLED = "The letters of this cell were garbled when the list was saved, as Ã© for é. Save it again as UTF-8."
_LONG = "The cell holds more text than this column can have. Shorten it."
_DOCUMENT = "A document is written with its issuing state: BEL:590123456. Or add a column for the issuing state."
_SEX = "Sex is F, M or X as on the document. Write one of these or leave it empty."
_NATIONALITY = "A nationality is written as in travel documents, with three letters like BEL; Germany is D."
_KIND = "The kind is 'condition' or 'penalty', in any of the four languages."
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


def text(cell: Cell, *, longest: int = _LONGEST_NAME) -> str:
    """Reads a cell as text on one line; raises InvalidInput for what cannot be kept or is too long."""
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    found = " ".join(str(cell).split())
    strange = not found.isprintable() and any(category(sign) in ("Cc", "Cs") for sign in found)
    if strange or found in _SPREADSHEET_ERRORS:
        raise InvalidInput(_SIGN)
    require_no_direction_signs(found)
    if _garbled(found):
        raise InvalidInput(_GARBLED)
    if len(found) > longest:
        raise InvalidInput(_LONG)
    return found


def _garbled(written: str) -> bool:
    """Tells whether letters beyond ASCII are UTF-8 that was read as Windows-1252: no language writes two such signs."""
    if written.isascii():
        return False
    try:
        return len(written.encode("cp1252").decode("utf-8")) < len(written)
    except UnicodeError:
        return False


def texts(*, longest: int) -> Callable[[Cell], str]:
    """Gives the reader of text of a certain length."""
    return lambda cell: text(cell, longest=longest)


def several(cell: Cell) -> list[str]:
    """Reads a cell that holds several things, separated by semicolons or line ends."""
    parts = str(cell).replace("\n", ";").split(";") if isinstance(cell, str) else [text(cell)]
    return [text(part) for part in parts if not blank(part)]


def identifiers(cell: Cell) -> list[str]:
    """Reads a cell that holds numbers of documents or persons; a word that stands for none is left out."""
    return [part for part in several(cell) if not is_filler_word(part)]


def whole_name(written: str) -> Name:
    """Reads a whole name in one piece; a comma tells the family name from the given names."""
    family, _, given = (part.strip() for part in written.partition(","))
    return Name(family, given) if family and given else Name(family or given, whole=True)


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
    return numbers.document(state, written)


def sex(cell: Cell) -> Sex:
    """Reads a sex as documents or the four languages write it."""
    found = _SEX_OF.get(folded(text(cell)))
    if found is None:
        raise InvalidInput(_SEX)
    return found


def nationality(cell: Cell) -> str:
    """Reads a nationality: the code of travel documents, or the usual word for it."""
    written = text(cell)
    if found := nationality_of(written):
        return found
    if not (written.isascii() and written.isalpha() and len(written) <= 3):
        raise InvalidInput(_NATIONALITY)
    return icao_state(written)


def kind(cell: Cell) -> BanKind:
    """Reads the kind of a ban in one of the four languages."""
    found = _KIND_OF.get(folded(text(cell)))
    if found is None:
        raise InvalidInput(_KIND)
    return found
