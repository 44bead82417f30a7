"""Looking back: whoever was clear at a gate a short while ago and is met by a later ban may be inside.

Such a person is checked again at the last gate, which alarms as any check does. A mark says up to which version of the
register and which instant all earlier checks were compared. It moves last, and each check again has a request key of
its own: whoever dies in between leaves everything to be done again, and nothing is told twice.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, QuerySet

from aigis import wiring
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check, LookBackMark, LookBackSighting
from aigis.apps.checks.opened_persons import open_persons
from aigis.apps.checks.queries import BY_BADGE
from aigis.apps.checks.query import Answer, Query, identity_code
from aigis.apps.checks.thresholds.current import in_use
from aigis.apps.facilities.queries import GateFacts
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.in_memory.changed_subjects import ChangedSubjects, changed_subjects
from aigis.apps.register.in_memory.current import RegisterView
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.checks.alert_routing import LOOK_BACK
from aigis.core.matching.match import screen
from aigis.core.person.person import Person
from aigis.core.values import Purpose, RequestKey, Verdict

logger = logging.getLogger("aigis.checks")
_AT_GATE = ("gate", BY_BADGE)
_AT_ONCE = 1_000
# A check that began before a ban was committed may be committed after the ban was looked back for.
_LATE = timedelta(minutes=10)
Clock = Callable[[], datetime]
_Seen = dict[tuple[int, bytes], list[Check]]  # by organisation and identity, the latest last


def look_back(*, at: datetime, clock: Clock, late: bool = True) -> int:
    """Checks again who was clear at a gate and may be met by what changed since the last look; returns how many.

    With `late` it also compares the checks of the last minutes once more: some may have been committed since.
    """
    register = current_register.current(at=at)
    mark = _mark(register, at=at)
    changes = changed_subjects(register, since=mark.followed_version, looks={mark.followed_at}, at=at)
    by_clock = register.version == mark.followed_version
    count = _look(_clear_checks(at), changes, register, clock=clock, by_clock=by_clock)
    if late:
        first_look = mark.followed_at - _LATE
        rows = _clear_checks(at).filter(checked_at__gt=first_look)
        first = rows.aggregate(first=Min("register_version"))["first"]
        if first is not None:
            changes = changed_subjects(register, since=first, looks={first_look}, at=at)
            count += _look(rows, changes, register, clock=clock, by_clock=False)
    LookBackMark.objects.filter(pk=mark.pk).update(followed_version=register.version, followed_at=at)
    return count


def _look(
    rows: QuerySet[Check], changes: ChangedSubjects, register: RegisterView, *, clock: Clock, by_clock: bool
) -> int:
    """Checks the persons again who may be met by a change; one by the clock alone has no version of its own."""
    seen, failures = _met(rows, changes, register), list[Exception]()
    for (organisation, _), checks in seen.items():
        try:
            at = clock()
            change = f"{register.version}-{int(at.timestamp()) // 60}" if by_clock else str(register.version)
            _check_again(checks, change, actor=_system(organisation), at=at)
        except Exception as failure:  # keeps nobody else from it; the mark stays, so that it is tried again
            logger.exception("the person of check %s could not be looked back for", checks[-1].pk)
            failures.append(failure)
    if failures:
        raise failures[0]
    return len(seen)


def _system(organisation: int) -> Actor:
    return Actor("system", "look-back", None, organisation)


def _mark(register: RegisterView, *, at: datetime) -> LookBackMark:
    """How far checks were compared; the first time, from here on."""
    opens = {"followed_version": register.version, "followed_at": at}
    mark, _ = LookBackMark.objects.get_or_create(pk=1, defaults=opens)
    return mark


def _clear_checks(at: datetime) -> QuerySet[Check]:
    """The checks at gates of the last hours, as many as the setting says, that were clear."""
    since = at - wiring.environment().look_back
    rows = Check.objects.filter(checked_at__gt=since, source__in=_AT_GATE, verdict=Verdict.CLEAR.value)
    return rows.select_related("gate__facility__port")


def _met(rows: QuerySet[Check], changes: ChangedSubjects, register: RegisterView) -> _Seen:
    """The checks of persons for whom the matcher finds a subject that changed, by identity."""
    seen: _Seen = {}
    if not changes:
        return seen
    bands = in_use(register).bands
    for chunk in _chunks(rows):
        matches = screen([person for _, person in chunk], register.index, bands=bands)
        for (check, person), candidates in zip(chunk, matches, strict=True):
            if changes.holds_any(candidates):
                seen.setdefault((check.organisation, identity_code(person)), []).append(check)
    return seen


def _chunks(rows: QuerySet[Check]) -> Iterator[list[tuple[Check, Person]]]:
    """Yields checks in the order in which they were made, with their persons; erased ones are left out."""
    ordered, reached = rows.order_by("pk"), None
    while chunk := list((ordered if reached is None else ordered.filter(pk__gt=reached))[:_AT_ONCE]):
        reached = chunk[-1].pk
        persons = open_persons([(check.entry, check.person) for check in chunk])
        yield [(check, person) for check, person in zip(chunk, persons, strict=True) if person is not None]


def _check_again(checks: Sequence[Check], change: str, *, actor: Actor, at: datetime) -> None:
    """Checks a person again at the gate of the last check, once a change; notes at which gates they were clear."""
    last = checks[-1]
    (person,) = open_persons([(last.entry, last.person)])
    if person is None:
        return
    facility = last.gate.facility
    query = Query(
        person=person,
        gate=GateFacts(last.gate_id, last.gate.code, facility.port.locode, facility.organisation_id),
        purpose=Purpose(last.purpose),
        actor=actor,
        request_key=RequestKey(f"look-back-{last.pk.hex}-{change}"),
        source=LOOK_BACK,
        occasion=f"look-back:{last.pk}",
    )
    (answer,) = perform([query], at=at)
    if not isinstance(answer, Answer):
        raise answer
    if answer.verdict is not Verdict.CLEAR:
        _note_sightings(answer, checks, actor=actor, at=at)


@transaction.atomic(durable=True)
def _note_sightings(answer: Answer, checks: Sequence[Check], *, actor: Actor, at: datetime) -> None:
    new = [LookBackSighting(check_made_id=answer.id, earlier=check) for check in checks]
    known = LookBackSighting.objects.filter(check_made=answer.id).exists()
    LookBackSighting.objects.bulk_create(new, ignore_conflicts=True)
    if not known:
        core = {"check": str(answer.id), "earlier": [str(check.pk) for check in checks]}
        append([EntryDraft(Event.CHECK_LOOKED_BACK, actor, at, core)])


def sightings_of(checks: Sequence[object]) -> list[Check]:
    """The earlier clear checks, oldest first, of the persons whom some checks looked back for."""
    rows = LookBackSighting.objects.filter(check_made__in=list(checks)).select_related("earlier__gate__facility")
    return sorted({row.earlier.pk: row.earlier for row in rows}.values(), key=lambda check: check.checked_at)
