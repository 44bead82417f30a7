"""What a change of a ban would do, asked without making it: the question shows the ban, so it is an entry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import Draft, append
from aigis.apps.register import changing, lives
from aigis.apps.register.changing import BanChange
from aigis.core.ban_life import Life
from aigis.core.consequence import Consequence, consequence
from aigis.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Weighed:
    """A ban as it is, and what a change would do to it."""

    before: Life
    after: Life
    does: Consequence


@transaction.atomic(durable=True)
def weigh(ban: UUID, asked: BanChange, *, actor: Actor, at: datetime) -> Weighed:
    """Says what a change would do; raises Conflict or InvalidInput as making it would, as far as its days go."""
    row = lives.ban_row(ban)
    before, _ = lives.read_life(row)
    core = {"ban": str(row.pk), "version": row.version, "what": asked.event.value}
    append([Draft("ban.weighed", actor, at, core, about=row.subject_id)])
    after = changing.foreseen(before, asked, at=at)
    return Weighed(before, after, consequence(before, after))
