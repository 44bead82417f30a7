"""What the pages say about a ban: its identifiers masked, its story in order, its picture, what may be done to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext, pgettext

from aigis.apps.register.bans.detail import BanDetail, MovedEnd
from aigis.apps.register.bans.queries import BanView
from aigis.apps.register.models import BanVersion
from aigis.apps.register.storage.encryption import Ground
from aigis.core.bans.lifecycle import possible
from aigis.core.bans.versions import RULES, BanEvent, ends_at
from aigis.core.dates.brussels import BRUSSELS, last_day
from aigis.core.values import Period
from aigis.web.charts.timeline import Track
from aigis.web.labels.changes import CHANGES, OWN_REASONS
from aigis.web.labels.register import KINDS

# Every change by the word of its button, in the order of how often it is done; `final` is an amendment of its own.
_EVENT_OF = {"final": BanEvent.AMEND}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in a ban's story; `by` and `approved_by` name people, `due_at` is when its second look is due.

    `ground` is there where this version says another one than the version before, `ahead` where it counts from later,
    `moved` where a prison's report or its correction moved the end.
    """

    row: BanVersion
    by: str
    approved_by: str
    confirmed_by: str
    due_at: datetime | None
    reason: str
    ground: Ground | None
    period: Period
    ahead: bool
    moved: MovedEnd | None = None

    @property
    def backdated(self) -> bool:
        """Tells whether it counts from another moment than the one it was recorded at."""
        return abs((self.row.counts_from - self.row.recorded_at).total_seconds()) >= 60


def until(view: BanView) -> datetime | None:
    """From when the ban can never be in force again without a new version; None where that is open."""
    return ends_at(view.life.versions)


def to_come(ban_detail: BanDetail, *, at: datetime) -> list[VersionLine]:
    """The versions that are recorded but count from later."""
    return [line for line in story(ban_detail, {}, at=at) if line.ahead and line.row.event != BanEvent.REGISTER.value]


def days_left(period: Period, *, at: datetime) -> int | None:
    """The number of days after today on which the ban is still in force; None without an end."""
    last = last_day(period)
    return (last - at.astimezone(BRUSSELS).date()).days if last else None


def people_in(ban_detail: BanDetail) -> set[str]:
    """The keys of everybody who stands in a ban's story."""
    versions = ban_detail.view.versions
    keys = {key for row in versions for key in (row.recorded_by, row.approved_by) if key}
    return (
        keys
        | {confirmation.confirmed_by for confirmation in ban_detail.confirmed.values()}
        | {row.proposed_by for row in ban_detail.waiting}
    )


def story(ban_detail: BanDetail, names: Mapping[str, str], *, at: datetime) -> list[VersionLine]:
    """The ban's versions, newest first, with the names of those who stand behind them."""
    lines, before = [], None
    for row, ground in zip(ban_detail.view.versions, ban_detail.grounds, strict=True):
        confirmed = ban_detail.confirmed.get(row.number)
        same = before is not None and (ground.legal_basis, ground.case_reference) == before
        lines.append(
            VersionLine(
                row=row,
                by=names.get(row.recorded_by, row.recorded_by),
                approved_by=names.get(row.approved_by, row.approved_by),
                confirmed_by=names.get(confirmed.confirmed_by, confirmed.confirmed_by) if confirmed else "",
                due_at=ban_detail.unconfirmed.get(row.number),
                reason=str(OWN_REASONS.get(ground.reason, ground.reason)),
                ground=None if same else ground,
                period=Period(row.start, row.end),
                ahead=row.counts_from > at,
                moved=ban_detail.moves.get(row.number),
            )
        )
        before = (ground.legal_basis, ground.case_reference)
    return lines[::-1]


def tracks(ban_detail: BanDetail, *, at: datetime) -> list[Track]:
    """The picture's bars: this ban with its story, and the other bans of the same person."""
    proposed = tuple(at for row in ban_detail.waiting if row.ban_id == ban_detail.view.ban.pk)
    main = Track(
        track_label(ban_detail.view), ban_detail.view.life.versions, computed=ban_detail.computed, proposed=proposed
    )
    return [main, *beside(ban_detail.others)]


def beside(views: Sequence[BanView]) -> list[Track]:
    """Other bans as thin bars."""
    return [Track(track_label(view), view.life.versions, main=False) for view in views]


def track_label(view: BanView) -> str:
    """What stands over a ban's bar: kind and case."""
    return f"{KINDS[view.ban.kind]} · {view.ground.case_reference}"


def finality(view: BanView) -> str:
    """Whether an appeal is still possible, in a word; empty for a kind that never becomes final."""
    if not RULES[view.life.kind].final:
        return ""
    return pgettext("of a ban", "final") if view.version.final_on else pgettext("of a ban", "provisional")


def changes(view: BanView, *, at: datetime) -> list[tuple[str, str]]:
    """What may be done to the ban now, as code and word, the most usual first."""
    events = possible(view.life, at=at)
    offered = [code for code in CHANGES if _offered(code, view, events)]
    return [(code, str(CHANGES[code])) for code in offered]


def _offered(code: str, view: BanView, events: frozenset[BanEvent]) -> bool:
    if code == "final":
        return RULES[view.life.kind].final and BanEvent.AMEND in events
    return code in {event.value for event in events}


def event_of(code: str) -> BanEvent:
    """The event that a change's code stands for; raises ValueError for one that is none."""
    return _EVENT_OF.get(code) or BanEvent(code)


def title_of_picture(view: BanView) -> str:
    """What the picture shows, for who cannot see it."""
    return gettext("The ban over time: %(label)s") % {"label": track_label(view)}


def authority_of(view: BanView) -> str:
    """The authority's name in the reader's language."""
    return view.ban.authority.name(get_language() or "nl")
