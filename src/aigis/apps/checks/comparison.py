"""Comparing people with the register without checking them: who is like nobody in it needs no check to say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aigis.apps.audit.queries import require_sealing
from aigis.apps.checks.thresholds.current import in_use
from aigis.apps.register.in_memory import current as current_register
from aigis.core.checks.decision import decide, is_told_apart
from aigis.core.matching.match import screen
from aigis.core.person.person import Person
from aigis.core.person.sandbox import sandbox_verdict
from aigis.core.values import Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """By which version of the register people were compared, and of each whether nobody in it is like them."""

    register_version: int
    unlike_all: Sequence[bool]


def compare(persons: Sequence[Person], *, at: datetime) -> Comparison:
    """Tells of each person whether a check would be `clear` because the matcher finds nobody at all.

    Whoever resembles anybody, banned now or not, whoever gives too little to tell, and the test identities are left to
    `perform`: this says no verdict of its own. Raises what `perform` raises where nothing may be answered.
    """
    require_sealing(at=at)
    register = current_register.current(at=at)
    matches = screen(persons, register.index, bands=in_use(register).bands)
    return Comparison(
        register.version,
        [
            not candidates and sandbox_verdict(person) is None and _is_clear_of_all(person, register, at=at)
            for person, candidates in zip(persons, matches, strict=True)
        ],
    )


def _is_clear_of_all(person: Person, register: current_register.RegisterView, *, at: datetime) -> bool:
    told_apart = is_told_apart(person, register.index, register.bans, at=at)
    return decide((), register.bans, at=at, told_apart=told_apart).verdict is Verdict.CLEAR
