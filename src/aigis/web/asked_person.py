"""A person as a query named it, for pages that show the query again: identifiers covered but for their ends."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aigis.core.covering import covered_identifiers
from aigis.core.person.person import Person
from aigis.web.templatetags.aigis_forms import birth_written


def asked_rows(person: Person) -> list[tuple[str | Promise, str]]:
    """What is known of the person, labelled, without what is not."""
    rows = [
        (_("Name"), "; ".join(name.full for name in person.names)),
        (_("Birth date"), birth_written(person.birth)),
        (_("Numbers and documents"), "; ".join(covered_identifiers(person))),
    ]
    return [(label, value) for label, value in rows if value]
