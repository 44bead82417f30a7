"""Identifiers as pages show them: enough to compare with a document in hand, too little to use."""

from aigis.core.person.person import Person

_SHOWN_SIGNS = 3


def masked(identifier: str) -> str:
    """Masks all but the last three signs of an identifier; a shorter one is masked whole."""
    shown = identifier[-_SHOWN_SIGNS:] if len(identifier) > _SHOWN_SIGNS else ""
    return "•" * (len(identifier) - len(shown)) + shown


def masked_identifiers(person: Person) -> tuple[list[str], list[str]]:
    """Returns the masked national numbers of a person, and the masked documents with their state."""
    numbers = [masked(number) for number in person.national_numbers]
    return numbers, [f"{document.state} {masked(document.number)}" for document in person.documents]


def all_masked_identifiers(person: Person) -> tuple[str, ...]:
    """Returns the masked national numbers of a person and then the masked documents."""
    numbers, documents = masked_identifiers(person)
    return (*numbers, *documents)
