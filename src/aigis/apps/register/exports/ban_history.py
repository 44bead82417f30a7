"""A ban with all its versions for other systems: what each says, how the end came about, and what was known when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import queries
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.register_version import version as register_version
from aigis.apps.register.storage import encryption
from aigis.apps.register.storage.encryption import Ground
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans import detention
from aigis.core.bans.detention import Computation
from aigis.core.bans.state import State, state
from aigis.core.bans.versions import known, periods_in_force
from aigis.core.values import Period


@dataclass(frozen=True, slots=True)
class BitemporalPoint:
    """What is asked about: how the ban is at `instant`, as far as the register knew at `known_at`."""

    instant: datetime
    known_at: datetime


@dataclass(frozen=True, slots=True)
class AtMoment:
    """How a ban is at a moment; `version` 0 and no state where the register did not hold it yet."""

    moment: BitemporalPoint
    version: int
    state: State | None
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """A ban with the grounds of its versions in their order, its state now, and how its end was computed."""

    view: BanView
    grounds: tuple[Ground, ...]
    state: State
    computed: Computation
    then: AtMoment | None


@transaction.atomic(durable=True)
def ban_history(ban: UUID, *, actor: Actor, at: datetime, moment: BitemporalPoint | None = None) -> HistoryView:
    """One ban with its history; the reading is an entry. Raises NotFound without such a ban, Erased where it went."""
    row = ban_versions.ban_row(ban)
    encryption.require_there(row.subject_id)
    view = queries.opened(row, at=at)
    known_at = moment.known_at.isoformat() if moment else None
    core = {"ban": str(row.pk), "version": row.version, "known_at": known_at, "register_version": register_version()}
    append([EntryDraft(Event.BAN_READ, actor, at, core, {"subject": str(row.subject_id)}, about=row.subject_id)])
    return HistoryView(
        view=view,
        grounds=tuple(ban_versions.ground_of(row, version) for version in view.versions),
        state=state(view.life.versions, at=at),
        computed=computed(view),
        then=at_moment(view, moment) if moment else None,
    )


def computed(view: BanView) -> Computation:
    """How the end of a ban came about: the day decided, and the stays in prison that moved it."""
    terms = view.life.terms
    stays = view.life.stays if terms.stayed else ()
    return detention.compute(first=terms.first_day, last=terms.last_day, stays=stays)


def at_moment(view: BanView, moment: BitemporalPoint) -> AtMoment:
    """How a ban was at an instant by what the register held at another."""
    versions = known(view.life.versions, at=moment.known_at)
    if not versions:
        return AtMoment(moment, 0, None, ())
    return AtMoment(moment, len(versions), state(versions, at=moment.instant), periods_in_force(versions))
