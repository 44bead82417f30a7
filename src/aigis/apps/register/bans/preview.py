"""What a change of a ban would do, asked without making it: the question shows the ban, so it is an entry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.bans.changes import BanChange
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans.impact import ChangeImpact, consequence
from aigis.core.bans.lifecycle import BanHistory


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """A ban as it is, and what a change would do to it."""

    before: BanHistory
    after: BanHistory
    does: ChangeImpact


@transaction.atomic(durable=True)
def preview_change(ban: UUID, requested: BanChange, *, actor: Actor, at: datetime) -> ChangePreview:
    """Says what a change would do; raises Conflict or InvalidInput as making it would, as far as its days go."""
    row = ban_versions.ban_row(ban)
    before, _ = ban_versions.load_history(row)
    core = {"ban": str(row.pk), "version": row.version, "what": requested.event.value}
    append([EntryDraft(Event.BAN_WEIGHED, actor, at, core, about=row.subject_id)])
    after = ban_changes.foreseen(before, requested, at=at)
    return ChangePreview(before, after, consequence(before, after))
