"""The registry's desk: who is on it is personal data, so every look at it is an entry."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import summaries as ban_summaries
from aigis.apps.register.bans.summaries import ListedBan
from aigis.apps.register.desks.inbox import Waiting, bans_shown, waiting
from aigis.apps.register.proposals.listing import proposal_ids
from aigis.apps.register.register_version import version as register_version
from aigis.apps.register.reminders.queries import ReminderCount, reminder_count
from aigis.core.access.permissions import Actor, Capability, may
from aigis.core.audit.event_names import Event

_MOST_ENDING = 20
_MOST_LATEST = 20


@dataclass(frozen=True, slots=True)
class RegistryDesk:
    """What waits, the bans that end soon (soonest first) and how many there are, and those registered last.

    `reminders` counts the endings that wait for this actor's office to answer.
    """

    waiting: Waiting
    ending: tuple[ListedBan, ...]
    ending_count: int
    latest: tuple[ListedBan, ...]
    reminders: ReminderCount | None


@transaction.atomic(durable=True)
def registry_desk(*, actor: Actor, at: datetime) -> RegistryDesk:
    """Lists what waits, the bans in force that end within thirty days and those registered last."""
    inbox = waiting(actor=actor, at=at)
    ending, latest = ban_summaries.ending(at=at), ban_summaries.last_versions().order_by("-ban_id")[:_MOST_LATEST]
    soon, new = ban_summaries.lines(list(ending[:_MOST_ENDING])), ban_summaries.lines(list(latest))
    bans = sorted({str(ban.ban) for ban in (*soon, *new)} | {str(ban) for ban in bans_shown(inbox.to_confirm)})
    version = {"register_version": register_version()}
    entries = [EntryDraft(Event.BAN_LISTED, actor, at, {"shown": len(bans), "bans": bans, **version})]
    if proposals := proposal_ids(inbox.proposals):
        core = {"shown": len(proposals), "proposals": proposals, **version}
        entries.append(EntryDraft(Event.PROPOSAL_LISTED, actor, at, core))
    append(entries)
    reminders = reminder_count(actor=actor, at=at) if may(actor, Capability.REMINDER_READ) else None
    return RegistryDesk(inbox, soon, ending.count(), new, reminders)
