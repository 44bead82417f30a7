"""Decides what identity details suffice for: one table for checks, look-ups, rosters, bans, lists and searches.

A check that holds less than `Use.CLEAR` asks for is never answered `clear`: a subject may be in the register under
details that were not given. It is referred instead, or refused if nothing of it can be compared.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from aigis.core.errors import NotEnoughIdentity
from aigis.core.person.fillers import without_fillers
from aigis.core.person.names import GENERATIONS, PARTICLES, TITLES, tokens
from aigis.core.person.person import Name, Person


class Detail(StrEnum):
    """A detail that tells one person from others, as far as it is known."""

    NUMBER = "national_number"
    DOCUMENT = "document"  # issuing state and number
    WRITTEN_NAME = "written_name"  # anything written as a name, a filler word too
    NAME = "name"  # family name or given names
    FULL_NAME = "full_name"  # family name and given names, no mere initials
    BIRTH = "birth_date"  # the year at least
    FULL_BIRTH = "full_birth_date"


class Use(StrEnum):
    """What details are given for."""

    CLEAR = "clear"  # to be answered `clear`
    ASK = "ask"  # to be compared at all: check, look-up, roster entry, inquiry
    BAN = "ban"  # to be the subject of a ban
    SEARCH = "search"  # to be looked for in the register by an office that keeps it


_TABLE: dict[Use, tuple[frozenset[Detail], ...]] = {
    Use.CLEAR: (
        frozenset({Detail.FULL_NAME, Detail.FULL_BIRTH}),
        frozenset({Detail.NUMBER, Detail.NAME}),
        frozenset({Detail.NUMBER, Detail.FULL_BIRTH}),
        frozenset({Detail.DOCUMENT, Detail.NAME}),
        frozenset({Detail.DOCUMENT, Detail.FULL_BIRTH}),
    ),
    Use.ASK: (
        frozenset({Detail.NUMBER}),
        frozenset({Detail.DOCUMENT}),
        frozenset({Detail.WRITTEN_NAME, Detail.BIRTH}),
    ),
    Use.BAN: (
        frozenset({Detail.NAME, Detail.BIRTH}),
        frozenset({Detail.WRITTEN_NAME, Detail.NUMBER}),
        frozenset({Detail.WRITTEN_NAME, Detail.DOCUMENT}),
    ),
    Use.SEARCH: (frozenset({Detail.NAME}), frozenset({Detail.NUMBER}), frozenset({Detail.DOCUMENT})),
}
ENOUGH: Mapping[Use, tuple[frozenset[Detail], ...]] = MappingProxyType(_TABLE)
_SMALL = PARTICLES | TITLES | GENERATIONS
_NO_NAME = "Give the name of the person; a word that stands for an unknown name is none."
_NO_MORE = "Enter a date of birth, a national number or a document."


def details_of(person: Person) -> frozenset[Detail]:
    """Lists the details that are known of a person."""
    known = {
        Detail.NUMBER: bool(person.national_numbers),
        Detail.DOCUMENT: bool(person.documents),
        Detail.WRITTEN_NAME: any(tokens(name.full) for name in person.names),
        Detail.NAME: has_name(person),
        Detail.FULL_NAME: any(map(_is_full, person.names)),
        Detail.BIRTH: person.birth is not None,
        Detail.FULL_BIRTH: person.birth is not None and person.birth.full,
    }
    return frozenset(detail for detail, is_known in known.items() if is_known)


def suffices(person: Person, use: Use) -> bool:
    """Tells whether the details of a person suffice for a use."""
    known = details_of(person)
    return any(needed <= known for needed in ENOUGH[use])


def has_name(person: Person) -> bool:
    """Tells whether any name holds letters or digits to compare: no mere signs, no filler word."""
    return any(without_fillers(tokens(name.given)) or without_fillers(tokens(name.family)) for name in person.names)


def require_identity(person: Person, *, field: str, use: Use = Use.ASK) -> None:
    """Raises NotEnoughIdentity unless the details of a person suffice for a use; those of a ban say what is missing."""
    if suffices(person, use):
        return
    if use is Use.BAN:
        for lacking in find_lacking_for_ban(person, field=field):
            raise lacking
    raise NotEnoughIdentity(field=field)


def find_lacking_for_ban(person: Person, *, field: str) -> Iterator[NotEnoughIdentity]:
    """Yields what the details of the subject of a ban lack, each at its field; nothing if they suffice."""
    if suffices(person, Use.BAN):
        return
    known = details_of(person)
    identified = bool(known & {Detail.NUMBER, Detail.DOCUMENT})
    if Detail.WRITTEN_NAME not in known or not (identified or Detail.NAME in known):
        yield NotEnoughIdentity(_NO_NAME, field=f"{field}.family_name")
    if not (identified or Detail.BIRTH in known):
        yield NotEnoughIdentity(_NO_MORE, field=f"{field}.birth_date")


def _is_full(name: Name) -> bool:
    """Tells whether a name has a family name and given names; of one in one piece, whether it has two words."""
    family, given_tokens = without_fillers(tokens(name.family)), without_fillers(tokens(name.given))
    if name.whole:
        return len([word for word in family if len(word) > 1 and word not in _SMALL]) > 1
    return any(len(word) > 1 for word in given_tokens) and bool(family)
