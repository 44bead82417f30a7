"""A person as a query named it, for pages that show the query again: identifiers covered but for their ends."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aigis.core.access.masking import all_masked_identifiers
from aigis.core.person.person import Person
from aigis.web.labels.dates import written_birth


def asked_rows(person: Person) -> list[tuple[str | Promise, str]]:
    """What is known of the person, labelled, without what is not."""
    rows = [
        (_("Name"), "; ".join(name.full for name in person.names)),
        (_("Date of birth"), written_birth(person.birth) if person.birth else ""),
        (_("Numbers and documents"), "; ".join(all_masked_identifiers(person))),
    ]
    return [(label, value) for label, value in rows if value]
