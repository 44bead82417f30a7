"""Entries as the auditor's tables show them: with the words and names that stand for their numbers and keys."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from aigis.apps.audit.models import Entry
from aigis.apps.people import directory
from aigis.core.audit.events import BY_NUMBER


def named(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Each entry with its event's code and sentence, and the names of actor and organisation."""
    rows = list(entries)
    organisations = {organisation.pk: organisation.name for organisation in directory.organisations()}
    actors = directory.actor_names(row.actor_key for row in rows)
    return [
        {
            "entry": row,
            "code": BY_NUMBER[row.kind].code,
            "sentence": gettext(BY_NUMBER[row.kind].sentence),
            "actor": actors[row.actor_key],
            "organisation": organisations.get(row.organisation, ""),
        }
        for row in rows
    ]
