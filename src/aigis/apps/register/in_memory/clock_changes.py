"""Bans that begin or end by the clock: no version of the register says so, yet whom they concern must be known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.in_memory.current import RegisterView
from aigis.core.bans.versions import BanFacts
from aigis.core.matching.index import Index


@dataclass(frozen=True, slots=True)
class _MovedIndex:
    """What was found last, for many rosters ask the same: in which view, between which instants, whom."""

    register: RegisterView
    first: datetime
    last: datetime
    index: Index


_moved_indexes: list[_MovedIndex] = []


def index_of_moved(*, since: datetime, at: datetime) -> Index:
    """An index of the subjects of whom a ban began or ended between two instants, whichever is the later.

    A clock that is set back moves them as well: a ban that had begun has not begun any more.
    """
    register = current_register.current(at=at)
    first, last = sorted((since, at))
    for known in _moved_indexes[:]:
        if known.register is register and (known.first, known.last) == (first, last):
            return known.index
    moved = [subject for subject, bans in register.bans.items() if _moved(bans, first, last)] if first < last else []
    index = Index.build(((subject, register.index.person(subject)) for subject in moved), version=register.version)
    _moved_indexes[:] = [_MovedIndex(register, first, last, index)]
    return index


def _moved(bans: Iterable[BanFacts], first: datetime, last: datetime) -> bool:
    for ban in bans:
        for period in ban.periods:
            if first < period.start <= last or (period.end is not None and first < period.end <= last):
                return True
    return False
