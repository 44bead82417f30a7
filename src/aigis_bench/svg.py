"""Curves as SVG, drawn by hand: no script, no style sheet, readable without colours."""

from collections.abc import Mapping, Sequence
from html import escape

Points = Sequence[tuple[float, float]]

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 24, 36, 46
_LOOKS = (("#0b5394", ""), ("#b45f06", "7 3"), ("#38761d", "2 3"), ("#741b47", "10 3 2 3"), ("#5b5b5b", "1 4"))
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_FONT = 'font-family="sans-serif" font-size="13" fill="#1a1a1a"'


def curves(title: str, lines: Mapping[str, Points], *, across: str, up: str) -> str:
    """Draws named lines of points between 0 and 1 (x, y), each with its own dashes; a line of one point is a mark."""
    box = f'viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-label="{escape(title)}">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="22" {_FONT} font-weight="bold">{escape(title)}</text>',
        *_axes(across, up),
    ]
    for number, (name, points) in enumerate(lines.items()):
        parts += _line(name, points, number)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _axes(across: str, up: str) -> list[str]:
    parts = []
    for tick in _TICKS:
        x, y = _x(tick), _y(tick)
        parts.append(f'<path d="M{x} {_y(0)}V{_y(1)}M{_x(0)} {y}H{_x(1)}" stroke="#d9d9d9" fill="none"/>')
        parts.append(f'<text x="{x}" y="{_y(0) + 17}" text-anchor="middle" {_FONT}>{tick:.1f}</text>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end" {_FONT}>{tick:.1f}</text>')
    middle = (_x(0) + _x(1)) / 2
    parts.append(f'<text x="{middle}" y="{_HEIGHT - 8}" text-anchor="middle" {_FONT}>{escape(across)}</text>')
    parts.append(
        f'<text transform="translate(15 {(_y(0) + _y(1)) / 2}) rotate(-90)" text-anchor="middle" {_FONT}>'
        f"{escape(up)}</text>"
    )
    return parts


def _line(name: str, points: Points, number: int) -> list[str]:
    colour, dashes = _LOOKS[number % len(_LOOKS)]
    legend = _y(0) - 12 - 19 * number
    look = f'stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dashes}" fill="none"'
    path = "L".join(f"{_x(x)} {_y(y)}" for x, y in points)
    drawn = [f'<path d="M{path}" {look}/>'] if len(points) > 1 else []
    marks = [f'<circle cx="{_x(x)}" cy="{_y(y)}" r="5" fill="{colour}"/>' for x, y in points[:1] if len(points) == 1]
    return [
        *drawn,
        *marks,
        f'<path d="M{_x(0) + 12} {legend}h34" {look}/>',
        f'<text x="{_x(0) + 54}" y="{legend + 4}" {_FONT}>{escape(name)}</text>',
    ]


def _x(share: float) -> float:
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)
