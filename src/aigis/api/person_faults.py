"""Everything that is wrong with the details of a person, at once, so that whoever sends a list corrects it once."""

from collections.abc import Iterator
from datetime import date

from aigis.api.schemas import PersonIn
from aigis.core.errors import InvalidInput
from aigis.core.person.consistency import find_detail_faults
from aigis.core.person.identity import require_identity
from aigis.core.person.person import Person

# What is read together.
_PARTS = (
    ("family_name", "given_names", "full_name"),
    ("birth_date",),
    ("national_number",),
    ("sex",),
    ("nationality",),
)


def read_person(body: PersonIn, *, today: date) -> tuple[Person | None, list[InvalidInput]]:
    """Returns the person of a body, or None and all that is wrong with it, each fault under `person.`."""
    faults = list(_find_unreadable(body))
    if faults:
        return None, faults
    person = body.to_person()
    faults = [*_find_missing(person), *find_detail_faults(person, today=today, field="person")]
    return (None if faults else person), faults


def _find_unreadable(body: PersonIn) -> Iterator[InvalidInput]:
    """Yields the details that cannot be read: each is read as if it were the only one."""
    parts = [PersonIn.model_construct(**{name: getattr(body, name) for name in names}) for names in _PARTS]
    parts += [PersonIn.model_construct(documents=[document]) for document in body.documents]
    for part in parts:
        try:
            part.to_person()
        except InvalidInput as fault:
            yield fault


def _find_missing(person: Person) -> Iterator[InvalidInput]:
    try:
        require_identity(person, field="person")
    except InvalidInput as fault:
        yield fault
