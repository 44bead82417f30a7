"""Two persons side by side: what was presented, and what the register holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aigis.core.person.person import Person
from aigis.web.labels.dates import written_birth
from aigis.web.labels.register import SEXES


@dataclass(frozen=True, slots=True)
class ComparedDetail:
    """One detail of both; `same` when something of it stands on both sides, letter for letter."""

    label: str | Promise
    presented: Sequence[str]
    registered: Sequence[str]

    @property
    def same(self) -> bool:
        """Tells whether one value stands on both sides."""
        return bool({value.casefold() for value in self.presented} & {value.casefold() for value in self.registered})


def rows(presented: Person, registered: Person) -> list[ComparedDetail]:
    """The details of both, one row each; a detail that neither has is left out."""
    left, right = details(presented), details(registered)
    both = [ComparedDetail(label, mine, yours) for (label, mine), (_label, yours) in zip(left, right, strict=True)]
    return [row for row in both if row.presented or row.registered]


def details(person: Person) -> list[tuple[str | Promise, list[str]]]:
    """What is known of a person, labelled, in the order in which documents state it."""
    return [
        (_("Names"), [name.full for name in person.names]),
        (_("Date of birth"), [written_birth(person.birth)] if person.birth else []),
        (_("National number"), list(person.national_numbers)),
        (_("Document"), [f"{document.state} {document.number}" for document in person.documents]),
        (_("Sex"), [str(SEXES[person.sex.value])] if person.sex else []),
        (_("Nationality"), [person.nationality] if person.nationality else []),
    ]
