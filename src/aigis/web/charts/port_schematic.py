"""A schematic of a port: its facilities on both banks in the order of their numbers, one of them named."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640
_MARGIN = 16
_BANKS = (34, 106)  # the upper edges of the two rows of squares, with the water between them
_TALLEST = 22


@dataclass(frozen=True, slots=True)
class Square:
    """A facility in SVG units."""

    x: float
    y: int
    width: float
    here: bool


@dataclass(frozen=True, slots=True)
class Schematic:
    """The squares of a port, and where the name of the one that matters stands."""

    squares: tuple[Square, ...]
    label_x: float
    label_y: int
    anchor: str

    @property
    def here(self) -> Square | None:
        """The square of the facility that matters."""
        return next((square for square in self.squares if square.here), None)


def draw(codes: Sequence[str], here: str) -> Schematic:
    """Lays out the facilities of a port, the first half on the upper bank; not to scale, and says so on the page."""
    half = -(-len(codes) // 2) or 1
    slot = min((WIDTH - 2 * _MARGIN) / half, 4 * _TALLEST)
    squares = tuple(
        Square(round(_MARGIN + slot * (index % half), 1), _BANKS[index // half], round(slot * 0.8, 1), code == here)
        for index, code in enumerate(codes)
    )
    highlighted = next((square for square in squares if square.here), Square(_MARGIN, _BANKS[0], 0, True))
    label_y = highlighted.y - 12 if highlighted.y == _BANKS[0] else highlighted.y + _TALLEST + 24
    middle = highlighted.x + highlighted.width / 2
    anchor = "start" if middle < WIDTH / 3 else "end" if middle > WIDTH * 2 / 3 else "middle"
    return Schematic(squares, round(middle, 1), label_y, anchor)
