"""Lists the names that a written name holds or may stand for: each is compared, and the one that fits best counts."""

import re

from aigis.core.person.lookalikes import lookalike_readings
from aigis.core.person.names import readings, words
from aigis.core.person.person import Name

# Compound names of one person that documents write in one word or in several, with the article in every spelling and
# its l become the consonant behind it: Abdelhak and Abdul Haqq, Nasreddine and Nasir al-Din, Abd al-Rahman.
_SERVANT = re.compile(
    r"\babd[\s'’-]*(?:[aeiou]{1,2}(?:l|([rsndtz])(?=\1))?|[ae]l)?[\s'’-]*(?=[a-z]{3})(?<=[^d])", re.IGNORECASE
)
_OF_FAITH = re.compile(r"\b([a-z]{3,}?)[\s'’-]*(?:[aeiu][dl]?|ad|ou?d)[\s'’-]*d(?:ee?|i)n[e]?\b", re.IGNORECASE)
# Longer names string the compounds of a father and a grandfather together, whose beginnings are all alike.
_WORDS = 3
_MAY_HOLD = re.compile(r"\babd|d(?:i|ee?)ne?\b", re.IGNORECASE)


def name_readings(name: Name) -> tuple[Name, ...]:
    """Lists the name itself first, then its parts, then other readings of its letters and of compound names."""
    parts = (name,) if name.family.isalpha() else readings(name)
    others = [other for part in parts for other in (*_lookalikes(part), *_compounds(part))]
    return (*parts, *others) if others else parts


def may_be_read_otherwise(given_text: str, family: str) -> bool:
    """Tells at a glance whether a name may have other readings than itself and its parts."""
    if not (given_text.isascii() and family.isascii()):
        return True
    return _MAY_HOLD.search(given_text) is not None or _MAY_HOLD.search(family) is not None


def _lookalikes(name: Name) -> list[Name]:
    readings_split = (text.split("\n") for text in lookalike_readings(f"{name.given}\n{name.family}"))
    return [Name(family, given_names, name.truncated, name.whole) for given_names, family in readings_split]


def _compounds(name: Name) -> list[Name]:
    given_text, family = _as_one_word(name.given), _as_one_word(name.family)
    same = given_text.lower() == name.given.lower() and family.lower() == name.family.lower()
    return [] if same else [Name(family, given_text, name.truncated, name.whole)]


def _as_one_word(field: str) -> str:
    """Writes the compound names of a field in one word each, in one spelling: abdel…, …eddine."""
    if not _MAY_HOLD.search(field) or len(words(field)) > _WORDS:
        return field
    return _OF_FAITH.sub(r"\1eddine", _SERVANT.sub("abdel", field))
