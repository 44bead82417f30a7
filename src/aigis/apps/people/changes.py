"""Changes of organisations and of users' details, inside the caller's open transaction."""

from collections.abc import Mapping
from datetime import datetime

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.people.models import Organisation, User
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event

Changes = Mapping[str, tuple[object, object]]  # column -> (before, after)


def write_organisation_change(organisation: Organisation, changes: Changes, *, actor: Actor, at: datetime) -> None:
    """Changes the name or the mailbox of an organisation; the entry holds both values."""
    for column, (_, value) in changes.items():
        setattr(organisation, column, value)
    organisation.full_clean()
    organisation.save(update_fields=list(changes))
    written = {column: [str(before), str(after)] for column, (before, after) in changes.items()}
    core = {"organisation": organisation.code, "changes": written}
    append([EntryDraft(Event.PEOPLE_ORGANISATION_CHANGED, actor, at, core)])


def write_user_change(user: User, changes: Changes, *, actor: Actor, at: datetime) -> None:
    """Changes name, mail address, language or person code of a user; the entry names the columns, not their values."""
    for column, (_, value) in changes.items():
        setattr(user, column, value)
    user.full_clean()
    user.save(update_fields=list(changes))
    append([EntryDraft(Event.PEOPLE_USER_CHANGED, actor, at, {"user": user.pk, "fields": sorted(changes)})])
