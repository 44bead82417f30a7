"""Where spans and the counts beside them stand: numbers for an SVG without script or inline style."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 220
_TOP, _BOTTOM = 18, 24
_LABELS_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Span:
    """What was to be expected on a day, from and to, and what there was; `outside`: chance does not explain it."""

    label: str
    low: int
    high: int
    there: int
    outside: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """One span in SVG units; `label` is empty where there is no room for it."""

    x: float
    width: float
    y: float
    height: float
    middle: float
    dot: float
    label: str
    outside: bool


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """The spans, the line they stand on, and what the highest point is worth."""

    width: int
    height: int
    floor: int
    top: int
    spans: tuple[Placed, ...]


def draw(spans: Sequence[Span]) -> IntervalChart:
    """Lays out one column for each span; the highest count or end fills the height."""
    floor, most = HEIGHT - _BOTTOM, max((max(span.high, span.there) for span in spans), default=0) or 1
    slot, step = WIDTH / max(len(spans), 1), -(-len(spans) // _LABELS_AT_MOST) or 1

    def up(count: int) -> float:
        return round(floor - (floor - _TOP) * count / most, 1)

    placed = [
        Placed(
            x=round(slot * (index + 0.2), 1),
            width=round(slot * 0.6, 1),
            y=up(span.high),
            height=round(max(1.0, up(span.low) - up(span.high)), 1),
            middle=round(slot * (index + 0.5), 1),
            dot=up(span.there),
            label=span.label if index % step == 0 else "",
            outside=span.outside,
        )
        for index, span in enumerate(spans)
    ]
    return IntervalChart(WIDTH, HEIGHT, floor, most, tuple(placed))
