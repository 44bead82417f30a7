"""What is said of a machine-readable zone: which field cannot be read and why, and what was put right in reading it."""

from dataclasses import dataclass
from enum import StrEnum

from aigis.core.errors import UnreadableZone, WrongCheckDigit


def N_(sentence: str) -> str:
    """Marks a sentence for the catalogues; the core itself translates nothing."""
    return sentence


class Field(StrEnum):
    """The fields of a zone that can fail, or be put right."""

    CODE = "document code"
    STATE = "issuing state"
    NAME = "name"
    NUMBER = "document number"
    NATIONALITY = "nationality"
    BIRTH = "birth date"
    EXPIRY = "expiry date"
    OPTIONAL = "optional data"
    NATIONAL_NUMBER = "national number"
    WHOLE = "whole"


class Keyboard(StrEnum):
    """The layouts that a computer may take for its scanner's, which types as an American keyboard."""

    BELGIAN = "Belgian AZERTY"
    FRENCH = "French AZERTY"
    AZERTY = "AZERTY with digits as they are"
    QWERTZ = "QWERTZ"
    QWERTY = "QWERTY with other signs"
    DVORAK = "Dvorak"


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """Something that was put right in reading, confirmed by the check digits: a field's digits, or a keyboard."""

    about: Field | Keyboard
    sentence: str  # in English; the catalogues have it in the other languages


_WRONG_CHECK_DIGIT = {
    Field.NUMBER: N_("The check digit of the document number is wrong. Scan again."),
    Field.BIRTH: N_("The check digit of the date of birth is wrong. Scan again."),
    Field.EXPIRY: N_("The check digit of the expiry date is wrong. Scan again."),
    Field.OPTIONAL: N_("The check digit of the optional data is wrong. Scan again."),
    Field.NATIONAL_NUMBER: N_("The check digits of the national number on the card are wrong. Scan again."),
    Field.WHOLE: N_("The check digit of the whole zone is wrong. Scan again."),
}
_UNREADABLE = {
    Field.CODE: N_("The first two characters are no known kind of document. Scan the document again."),
    Field.STATE: N_("The issuing country contains characters other than letters. Scan the document again."),
    Field.NAME: N_("The name contains characters other than letters. Scan the document again."),
    Field.NATIONALITY: N_("The nationality contains characters other than letters. Scan the document again."),
    Field.BIRTH: N_("The date of birth in the document's lines is not a date. Scan the document again."),
    Field.EXPIRY: N_("The expiry date in the document's lines is not a date. Scan the document again."),
}
_TWO_NUMBERS = N_(
    "The document number can be read in two ways, and both are possible. Type the details from the document."
)
_TWO_KEYBOARDS = N_(
    "The scanner's lines can be read in two ways. Set the scanner to the keyboard layout of "
    "this computer. Until then, type the details from the document."
)

_LETTER_FOR_DIGIT = {
    Field.NUMBER: N_(
        "In the document number, letters were read as the digits they look like; the check digit is correct."
    ),
    Field.BIRTH: N_(
        "In the date of birth, letters were read as the digits they look like; the check digit is correct."
    ),
    Field.EXPIRY: N_("In the expiry date, letters were read as the digits they look like; the check digit is correct."),
    Field.OPTIONAL: N_(
        "In the optional data, letters were read as the digits they look like; the check digit is correct."
    ),
    Field.NATIONAL_NUMBER: N_(
        "In the national number, letters were read as the digits they look like; the check digits are correct."
    ),
    Field.WHOLE: N_("The last check digit was scanned as a letter and read as the digit it looks like; it is correct."),
}
_OTHER_KEYBOARD = {
    Keyboard.BELGIAN: N_(
        "The scanner's characters arrived through a Belgian AZERTY keyboard layout and were corrected."
    ),
    Keyboard.FRENCH: N_("The scanner's characters arrived through a French AZERTY keyboard layout and were corrected."),
    Keyboard.AZERTY: N_("The scanner's letters arrived through an AZERTY keyboard layout and were corrected."),
    Keyboard.QWERTZ: N_("The scanner's letters arrived through a QWERTZ keyboard layout and were corrected."),
    Keyboard.QWERTY: N_("The scanner's fillers arrived as another character and were corrected."),
    Keyboard.DVORAK: N_("The scanner's characters arrived through a Dvorak keyboard layout and were corrected."),
}


def wrong_check_digit(field: Field) -> WrongCheckDigit:
    """Gives the refusal of a field whose check digit does not fit."""
    return WrongCheckDigit(_WRONG_CHECK_DIGIT[field], field="mrz")


def two_numbers() -> WrongCheckDigit:
    """Gives the refusal of a document number of which two readings fit."""
    return WrongCheckDigit(_TWO_NUMBERS, field="mrz")


def unreadable(field: Field) -> UnreadableZone:
    """Gives the refusal of a field that holds what cannot stand there."""
    return UnreadableZone(_UNREADABLE[field], field="mrz")


def two_keyboards() -> UnreadableZone:
    """Gives the refusal of lines that fit through two keyboard layouts and then say two things."""
    return UnreadableZone(_TWO_KEYBOARDS, field="mrz")


def letter_for_digit(field: Field) -> ReadingNote:
    """Notes that letters stood where only digits can."""
    return ReadingNote(field, _LETTER_FOR_DIGIT[field])


def other_keyboard(keyboard: Keyboard) -> ReadingNote:
    """Notes that the signs came through another keyboard layout."""
    return ReadingNote(keyboard, _OTHER_KEYBOARD[keyboard])
