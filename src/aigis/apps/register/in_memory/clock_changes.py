"""Bans that begin or end by the clock: no version of the register says so, yet whom they concern must be known."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.register.in_memory.stored_bans import moved


@dataclass(frozen=True, slots=True)
class _Moved:
    """What was found last, for many ask the same: in which view, between which instants, whom."""

    register: RegisterView
    first: datetime
    last: datetime
    subjects: frozenset[UUID]


_found_last: list[_Moved] = []


def moved_subjects(register: RegisterView, first: datetime, last: datetime) -> frozenset[UUID]:
    """Returns the subjects of whom a ban began or ended after `first` and not after `last`.

    A clock that is set back moves them as well: a ban that had begun has not begun any more. The caller puts the
    earlier instant first.
    """
    for known in _found_last[:]:
        if known.register is register and (known.first, known.last) == (first, last):
            return known.subjects
    subjects = frozenset(moved(register.bans, first, last))
    _found_last[:] = [_Moved(register, first, last, subjects)]
    return subjects
