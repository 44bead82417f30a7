"""What it takes to tell one person from all others."""

from aigis.core.errors import NotEnoughIdentity
from aigis.core.person.names import tokens
from aigis.core.person.person import Person


def has_name(person: Person) -> bool:
    """Tells whether any name holds letters or digits that can be compared; signs alone would match nobody."""
    return any(tokens(name.full) for name in person.names)


def require_identity(person: Person, *, field: str) -> None:
    """Raises NotEnoughIdentity unless there is a national number, a document, or a name with a birth date."""
    if person.national_numbers or person.documents or (person.birth and has_name(person)):
        return
    raise NotEnoughIdentity(field=field)
