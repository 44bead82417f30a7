"""Whom a prison may report about: somebody whom a look-up, with its purpose, certainly found a short while ago."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from aigis.apps.register.lookups.records import asked_of
from aigis.apps.register.models import LookUp, Subject
from aigis.core.access.permissions import Actor
from aigis.core.crypto.uuid7 import ordered_id
from aigis.core.errors import LookUpFirst

# A look-up opens the person for the day's work; later it is asked anew, with its purpose.
OPEN_FOR = timedelta(hours=24)


def require(subject: Subject, *, actor: Actor, at: datetime, lookup: UUID | None = None) -> LookUp:
    """The look-up by which an actor's organisation knows a subject: the one named, or its last one of the day.

    Raises LookUpFirst where none of the last 24 hours certainly found the person.
    """
    for row in _recent(actor, at=at, lookup=lookup):
        if subject.pk in present(asked_of(row).certain):
            return row
    raise LookUpFirst(field="lookup" if lookup else None)


def _recent(actor: Actor, *, at: datetime, lookup: UUID | None) -> Iterable[LookUp]:
    rows = LookUp.objects.filter(organisation=actor.organisation, at__gt=at - OPEN_FOR, found__gt=0)
    # The references are in the order of their instants, so that years of look-ups need not be read.
    rows = rows.filter(pk=lookup) if lookup else rows.filter(pk__gte=ordered_id(at - OPEN_FOR, bytes(10)))
    return rows.order_by("-pk").iterator()


def present(subjects: Iterable[UUID]) -> tuple[UUID, ...]:
    """Subjects as they stand now: for one merged meanwhile, what it was merged into; each once."""
    rows = Subject.objects.filter(pk__in=tuple(subjects)).order_by("pk").values_list("pk", "merged_into")
    return tuple(dict.fromkeys(into or subject for subject, into in rows))
