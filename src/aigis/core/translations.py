"""Texts of an installation in the four languages: the name of a gate, the outage plan of a facility."""

from collections.abc import Mapping

from aigis.core.errors import InvalidInput
from aigis.core.person.writing_direction import require_no_direction_signs

LANGUAGES = ("nl", "fr", "de", "en")


def text_in(texts: Mapping[str, str], language: str, default: str) -> str:
    """Returns the text in a language such as `fr` or `fr-be`; without it the default, then any language there is."""
    available = (texts.get(code, "") for code in LANGUAGES)
    return texts.get(language[:2], "") or default or next(filter(None, available), "")


def clean_texts(texts: Mapping[str, str], *, longest: int, field: str) -> dict[str, str]:
    """Returns the texts without blanks around them; empty ones are left out.

    Raises InvalidInput for another language, a text of more than `longest` characters, or signs that cannot be read.
    """
    stripped = {language: text.strip() for language, text in texts.items()}
    for language, text in stripped.items():
        if language not in LANGUAGES:
            raise InvalidInput("Use the languages nl, fr, de and en.", field=field)
        if len(text) > longest or not all(sign.isprintable() or sign == "\n" for sign in text):
            raise InvalidInput("This text is too long or contains characters that are not allowed.", field=field)
        require_no_direction_signs(text, field=field)
    return {language: text for language, text in stripped.items() if text}
