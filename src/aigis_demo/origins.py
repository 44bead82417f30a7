"""Where the people of a Belgian port come from: shares, states and names, prepared for fast drawing."""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from aigis_demo import names_data_asia as asia
from aigis_demo import names_data_east as east
from aigis_demo import names_data_south as south
from aigis_demo import names_data_west as west

Written = tuple[str, str]  # the Latin form, and the form in the name's own script ("" where that is Latin)


class Names:
    """A list of names drawn with skewed frequency: the first a few times as often as the middle one."""

    def __init__(self, text: str) -> None:
        self._names = [_written(word) for word in text.split()]
        weights = accumulate(1 / (rank + 6) ** 0.85 for rank in range(len(self._names)))
        self._sums = list(weights)
        self._total = self._sums[-1]

    def draw(self, chance: float) -> Written:
        """Gives the name at a number between 0 and 1."""
        return self._names[min(bisect(self._sums, chance * self._total), len(self._names) - 1)]


@dataclass(frozen=True, slots=True)
class Origin:
    """A group of people with names in common; shares are between 0 and 1.

    `share` of the population, `belgian` of the group hold Belgian nationality, `resident` have a national number,
    `doubled` carry two family names, `second` a second given name, `partial` have a birth date known in part only.
    `endings` turn a family name into a woman's.
    """

    state: str
    share: float
    families: Names
    men: Names
    women: Names
    belgian: float = 0.0
    resident: float = 0.1
    doubled: float = 0.0
    second: float = 0.05
    partial: float = 0.0
    endings: tuple[tuple[str, str], ...] = ()


def _written(word: str) -> Written:
    original, _, latin = word.replace("_", " ").rpartition("=")
    return latin, original


def _origin(state: str, share: float, names: tuple[str, str, str], **more: Any) -> Origin:
    families, men, women = map(Names, names)
    return Origin(state, share, families, men, women, **more)


_SLAVIC = (("ов", "ова"), ("ev", "eva"), ("ov", "ova"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина"), ("in", "ina"))
_POLISH = (("ski", "ska"), ("cki", "cka"), ("dzki", "dzka"))

ORIGINS = (
    _origin("BEL", 0.37, west.FLEMISH, belgian=1.0, resident=1.0, second=0.4),
    _origin("BEL", 0.06, west.WALLOON, belgian=1.0, resident=1.0, second=0.4),
    _origin("NLD", 0.09, west.DUTCH, belgian=0.1, resident=0.25, second=0.3),
    _origin("MAR", 0.08, south.MOROCCAN, belgian=0.8, resident=0.95, partial=0.03),
    _origin("TUR", 0.045, south.TURKISH, belgian=0.7, resident=0.9, partial=0.02),
    _origin("POL", 0.08, east.POLISH, belgian=0.05, resident=0.3, endings=_POLISH),
    _origin("ROU", 0.06, east.ROMANIAN, belgian=0.03, resident=0.25, second=0.2),
    _origin("BGR", 0.02, east.BULGARIAN, belgian=0.03, resident=0.25, endings=_SLAVIC),
    _origin("UKR", 0.025, east.UKRAINIAN, resident=0.3),
    _origin("RUS", 0.012, east.RUSSIAN, belgian=0.1, resident=0.3, endings=_SLAVIC),
    _origin("D", 0.03, west.GERMAN, belgian=0.1, resident=0.15, doubled=0.03, second=0.15),
    _origin("GRC", 0.008, east.GREEK, belgian=0.1, resident=0.3),
    _origin("ALB", 0.012, east.BALKAN, belgian=0.4, resident=0.6),
    _origin("PRT", 0.022, west.PORTUGUESE, belgian=0.1, resident=0.4, doubled=0.6, second=0.3),
    _origin("ESP", 0.018, west.SPANISH, belgian=0.1, resident=0.3, doubled=0.9),
    _origin("ITA", 0.01, west.ITALIAN, belgian=0.4, resident=0.7),
    _origin("COD", 0.014, south.CONGOLESE, belgian=0.6, resident=0.9, doubled=0.2, second=0.2, partial=0.02),
    _origin("GHA", 0.01, south.GHANAIAN, belgian=0.4, resident=0.8, partial=0.03),
    _origin("SYR", 0.01, south.SYRIAN, belgian=0.2, resident=0.9, partial=0.1),
    _origin("PHL", 0.014, asia.FILIPINO, resident=0.03, doubled=0.4),
    _origin("IND", 0.012, asia.INDIAN, belgian=0.1, resident=0.3, partial=0.02),
    _origin("CHN", 0.008, asia.CHINESE, belgian=0.1, resident=0.2),
    _origin("VNM", 0.003, asia.VIETNAMESE, belgian=0.3, resident=0.5),
    _origin("PAK", 0.007, asia.PAKISTANI, belgian=0.3, resident=0.8, partial=0.1),
)

_SUMS = list(accumulate(origin.share for origin in ORIGINS))


def draw_origin(chance: float) -> Origin:
    """Gives the origin at a number between 0 and 1."""
    return ORIGINS[min(bisect(_SUMS, chance * _SUMS[-1]), len(ORIGINS) - 1)]
