"""The forms that propose what happens to a subject: another identity, merging with another one, splitting in two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext

from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent, merged
from aigis.core.access.masking import masked
from aigis.core.errors import InvalidInput
from aigis.core.person.numbers import national_number
from aigis.core.person.person import Name, Person, Sex
from aigis.web.forms import person as person_form
from aigis.web.forms.form import FilledForm
from aigis.web.forms.person import birth_date
from aigis.web.labels.dates import typed_birth
from aigis.web.labels.register import SEXES
from aigis.web.registry import registration_form

_OF_A_PERSON = (
    *("family_name", "given_names", "aliases", "birth_date", "national_number"),
    *("document_state", "document_number", "sex", "nationality"),
)
_PERSON = {name: registration_form.FIELDS[name] for name in _OF_A_PERSON}
FIELDS_OF = {
    "identity": {**_PERSON, "reason": 1000, "confirm_details": 3},
    "merge": {"other": 36, "reason": 1000, "confirm_details": 3},
    "split": {**_PERSON, "bans": 1, "reason": 1000, "confirm_details": 3},
}
# The rooms' names of fields, where the form has others; `bans` and `rest` have no line of text.
PLACES = {
    "person": "family_name",
    "person.family_name": "family_name",
    "person.birth_date": "birth_date",
    "person.national_number": "national_number",
    "person.sex": "sex",
    "rest": "reason",
    "rest.family_name": "reason",
    "rest.birth_date": "reason",
}


@dataclass(frozen=True, slots=True)
class IdentityPiece:
    """A name or an identifier that a subject has, to be kept or not; `code` tells it from the others of the form."""

    code: str
    words: str
    kept: bool


def filled(code: str, sent: Mapping[str, str]) -> FilledForm:
    """The form of a change as sent or as it opens."""
    return FilledForm(sent, longest=FIELDS_OF[code])


def opening(code: str, person: Person) -> dict[str, str]:
    """What stands in the form when it opens: for another identity, the present one."""
    if code != "identity":
        return {}
    main, *others = person.names
    return {
        "family_name": main.family,
        "given_names": main.given,
        "aliases": "\n".join(f"{name.family}, {name.given}" if name.given else name.family for name in others),
        "birth_date": typed_birth(person.birth) if person.birth else "",
        "sex": person.sex.value if person.sex else "",
        "nationality": person.nationality or "",
    }


def pieces(person: Person, *, names: bool, kept_codes: Sequence[str] | None) -> list[IdentityPiece]:
    """The identifiers of a person, covered, and where asked its names, each with whether it is kept (None: all are)."""
    rows = [(f"name-{index}", name.full) for index, name in enumerate(person.names)] if names else []
    rows += [(f"number-{index}", masked(number)) for index, number in enumerate(person.national_numbers)]
    rows += [
        (f"document-{index}", f"{document.state} {masked(document.number)}")
        for index, document in enumerate(person.documents)
    ]
    return [IdentityPiece(code, words, kept_codes is None or code in kept_codes) for code, words in rows]


def _kept(person: Person, kept_codes: Sequence[str]) -> Person:
    """The person with only those names and identifiers that are kept."""
    return replace(
        person,
        names=tuple(name for index, name in enumerate(person.names) if f"name-{index}" in kept_codes),
        national_numbers=tuple(
            number for index, number in enumerate(person.national_numbers) if f"number-{index}" in kept_codes
        ),
        documents=tuple(
            document for index, document in enumerate(person.documents) if f"document-{index}" in kept_codes
        ),
    )


def identity(form: FilledForm, present: Person, kept_codes: Sequence[str]) -> SubjectChange | None:
    """Another identity: what is typed, with the identifiers that are kept and those that are added."""
    typed, before = _typed(form), _kept(present, kept_codes)
    person = replace(
        typed,
        national_numbers=tuple(dict.fromkeys((*before.national_numbers, *typed.national_numbers))),
        documents=tuple(dict.fromkeys((*before.documents, *typed.documents))),
    )
    return _asked(form, SubjectChange(SubjectEvent.IDENTITY, form["reason"], person))


def merging(form: FilledForm, present: Person, other: Person | None) -> SubjectChange | None:
    """Two that are one: the names and identifiers of both, and where they contradict each other, this one's word."""
    other_id = form.read("other", _reference)
    form.require("other", gettext("Choose the other subject that is the same person."))
    if other_id is None or other is None:
        return None
    return _asked(form, SubjectChange(SubjectEvent.MERGE, form["reason"], merged(present, other), other=other_id))


def other_of(form: FilledForm) -> UUID | None:
    """The other subject a form names; None where it names none that could be."""
    try:
        return _reference(form["other"])
    except InvalidInput:
        return None


def splitting(
    form: FilledForm, present: Person, kept_codes: Sequence[str], leaving: Sequence[str], bans: Sequence[BanView]
) -> SubjectChange | None:
    """One that is two: the bans of the other person, who that is, and what stays of the present identity."""
    chosen = tuple(view.ban.pk for view in bans if str(view.ban.pk) in leaving)
    if not chosen:
        form.refuse("bans", gettext("Select the bans of this subject that are about the other person."))
    rest = _kept(present, kept_codes)
    if not rest.names:
        form.refuse("reason", gettext("At least one name must stay."))
    typed = _typed(form)
    change = SubjectChange(
        SubjectEvent.SPLIT, form["reason"], typed, bans=chosen, rest=None if rest == present else rest
    )
    return _asked(form, change)


def _asked(form: FilledForm, change: SubjectChange) -> SubjectChange | None:
    form.require("reason", gettext("Give the reason."))
    return replace(change, confirm_details=form["confirm_details"] == "yes") if form.sound else None


def _typed(form: FilledForm) -> Person:
    family = form.require("family_name", gettext("Enter the family name."))
    birth, number = form.read("birth_date", birth_date), form.read("national_number", national_number)
    return Person(
        names=(Name(family, form["given_names"]), *(form.read("aliases", person_form.aliases) or ())),
        birth=birth,
        national_numbers=(number,) if number else (),
        documents=person_form.document_of(form),
        sex=Sex(form["sex"]) if form["sex"] in SEXES else None,
        nationality=form.read("nationality", person_form.nationality),
    )


def _reference(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput("A reference in the register looks like 0193c5f4-2a11-7c55-9d2e-6f8a1b2c3d4e.") from None
