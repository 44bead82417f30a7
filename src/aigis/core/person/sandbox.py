"""The sandbox: invented test identities that every installation answers, as a drill.

They are constants of the code. Nobody can add one, so no account can move a real ban into the drill lane; and nothing
that resembles one can be registered as a banned person (`core/person/consistency.py`). Their documents are of Utopia,
the state of the specimens in ICAO Doc 9303, which no state issues.
"""

from collections.abc import Mapping

from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person, Sex
from aigis.core.values import Verdict

STATE = "UTO"


def _identity(name: Name, birth: BirthDate, number: str, sex: Sex) -> Person:
    return Person(names=(name,), birth=birth, documents=(Document(STATE, number),), sex=sex, nationality=STATE)


SANDBOX_PERSONS: Mapping[Verdict, Person] = {
    Verdict.CLEAR: _identity(Name("Vrijgeleide", "Groen"), BirthDate(1970, 3, 14), "SANDB0X01", Sex.F),
    Verdict.DENIED: _identity(Name("Zandbakproef", "Rood"), BirthDate(1981, 9, 26), "SANDB0X02", Sex.M),
    Verdict.REFER: _identity(Name("Oefenpersoon", "Oranje"), BirthDate(1962, 11, 5), "SANDB0X03", Sex.X),
}
_DOCUMENTS = frozenset(document for person in SANDBOX_PERSONS.values() for document in person.documents)
_NAMES = frozenset(name.full.casefold() for person in SANDBOX_PERSONS.values() for name in person.names)


def sandbox_verdict(person: Person) -> Verdict | None:
    """Returns the verdict that a test identity stands for; None unless all details are exactly those of one.

    Capitals do not matter, for a machine-readable zone has no others. Sex and nationality may be left out.
    """
    return next((verdict for verdict, identity in SANDBOX_PERSONS.items() if _is_exactly(person, identity)), None)


def resembles_sandbox(person: Person) -> bool:
    """Tells whether a person has the document or the name of a test identity."""
    has_document = not _DOCUMENTS.isdisjoint(person.documents)
    return has_document or any(name.full.casefold() in _NAMES for name in person.names)


def _is_exactly(person: Person, identity: Person) -> bool:
    if len(person.names) != 1 or person.national_numbers:
        return False
    same_name = person.names[0].full.casefold() == identity.names[0].full.casefold()
    same_rest = (person.birth, person.documents) == (identity.birth, identity.documents)
    return (
        same_name
        and same_rest
        and person.sex in (None, identity.sex)
        and person.nationality in (None, identity.nationality)
    )
