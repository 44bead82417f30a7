"""What people set about a roster: its name, where and why its persons are checked, until when the list is valid."""

import re
from datetime import date, datetime, timedelta

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.facilities.models import Gate
from aigis.apps.facilities.queries import gates_of
from aigis.apps.people.models import Organisation
from aigis.apps.rosters.actions import RosterDraft, add_roster
from aigis.apps.rosters.models import Roster
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput
from aigis.core.values import Purpose

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_RESERVED = frozenset({"new", "report", "lists"})  # addresses of their own
_LONGEST = timedelta(days=400)


def create_roster(
    name: str, *, gate: str, purpose: Purpose, valid_until: date | None, actor: Actor, at: datetime
) -> Roster:
    """Adds a roster of the actor's organisation; raises InvalidInput for what cannot be one."""
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise InvalidInput("Use small letters, digits and hyphens for the name, at most 40.", field="name")
    if Roster.objects.filter(organisation=actor.organisation, name=name).exists():
        raise InvalidInput("Your organisation has a roster of this name. Choose another name.", field="name")
    _require_validity(valid_until, at=at)
    organisation = Organisation.objects.get(pk=actor.organisation)
    roster = add_roster(RosterDraft(organisation, name, _gate(gate, actor), purpose), actor=actor, at=at)
    if valid_until is not None:
        set_validity(roster, valid_until, actor=actor, at=at)
    return roster


def _gate(code: str, actor: Actor) -> Gate:
    gate = next((gate for gate in gates_of(actor) if gate.code == code), None)
    if gate is None:
        raise InvalidInput("This gate does not exist here. Choose one from the list.", field="gate")
    return gate


def _require_validity(valid_until: date | None, *, at: datetime) -> None:
    today = day_of(at)
    if valid_until is not None and not today <= valid_until <= today + _LONGEST:
        raise InvalidInput("Choose a day from today on, within 400 days.", field="valid_until")


@transaction.atomic(durable=True)
def set_validity(roster: Roster, valid_until: date | None, *, actor: Actor, at: datetime) -> None:
    """Sets until when the organisation vouches for the list; afterwards it is still checked, and reported as old."""
    _require_validity(valid_until, at=at)
    Roster.objects.filter(pk=roster.pk).update(valid_until=valid_until)
    core = {"roster": roster.name, "valid_until": valid_until.isoformat() if valid_until else None}
    append([EntryDraft(Event.ROSTER_CHANGED, actor, at, core)])
