"""The bands in use: those of the last version of the register that brought any, for every process at once."""

from dataclasses import dataclass

from aigis.apps.checks.models import Thresholds
from aigis.apps.register.in_memory.current import RegisterView
from aigis.core.checks.thresholds import CERTAIN_LIMITS, POSSIBLE_LIMITS
from aigis.core.errors import NoAnswer, NotFound
from aigis.core.matching.bands import Bands


@dataclass(frozen=True, slots=True)
class InUse:
    """The bands and the number under which checks keep them; 0 are those of the weights themselves."""

    number: int
    bands: Bands


_TOO_HIGH = (
    "No answer: thresholds %(number)s are above their limits, so nobody approved them. Tell the operator at once."
)
_USUAL = InUse(0, Bands())
_held: list[tuple[RegisterView, InUse]] = []


def in_use(register: RegisterView) -> InUse:
    """The bands that go with a view of the register; asks the database once for each view.

    Other bands are a version of the register, so that no process can have one without the other.
    """
    for view, thresholds in _held[:]:
        if view is register:
            return thresholds
    thresholds = as_of(register.version)
    _held[:] = [(register, thresholds)]
    return thresholds


def as_of(register_version: int) -> InUse:
    """Returns the bands in use at a version of the register.

    Raises:
        NoAnswer: they are above their limits, where no two organisations can put them: somebody wrote them by hand.
    """
    row = Thresholds.objects.filter(register_version__lte=register_version).order_by("-number").first()
    if row is None:
        return _USUAL
    if row.possible > POSSIBLE_LIMITS[1] or row.certain > CERTAIN_LIMITS[1]:
        raise NoAnswer(_TOO_HIGH % {"number": row.number})
    return _of(row)


def numbered(number: int) -> InUse:
    """The bands of a number; raises NotFound where there are none."""
    if number == _USUAL.number:
        return _USUAL
    row = Thresholds.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("There are no thresholds with this number.")
    return _of(row)


def _of(row: Thresholds) -> InUse:
    return InUse(row.number, Bands(row.possible, row.certain))
