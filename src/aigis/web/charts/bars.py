"""Where the bars of a chart stand: numbers for an SVG without script or inline style."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640
HEIGHT = 220
_TOP = 18
_BOTTOM = 24
_GAP = 0.25
_LABELS_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in SVG units; `label` is empty where there is no room for it."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """The bars and the line they stand on."""

    width: int
    height: int
    floor: int
    bars: tuple[Bar, ...]


def bars(rows: Sequence[tuple[str, int]]) -> BarChart:
    """Lays out one bar for each (label, count); the highest fills the height, every nth label is shown when crowded."""
    floor = HEIGHT - _BOTTOM
    slot = WIDTH / max(len(rows), 1)
    top = max((value for _, value in rows), default=0) or 1
    step = -(-len(rows) // _LABELS_AT_MOST) or 1
    placed = []
    for position, (label, value) in enumerate(rows):
        height = round((floor - _TOP) * value / top, 1)
        x = round(slot * (position + _GAP / 2), 1)
        shown = label if position % step == 0 else ""
        middle = round(slot * (position + 0.5), 1)
        placed.append(Bar(x, round(floor - height, 1), round(slot * (1 - _GAP), 1), height, middle, shown, value))
    return BarChart(WIDTH, HEIGHT, floor, tuple(placed))
