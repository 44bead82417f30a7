"""What a page says of a refusal: the error's sentence in the reader's language, its values as people write them."""

from datetime import date

from django.utils.translation import gettext

from aigis.core.errors import DomainError
from aigis.core.person.birth import BirthDate
from aigis.web.labels.dates import written_birth, written_day
from aigis.web.labels.register import BAN_EVENTS, KINDS, STANDINGS

_WORDS = {"kind": KINDS, "event": BAN_EVENTS, "standing": STANDINGS}


def translate_error(error: DomainError) -> str:
    """The sentence of an error; days and the register's words in it are written as on every page."""
    sentence = gettext(error.template)
    return (
        sentence % {name: _written(name, value) for name, value in error.values.items()} if error.values else sentence
    )


def _written(name: str, value: object) -> str:
    if isinstance(value, date):
        return written_day(value)
    if isinstance(value, BirthDate):
        return written_birth(value)
    return str(_WORDS.get(name, {}).get(str(value), value))
