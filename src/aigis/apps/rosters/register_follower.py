"""Following the register: who on a roster may be met by a change is found by codes and checked again, nobody else.

An entry is checked again where it shares a code with an identity that a changed subject has or had, and either is not
clear now or the matcher finds a changed subject for it. Bits shift a little with every subject the register gains; what
that changes at the edge of a band is left to the daily screening.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef

from aigis.apps.audit import data_keys
from aigis.apps.checks.thresholds.current import in_use
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.in_memory.changed_subjects import ChangedSubjects, changed_subjects
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.rosters.blocking_codes import VERSION
from aigis.apps.rosters.contents import standing
from aigis.apps.rosters.entry_codes import entries_sharing
from aigis.apps.rosters.entry_encryption import open_entry, scope
from aigis.apps.rosters.models import UNCHECKED, Roster, RosterEntry, Screening
from aigis.apps.rosters.roster_checks import check_entries
from aigis.apps.rosters.screening_parts import ROUND
from aigis.core.matching.bands import Bands
from aigis.core.matching.match import screen
from aigis.core.values import Verdict

logger = logging.getLogger("aigis.rosters")
Clock = Callable[[], datetime]
_FORGOTTEN_AFTER = timedelta(seconds=60)  # whoever set entries checks them at once


def follow_all(*, at: datetime, clock: Clock) -> int:
    """Brings all rosters up to the register and the instant; returns how many entries were checked again.

    No roster that cannot be followed keeps the others from it; the first failure is raised at the end.
    """
    rosters = list(Roster.objects.select_related("gate__facility__port", "organisation"))
    return follow(rosters, at=at, clock=clock)


def follow(rosters: Sequence[Roster], *, at: datetime, clock: Clock) -> int:
    """Brings some rosters up to the register and the instant, as `follow_all` does."""
    register = current_register.current(at=at)
    checked, failures = 0, list[Exception]()
    by_version = sorted(rosters, key=lambda roster: roster.followed_version)
    for since, group in groupby(by_version, key=lambda roster: roster.followed_version):
        members = list(group)
        changes = changed_subjects(register, since=since, looks=[roster.followed_at for roster in members], at=at)
        candidates = _candidates(changes, members, register)
        for roster in members:
            try:
                checked += _follow(roster, candidates.get(roster.pk, set()), changes, register, clock=clock)
            except Exception as failure:
                logger.exception("roster %s could not follow the register", roster.pk)
                failures.append(failure)
                members = [member for member in members if member.pk != roster.pk]
        _mark(members, register, at=at)
    if failures:
        raise failures[0]
    return checked


def _candidates(changes: ChangedSubjects, rosters: Sequence[Roster], register: RegisterView) -> dict[int, set[int]]:
    """The entries that may be met, by roster: by codes, and whole rosters where codes do not tell.

    Codes hold the keys of the usual search; where a lower band is in use, the search takes more.
    """
    if not changes:
        return {}
    usual = in_use(register).bands.possible >= Bands().possible
    candidates = entries_sharing(list(changes.persons)) if usual else {}
    for roster in rosters:
        if not usual or roster.codes_version != VERSION:
            candidates[roster.pk] = set(standing(roster).values_list("pk", flat=True))
    return candidates


def _follow(
    roster: Roster, candidates: set[int], changes: ChangedSubjects, register: RegisterView, *, clock: Clock
) -> int:
    checked = 0
    for chunk in _chunks(roster, sorted(candidates)):
        touched = list(_touched(roster, chunk, changes, register))
        check_entries(roster, touched, at=clock())
        checked += len(touched)
    return checked


def _chunks(roster: Roster, entries: Sequence[int]) -> Iterator[list[RosterEntry]]:
    for start in range(0, len(entries), ROUND):
        yield list(standing(roster).filter(pk__in=entries[start : start + ROUND]).order_by("pk"))


def _touched(
    roster: Roster, entries: Sequence[RosterEntry], changes: ChangedSubjects, register: RegisterView
) -> Iterator[RosterEntry]:
    key = data_keys.key(scope(roster))
    bands = in_use(register).bands
    matches = screen([open_entry(key, entry) for entry in entries], register.index, bands=bands)
    for entry, candidates in zip(entries, matches, strict=True):
        if entry.verdict not in ("", Verdict.CLEAR.value) or changes.holds_any(candidates):
            yield entry


def _mark(rosters: Sequence[Roster], register: RegisterView, *, at: datetime) -> None:
    rows = Roster.objects.filter(pk__in=[roster.pk for roster in rosters])
    rows.filter(followed_version__lt=register.version).update(followed_version=register.version)
    rows.update(followed_at=at)


def check_forgotten(*, at: datetime) -> None:
    """Checks entries that were set, but whose check did not come about: the process died between the two."""
    rows = RosterEntry.objects.filter(verdict_version=UNCHECKED, removed_at=None, set_at__lt=at - _FORGOTTEN_AFTER)
    rows = rows.exclude(Exists(Screening.objects.filter(roster=OuterRef("roster"), ended_at=None)))
    for roster in Roster.objects.filter(pk__in=rows.values("roster")).select_related("gate__facility__port"):
        check_entries(roster, list(rows.filter(roster=roster).order_by("pk")[:ROUND]), at=at)
