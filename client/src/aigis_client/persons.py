"""A person as it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """A travel or identity document: issuing state in three letters, and number."""

    state: str
    number: str


@dataclass(frozen=True, slots=True)
class Person:
    """Identity details; what is not known is left out. `birth_date` is ISO: `1981-04-03`."""

    family_name: str = ""
    given_names: str = ""
    full_name: str = ""
    birth_date: str = ""
    national_number: str = ""
    documents: Sequence[Document] = ()
    sex: str = ""
    nationality: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Returns the person as the API takes it."""
        names = "family_name given_names full_name birth_date national_number sex nationality".split()
        sent: dict[str, Any] = {name: value for name in names if (value := getattr(self, name))}
        if self.documents:
            sent["documents"] = [{"state": document.state, "number": document.number} for document in self.documents]
        return sent


PersonLike = Person | Mapping[str, Any]

# The test identities of the sandbox: answered by every installation, as a drill (`docs/API.md`, Sandbox).
SANDBOX: Mapping[str, Person] = {
    "clear": Person("Vrijgeleide", "Groen", birth_date="1970-03-14", documents=(Document("UTO", "SANDB0X01"),)),
    "denied": Person("Zandbakproef", "Rood", birth_date="1981-09-26", documents=(Document("UTO", "SANDB0X02"),)),
    "refer": Person("Oefenpersoon", "Oranje", birth_date="1962-11-05", documents=(Document("UTO", "SANDB0X03"),)),
}


def person_dict(person: PersonLike) -> dict[str, Any]:
    """Returns a person as the API takes it."""
    return person.to_dict() if isinstance(person, Person) else dict(person)
