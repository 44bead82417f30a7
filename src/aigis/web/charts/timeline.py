"""Where the parts of a ban's picture stand: numbers for an SVG without script or inline style.

One row a ban. The bar is the term: solid where it is in force, hatched where it is suspended, an empty outline where it
was taken away; what comes after today is lighter; an open end fades.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aigis.core.bans.detention import Computation
from aigis.core.bans.segments import Stretch, stretches
from aigis.core.bans.state import State
from aigis.core.bans.versions import BanEvent, Version
from aigis.core.dates.brussels import BRUSSELS, day_of, midnight
from aigis.core.values import Period
from aigis.web.charts.timeline_axis import Axis, Scale, axis, scale
from aigis.web.labels.dates import written_day

_EDGE = 14  # left and right of the time shown
_LANE = 24  # of marks with numbers
_MARK = 11  # radius
_BAR, _BAR_BESIDE = 34, 14
_LABEL = 20


@dataclass(frozen=True, slots=True)
class Track:
    """A ban to be drawn: `main` ones with marks, days and detention, the others as thin bars for comparison.

    `proposed`: instants from which waiting proposals would count; `numbered`: whether versions are marked.
    """

    label: str
    versions: tuple[Version, ...]
    main: bool = True
    numbered: bool = True
    computed: Computation | None = None
    proposed: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class BarPiece:
    """A part of a bar in SVG units; `css` says what it is."""

    x: float
    y: float
    width: float
    height: float
    css: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered point of a ban's story, or a question mark for what is only proposed."""

    x: float
    y: float
    label: str
    css: str

    @property
    def foot(self) -> float:
        """The line its label stands on."""
        return self.y + 4.5


@dataclass(frozen=True, slots=True)
class TimelineText:
    """A word or day in the picture."""

    x: float
    y: float
    words: str
    anchor: str


@dataclass(slots=True)
class TimelineRow:
    """A ban as drawn."""

    label: TimelineText
    main: bool
    bar_top: float
    bar_bottom: float
    pieces: list[BarPiece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    texts: list[TimelineText] = field(default_factory=list)
    decided_end: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture; `shows` names what is in it, for the key beneath."""

    width: int
    height: float
    rows: tuple[TimelineRow, ...]
    axis: Axis
    today: float
    today_words: TimelineText
    beyond: bool
    shows: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """The few words in the picture, in the reader's language."""

    today: str
    open_end: str


def draw(tracks: Sequence[Track], *, at: datetime, width: int, words: Words) -> Picture:
    """Lays out bans over time in a picture of a width; the time shown is that of the main ones, and today."""
    shown = scale(_span(tracks, at), at=at, left=_EDGE, right=width - _EDGE)
    rows: list[TimelineRow] = []
    top = float(_LABEL)
    for track in tracks:
        row = _row(track, shown, top, at, words)
        rows.append(row)
        top = row.bar_bottom + (_LABEL + 10 if track.main else 12)
    today = TimelineText(min(max(shown.today, 48.0), width - 48.0), 14, words.today, "middle")
    drawn = axis(shown, top=top)
    kinds = frozenset(piece.css for row in rows for piece in row.pieces) | _kinds_of_marks(rows)
    return Picture(width, top + 26, tuple(rows), drawn, shown.today, today, shown.beyond, kinds)


def _kinds_of_marks(rows: Sequence[TimelineRow]) -> frozenset[str]:
    return frozenset(mark.css for row in rows for mark in row.marks if mark.css != "version")


def _span(tracks: Sequence[Track], at: datetime) -> tuple[datetime, datetime]:
    """From the first to the last instant of the main bans; an open end lasts a fifth longer than what is known."""
    periods = [stretch.period for track in tracks if track.main for stretch in stretches(track.versions)]
    periods = periods or [track.versions[-1].period for track in tracks if track.main]
    first = min(period.start for period in periods)
    ends = [period.end for period in periods if period.end is not None]
    last = max([*ends, first + timedelta(days=1)])
    if any(period.end is None for period in periods):
        last = max(last, at)
        last += (last - first) / 5
    return first, last


def _row(track: Track, shown: Scale, top: float, at: datetime, words: Words) -> TimelineRow:
    marks = _marks(track, shown, at) if track.main else []
    lanes = 1 + max((lane for _, lane, _, _ in marks), default=-1)
    label = TimelineText(_EDGE, top + 14, track.label, "start")
    bar = top + _LABEL + lanes * _LANE
    height = _BAR if track.main else _BAR_BESIDE
    row = TimelineRow(label, track.main, bar, bar + height)
    row.marks = [Mark(x, bar - 14 - lane * _LANE, words, css) for x, lane, words, css in marks]
    for stretch in stretches(track.versions):
        row.pieces.extend(_pieces(stretch, shown, (bar, height), at))
    if track.main:
        _add_detention(row, track, shown)
        row.texts = list(_ends(track, shown, row.bar_bottom + 16, words))
    return row


_CSS = {
    State.IN_FORCE: "force",
    State.SUSPENDED: "suspended",
    State.LIFTED: "gone",
    State.ANNULLED: "gone",
}


def _pieces(stretch: Stretch, shown: Scale, bar: tuple[float, float], at: datetime) -> Iterator[BarPiece]:
    """A stretch as far as the picture goes: what is in force is cut at today, an open end fades."""
    css, (top, height) = _CSS[stretch.state], bar
    for period, when in _cut(stretch.period, at if stretch.state is State.IN_FORCE else None):
        start, end = shown.x(period.start), shown.x(period.end) if period.end else shown.right
        if end <= shown.left or start >= shown.right:
            continue
        start, end = max(start, shown.left), min(end, shown.right)
        name = f"{css}{when}"
        if period.end is None and stretch.state is State.IN_FORCE:
            name = "open"
        yield BarPiece(round(start, 1), top, round(max(end - start, 3), 1), height, name)


def _cut(period: Period, at: datetime | None) -> list[tuple[Period, str]]:
    """A period in what is over and what is to come."""
    if at is None:
        return [(period, "")]
    if period.contains(at) and period.start < at:
        return [(Period(period.start, at), ""), (Period(at, period.end), "-ahead")]
    return [(period, "-ahead" if period.start >= at else "")]


def _marks(track: Track, shown: Scale, at: datetime) -> list[tuple[float, int, str, str]]:
    """Versions by their numbers and proposals by a question mark: x, lane above the bar, label and css."""
    points = []
    if track.numbered:
        for number, version in enumerate(track.versions, start=1):
            when = _moment(version, began=track.versions[0].counts_from)
            points.append((when, str(number), "planned" if when > at else "version"))
    points += [(when, "?", "proposed") for when in track.proposed]
    placed: list[tuple[float, int, str, str]] = []
    for when, label, css in sorted(points, key=lambda point: point[0]):
        x = round(min(max(shown.x(when), shown.left + _MARK), shown.right - _MARK), 1)
        taken = {lane for there, lane, _, _ in placed if abs(there - x) < 2 * _MARK + 2}
        lane = next(free for free in range(len(placed) + 1) if free not in taken)
        placed.append((x, lane, label, css))
    return placed


def _moment(version: Version, *, began: datetime) -> datetime:
    """Where a version is marked: from when it counts, but where that is the beginning, when it was recorded."""
    backwards = version.event is not BanEvent.REGISTER and version.counts_from <= began
    return version.recorded_at if backwards else version.counts_from


def _add_detention(row: TimelineRow, track: Track, shown: Scale) -> None:
    """A strip under the bar for the days of detention, and where the end was before they moved it."""
    if track.computed is None or not track.computed.steps:
        return
    for step in track.computed.steps:
        left = max(shown.x(midnight(step.detained_on)), shown.left)
        right = min(shown.x(midnight(step.released_on)), shown.right) if step.released_on else shown.right
        row.pieces.append(BarPiece(round(left, 1), row.bar_bottom, round(max(right - left, 3), 1), 9, "detained"))
    decided, end = shown.x(midnight(track.computed.decided_last_day + timedelta(days=1))), track.computed.period.end
    if end is not None:
        row.pieces.append(BarPiece(round(decided, 1), row.bar_bottom, round(shown.x(end) - decided, 1), 9, "detained"))
    row.decided_end = round(decided, 1)
    row.bar_bottom += 11


def _ends(track: Track, shown: Scale, y: float, words: Words) -> Iterator[TimelineText]:
    """First and last day under the bar, beside each other where there is room."""
    period = track.versions[-1].period
    start, end = shown.x(period.start), shown.x(period.end) if period.end else shown.right
    first, last = written_day(day_of(period.start)), _last(period, words)
    if end - start < 2 * shown.text_room:
        middle = (start + end) / 2
        anchor = "start" if middle < (shown.left + shown.right) / 2 else "end"
        yield TimelineText(round(start if anchor == "start" else end, 1), y, f"{first} – {last}", anchor)
        return
    yield TimelineText(round(start, 1), y, first, "start")
    yield TimelineText(round(end, 1), y, last, "end")


def _last(period: Period, words: Words) -> str:
    if period.end is None:
        return words.open_end
    return written_day((period.end.astimezone(BRUSSELS) - timedelta(microseconds=1)).date())
