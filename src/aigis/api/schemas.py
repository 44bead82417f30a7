"""The shapes of the API's bodies, and the way from them to the core's values."""

import re
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Query
from pydantic import Field

from aigis.api.strict_json import Strict
from aigis.core.dates.brussels import day_of, require_likely
from aigis.core.errors import InvalidInput, NotEnoughIdentity
from aigis.core.person.birth import BirthDate
from aigis.core.person.consistency import require_sound_details
from aigis.core.person.mrz.reader import read
from aigis.core.person.numbers import document, national_number
from aigis.core.person.person import Document, Name, Person, Sex
from aigis.core.person.states import icao_state
from aigis.core.person.writing_direction import require_no_direction_signs

NameText = Annotated[str, Field(max_length=200)]
ShortText = Annotated[str, Field(max_length=64)]
Line = Annotated[str, Field(max_length=100)]
Day = Annotated[str, Field(max_length=64, description="A Brussels day, YYYY-MM-DD.")]
Reason = Annotated[str, Field(min_length=1, max_length=1_000)]
VersionNumber = Annotated[int, Field(ge=1, lt=2**31)]
After = Annotated[int, Query(ge=0, lt=2**63)]  # the number of the last item the caller has
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # `fromisoformat` would also read a week's date
_YEARS = range(1900, 2201)  # beyond them an instant is a mistake, and its offset may leave the calendar


class DocumentIn(Strict):
    """A document as given: issuing state and number."""

    state: Annotated[str, Field(max_length=3)]
    number: ShortText


class AliasIn(Strict):
    """Another name of the same person."""

    family_name: NameText
    given_names: NameText = ""


class PersonIn(Strict):
    """Identity details as given; a birth date is `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` when the rest is unknown.

    `full_name` instead of the two parts of a name, if they are not told apart.
    """

    family_name: NameText = ""
    given_names: NameText = ""
    full_name: NameText = ""
    birth_date: ShortText | None = None
    national_number: ShortText | None = None
    documents: Annotated[list[DocumentIn], Field(max_length=10)] = []
    sex: Annotated[str, Field(max_length=1)] | None = None
    nationality: Annotated[str, Field(max_length=3)] | None = None

    def to_person(self, *, aliases: tuple[Name, ...] = ()) -> Person:
        """The person; raises InvalidInput with the field under `person.`."""
        try:
            return self._person(aliases)
        except InvalidInput as wrong:
            field = wrong.field or ""
            wrong.field = field if field.startswith("person") else f"person.{field}".rstrip(".")
            raise

    def _person(self, aliases: tuple[Name, ...]) -> Person:
        name = _name(self.family_name, self.given_names, self.full_name)
        return Person(
            names=((name,) if name else ()) + aliases,
            birth=BirthDate.parse(self.birth_date) if self.birth_date else None,
            national_numbers=(national_number(self.national_number),) if self.national_number else (),
            documents=tuple(self._documents()),
            sex=_sex(self.sex) if self.sex else None,
            nationality=_state(self.nationality) if self.nationality else None,
        )

    def _documents(self) -> list[Document]:
        return [document(item.state, item.number) for item in self.documents]


def _name(family: str, given_names: str, whole: str = "") -> Name | None:
    """A name as written; who has one name only has it as family name. None if nothing is written."""
    family, given_names, whole = family.strip(), given_names.strip(), whole.strip()
    for text, field in ((family, "family_name"), (given_names, "given_names"), (whole, "full_name")):
        require_no_direction_signs(text, field=field)
    if whole and (family or given_names):
        raise InvalidInput("Give either 'full_name' or the parts of the name, not both.", field="full_name")
    if whole:
        return Name(whole, whole=True)
    return Name(family or given_names, given_names if family else "") if family or given_names else None


def _state(text: str) -> str:
    if not (text.isascii() and text.isalpha()):
        raise InvalidInput("A nationality is written as in travel documents, like BEL.", field="nationality")
    return icao_state(text)


def _sex(text: str) -> Sex:
    try:
        return Sex(text)
    except ValueError:
        raise InvalidInput("Sex is F, M or X as on the document, or left out.", field="sex") from None


class BanPersonIn(PersonIn):
    """A subject's identity details: as for a check, and aliases."""

    aliases: Annotated[list[AliasIn], Field(max_length=50)] = []

    def to_subject(self) -> Person:
        """The subject with all names."""
        try:
            aliases = [_name(alias.family_name, alias.given_names) for alias in self.aliases]
        except InvalidInput as wrong:
            wrong.field = "person.aliases"
            raise
        if None in aliases:
            raise InvalidInput("An alias has a family name or given names.", field="person.aliases")
        return self.to_person(aliases=tuple(name for name in aliases if name))


def identity(person: PersonIn | None, mrz: list[str] | None, *, at: datetime) -> Person:
    """The person of a check: typed or read from a machine-readable zone, one of the two; details that can be true."""
    today = day_of(at)
    if person is not None and mrz is None:
        details, field = person.to_person(), "person"
    elif mrz is not None and person is None:
        details, field = read(mrz, today=today).person(), "mrz"
    else:
        raise NotEnoughIdentity("Give either 'person' or 'mrz'.", field="person")
    require_sound_details(details, today=today, field=field)
    return details


def day(text: str, *, field: str) -> date:
    """A day written `YYYY-MM-DD`; raises InvalidInput on any other form."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidInput("A day is written 2026-11-22.", field=field)


def likely_day(text: str, *, field: str) -> date:
    """The same of a day that can be meant: no year mistyped by centuries."""
    parsed = day(text, field=field)
    require_likely(parsed, field=field)
    return parsed


def reference(text: str, *, field: str) -> UUID:
    """A reference as the API gives it out; raises InvalidInput on any other form."""
    try:
        parsed = UUID(text)
    except ValueError:
        parsed = None
    if parsed is None or str(parsed) != text.lower():
        raise InvalidInput("A reference is written as it was given out, in hexadecimal with dashes.", field=field)
    return parsed


def instant(text: str, *, field: str) -> datetime:
    """An instant with its offset, `2026-03-03T06:12:00+01:00`; raises InvalidInput on any other form."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None or len(text) < 16 or parsed.year not in _YEARS:
        raise InvalidInput("An instant is written 2026-03-03T06:12:00+01:00, with its offset.", field=field)
    return parsed
