"""Identifiers as pages show them: enough to compare with a document in hand, too little to use."""

from aigis.core.person.person import Person

_SHOWN_SIGNS = 3


def covered(identifier: str) -> str:
    """The identifier with all but its last three signs covered; a shorter one is covered whole."""
    shown = identifier[-_SHOWN_SIGNS:] if len(identifier) > _SHOWN_SIGNS else ""
    return "•" * (len(identifier) - len(shown)) + shown


def covered_identifiers(person: Person) -> tuple[str, ...]:
    """All identifiers of a person, covered: national numbers, then documents with their state."""
    documents = (f"{one.state} {covered(one.number)}" for one in person.documents)
    return (*map(covered, person.national_numbers), *documents)
