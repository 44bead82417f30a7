"""Which hit goes to which desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from aigis.core.errors import NoAnswer
from aigis.core.values import Verdict


class DeskKind(StrEnum):
    """The two services that hear of every hit, and desks that hear of nothing but checks of test identities."""

    PROSECUTOR = "prosecutor"
    POLICE = "police"
    DRILL = "drill"


_HEAR_OF_HITS = (DeskKind.PROSECUTOR, DeskKind.POLICE)


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """A desk as far as routing goes; `ports` empty means all of them, a `reachable` one has a mailbox or a webhook."""

    id: int
    kind: DeskKind
    organisation: int
    ports: frozenset[str] = frozenset()
    reachable: bool = True

    def covers(self, port: str) -> bool:
        """Tells whether hits at the port (a UN/LOCODE) are this desk's."""
        return not self.ports or port in self.ports


# Sources of checks of people who are not at a gate; `overtaken`: announced and clear, until a later ban.
ANNOUNCED, OVERTAKEN = "announced", "overtaken"
LOOK_BACK = "look_back"  # clear at a gate a short while ago, until a later ban: the person may be inside
DRILL = "drill"  # a check of a test identity, wherever it was asked
NOT_AT_A_GATE = ("roster", ANNOUNCED, OVERTAKEN, LOOK_BACK, DRILL)


def alarms(verdict: Verdict) -> bool:
    """Tells whether a verdict alarms the desks: only a denial does; a referred check goes to a person first."""
    return verdict is Verdict.DENIED


def desks_for(port: str, desks: Sequence[DeskFacts]) -> tuple[DeskFacts, ...]:
    """The desks told of a hit at a port: for each kind those of the port, else those of the whole country.

    A desk that cannot be reached still has the alert on its page, but is no reason to leave out those of the whole
    country. Raises NoAnswer unless two desks of two organisations can be reached: a hit nobody else can see must not
    pass as told.
    """
    chosen: list[DeskFacts] = []
    for kind in _HEAR_OF_HITS:
        covering = [desk for desk in desks if desk.kind is kind and desk.covers(port)]
        own = [desk for desk in covering if desk.ports]
        chosen += own if any(desk.reachable for desk in own) else covering
    if len({desk.organisation for desk in chosen if desk.reachable}) < 2:
        raise NoAnswer("No answer: this installation has fewer than two alert desks. Call the administrator.")
    return tuple(chosen)


def drill_desks_for(port: str, desks: Sequence[DeskFacts]) -> tuple[DeskFacts, ...]:
    """The desks told of a denied test identity at a port; often none, and then the drill is recorded as not sent."""
    return tuple(desk for desk in desks if desk.kind is DeskKind.DRILL and desk.covers(port))
