"""Public test identities: invented people with whom anybody can try every answer of a test installation."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from aigis.core.person.birth import BirthDate
from aigis.core.person.mrz.reader import compose_td1
from aigis.core.person.person import Document, Name, Person, Sex
from aigis_demo.population import card_number, national_number


@dataclass(frozen=True, slots=True)
class DemoIdentity:
    """A test identity: as a person, as `person` of a check by API, and as the lines of an identity card."""

    person: Person
    request: dict[str, Any]
    mrz: list[str]


def _belgian(family: str, given_names: str, born: date, counter: int, card: int) -> Person:
    return Person(
        names=(Name(family, given_names),),
        birth=BirthDate(born.year, born.month, born.day),
        national_numbers=(national_number(born, counter),),
        documents=(Document("BEL", card_number(card)),),
        sex=Sex.M if counter % 2 else Sex.F,
        nationality="BEL",
    )


# counters past those of any population, so that nobody else has these numbers
CLEAR_IDENTITY = _belgian("Proefpersoon", "Klaartje", date(1987, 6, 5), 998, 598_000_0001)
BANNED_IDENTITY = _belgian("Voorbeeldmans", "Diederik", date(1979, 10, 23), 997, 598_000_0002)

# Somebody else by name and birth date, with the banned identity's card: evidence that contradicts itself.
CLASHING_IDENTITY = Person(
    names=(Name("Échantillon", "Renée"),),
    birth=BirthDate(1994, 2, 17),
    documents=BANNED_IDENTITY.documents,
    sex=Sex.F,
    nationality="BEL",
)


def public_identities(*, today: date) -> dict[str, DemoIdentity]:
    """Gives the identities for `clear`, `denied` and `refer`; their cards expire five years after `today`."""
    persons = {"clear": CLEAR_IDENTITY, "denied": BANNED_IDENTITY, "refer": CLASHING_IDENTITY}
    expiry = date(today.year + 5, today.month, 1)
    return {
        verdict: DemoIdentity(person, as_request(person), compose_td1(person, expiry=expiry))
        for verdict, person in persons.items()
    }


def as_request(person: Person) -> dict[str, Any]:
    """Gives a person as the `person` of a check by API, without what is not known."""
    name = person.names[0]
    fields = {
        "family_name": name.family,
        "given_names": name.given,
        "birth_date": str(person.birth) if person.birth else None,
        "national_number": person.national_numbers[0] if person.national_numbers else None,
        "documents": [{"state": document.state, "number": document.number} for document in person.documents],
        "sex": person.sex.value if person.sex else None,
        "nationality": person.nationality,
    }
    return {field: value for field, value in fields.items() if value}
