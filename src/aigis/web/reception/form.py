"""Reads what a guard scans or types into a person, or an error that says what to read again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aigis.core.errors import InvalidInput
from aigis.core.person.consistency import require_sound_details
from aigis.core.person.numbers import document
from aigis.core.person.person import Document, Name, Person
from aigis.core.person.writing_direction import require_no_direction_signs
from aigis.web.forms.person import birth_date
from aigis.web.reception.scan import HolderOf, Presented, read_scan

DETAILS = ("family_name", "given_names", "birth_date", "document_state", "document_number")

_LONGEST = {"scan": 400, "family_name": 120, "given_names": 120}
_LONGEST_OTHER = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as given, without blanks around them."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Typed":
        """Takes the fields of a form; raises InvalidInput for control characters and for more than a field holds."""
        values = {field: str(sent.get(field, "")).strip() for field in ("scan", *DETAILS)}
        for field, value in values.items():
            if _CONTROL.search(value) or len(value) > _LONGEST.get(field, _LONGEST_OTHER):
                raise InvalidInput(
                    "Contains characters that are not allowed, or is too long. Use only letters, numbers and "
                    "hyphens, and keep it shorter.",
                    field=field,
                )
            require_no_direction_signs(value, field=field)
        return cls(values)

    @property
    def scanned(self) -> bool:
        """Tells whether the scan field was used; it goes before what was typed."""
        return bool(self.values["scan"])

    def read(self, *, today: date, holder_of: HolderOf) -> Presented:
        """Reads the scan, or else the details, and judges them; raises InvalidInput naming the field."""
        if self.scanned:
            presented = read_scan(self.values["scan"], today=today, holder_of=holder_of)
        else:
            presented = Presented(_typed(self.values))
        if not presented.by_badge:  # a holder's details were judged when they came onto the roster
            require_sound_details(presented.person, today=today, field="")
        return presented

    def person(self, *, today: date) -> Person:
        """Reads the person as `read` does, without badges."""
        return self.read(today=today, holder_of=lambda _: None).person


def _typed(values: Mapping[str, str]) -> Person:
    family, given_names = values["family_name"], values["given_names"]
    if given_names and not family:
        raise InvalidInput("Enter the family name too.", field="family_name")
    return Person(
        names=(Name(family, given_names),) if family else (),
        birth=birth_date(values["birth_date"]) if values["birth_date"] else None,
        documents=_documents(values["document_state"], values["document_number"]),
    )


def _documents(state: str, number: str) -> tuple[Document, ...]:
    if not (state or number):
        return ()
    if not (state and number):
        missing = "document_number" if state else "document_state"
        raise InvalidInput("Enter both the issuing country and the document number.", field=missing)
    try:
        return (document(state, number),)
    except InvalidInput as wrong:
        part = (wrong.field or "number").rpartition(".")[2]
        raise InvalidInput(wrong.sentence, field=f"document_{part}") from None
