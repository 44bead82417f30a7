"""A ban as its story: every version with its ground, what moved its end, what it stands beside, what waits on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.register.bans import queries
from aigis.apps.register.bans import stays as ban_stays
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.models import Ban, BanVersion, Confirmation, Proposal
from aigis.apps.register.register_version import version as register_version
from aigis.apps.register.storage.encryption import Ground
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.bans import detention
from aigis.core.bans.detention import Computation
from aigis.core.bans.state import State, state
from aigis.core.bans.versions import BanEvent, Version, known
from aigis.core.values import Period

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class SaidThen:
    """What the register said of a ban at an instant, beside what it says today about that instant.

    `version` is the number of the last one recorded by then; 0, and no state, where the register did not hold it yet.
    """

    instant: datetime
    version: int
    then: State | None
    today: State

    @property
    def differs(self) -> bool:
        """Tells whether the register knows it otherwise today."""
        return self.then is not self.today


@dataclass(frozen=True, slots=True)
class MovedEnd:
    """How a ban's end was computed before a report of a prison or its correction, and how after it."""

    before: Computation
    after: Computation


@dataclass(frozen=True, slots=True)
class BanDetail:
    """A ban with all that happened to it, and its state now.

    `grounds` stand in the order of the versions; `computed` says how stays in prison moved the end, None where they do
    not count, `moves` the same of each version that a report of a prison made; `waiting` are the proposals nobody
    decided yet; `unconfirmed` the numbers of versions nobody looked at.
    """

    view: BanView
    state: State
    grounds: tuple[Ground, ...]
    computed: Computation | None
    others: tuple[BanView, ...]
    waiting: tuple[Proposal, ...]
    unconfirmed: dict[int, datetime]
    confirmed: dict[int, Confirmation]
    then: SaidThen | None = None
    moves: Mapping[int, MovedEnd] = field(default_factory=dict)


@transaction.atomic(durable=True)
def ban_detail(ban: UUID, *, actor: Actor, at: datetime, known_at: datetime | None = None) -> BanDetail:
    """One ban with its story; with an instant, what the register said then as well. NotFound where there is none."""
    row = ban_versions.ban_row(ban)
    view = queries.opened(row, at=at)
    beside = Ban.objects.filter(subject=row.subject_id).exclude(pk=row.pk).select_related("authority", "subject")
    others = tuple(queries.opened(other, at=at) for other in beside.order_by("-pk"))
    confirmations = list(Confirmation.objects.filter(ban=row))
    story = BanDetail(
        view=view,
        state=state(view.life.versions, at=at),
        grounds=tuple(ban_versions.ground_of(row, version) for version in view.versions),
        computed=_computed(view),
        others=others,
        waiting=_waiting(row, at=at),
        unconfirmed={
            confirmation.version: confirmation.due_at
            for confirmation in confirmations
            if confirmation.confirmed_at is None and confirmation.version == row.version
        },
        confirmed={
            confirmation.version: confirmation
            for confirmation in confirmations
            if confirmation.confirmed_at is not None
        },
        then=said_then(view.life.versions, at=known_at) if known_at else None,
        moves=_moves(view.versions),
    )
    append([_entry(story, actor, at)])
    return story


def said_then(versions: tuple[Version, ...], *, at: datetime) -> SaidThen:
    """What versions recorded by an instant say about it, beside what all of them say."""
    then = known(versions, at=at)
    return SaidThen(at, len(then), state(then, at=at) if then else None, state(versions, at=at))


def _computed(view: BanView) -> Computation | None:
    terms = view.life.terms
    if not terms.stayed or not view.life.stays:
        return None
    return detention.compute(first=terms.first_day, last=terms.last_day, stays=view.life.stays)


def _moves(versions: Sequence[BanVersion]) -> dict[int, MovedEnd]:
    """The versions that moved only the end, with both computations, each by what was known of the stays then."""
    moves = {}
    for before, row in pairwise(versions):
        same = (before.first_day, before.last_day, before.stayed) == (row.first_day, row.last_day, row.stayed)
        if row.event == BanEvent.AMEND and row.stayed and same and before.end != row.end:
            instants = (row.recorded_at - _INSTANT, row.recorded_at)
            stays = (ban_stays.stays_of(row.subject, known_at=at) for at in instants)
            moved = MovedEnd(*(detention.compute(first=row.first_day, last=row.last_day, stays=some) for some in stays))
            if moved.after.period == Period(row.start, row.end):  # else the records of two people were one by then
                moves[row.number] = moved
    return moves


def _waiting(ban: Ban, *, at: datetime) -> tuple[Proposal, ...]:
    """The proposals that could still change this ban: its own, and those about its subject."""
    open_ones = Proposal.objects.filter(state=Proposal.State.WAITING, lapses_at__gt=at)
    about = open_ones.filter(ban=ban) | open_ones.filter(subject=ban.subject_id, ban=None)
    about |= open_ones.filter(other=ban.subject_id)
    return tuple(about.order_by("proposed_at"))


def _entry(story: BanDetail, actor: Actor, at: datetime) -> EntryDraft:
    ban = story.view.ban
    core = {
        "ban": str(ban.pk),
        "version": ban.version,
        "register_version": register_version(),
        "others": [str(other.ban.pk) for other in story.others],
        "known_at": story.then.instant.isoformat() if story.then else None,
    }
    return EntryDraft(Event.BAN_READ, actor, at, core, {"subject": str(ban.subject_id)}, about=ban.subject_id)
