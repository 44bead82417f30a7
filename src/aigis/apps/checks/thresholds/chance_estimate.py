"""What chance alone makes of a day's checks: the day's people and strangers made of them, beside the register.

The people are opened in memory, counted, and closed again with the process: what is kept are counts and bits.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from aigis import wiring
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.checks.models import Check, CoincidenceDay
from aigis.apps.checks.opened_persons import open_persons
from aigis.apps.checks.query import identity_code
from aigis.apps.checks.thresholds.current import InUse, in_use
from aigis.apps.notices.actions import NoticeRecipient, post
from aigis.apps.people import directory
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.in_memory.current import RegisterView
from aigis.core.access.permissions import Role
from aigis.core.audit.event_names import Event
from aigis.core.bans.versions import in_force
from aigis.core.checks import chance_referrals
from aigis.core.checks.alert_routing import DRILL
from aigis.core.checks.chance_referrals import Expected
from aigis.core.checks.thresholds import NOBODY, WIDEST, Reach, reach_of, verdict_at
from aigis.core.dates.brussels import day_of, midnight
from aigis.core.matching.match import screen
from aigis.core.matching.weights import WEIGHTS_VERSION
from aigis.core.messages.register_messages import ChanceOutside
from aigis.core.person.person import Person
from aigis.core.values import Reason, Verdict

MOST_CHECKS = 250_000  # of a day; beyond that every second one is looked at, or every third
STRANGERS = 50_000
MOST_ROUNDS = 20
_CHUNK = 2_000


@dataclass(slots=True)
class _CheckedPerson:
    """Somebody who was asked about on the day: by which organisations, and what the checks said."""

    person: Person
    organisations: set[int] = field(default_factory=set)
    verdicts: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Traffic:
    """A day's people, how far each reaches, and strangers made of them, each with the place of whom it was made of."""

    people: list[_CheckedPerson]
    reaches: list[Reach]
    strangers: list[tuple[int, Reach]]
    step: int


def estimate(day: date, *, at: datetime) -> int:
    """Estimates a Brussels day, once; gives how many organisations chance does not explain.

    Auditors are told of those in the same transaction.
    """
    if CoincidenceDay.objects.filter(day=day).exists():
        return 0
    register = current_register.current(at=at)
    thresholds = in_use(register)
    traffic = _traffic(day, register, at=at)
    rows = [_row(day, None, traffic, thresholds, register, at)]
    every = sorted({organisation for person in traffic.people for organisation in person.organisations})
    rows += [_row(day, organisation, traffic, thresholds, register, at) for organisation in every]
    return _write(rows, at=at)


def due_days(*, at: datetime) -> list[date]:
    """The day before, where it has not been estimated."""
    yesterday = day_of(at) - timedelta(days=1)
    return [] if CoincidenceDay.objects.filter(day=yesterday).exists() else [yesterday]


def outside(row: CoincidenceDay) -> bool:
    """Tells whether chance does not explain how many were referred: more than it makes, or fewer."""
    if row.low is None or row.high is None or row.mean is None:
        return False
    return not Expected(row.mean, row.low, row.high).holds(row.referred)


@transaction.atomic(durable=True)
def _write(rows: Sequence[CoincidenceDay], *, at: datetime) -> int:
    if CoincidenceDay.objects.filter(day=rows[0].day).exists():
        return 0
    CoincidenceDay.objects.bulk_create(rows)
    strange = [row for row in rows if outside(row)]
    first = rows[0]
    core = {"day": first.day.isoformat(), "people": first.people, "register_version": first.register_version}
    core |= {"organisations": len(rows) - 1, "outside": [row.organisation for row in strange]}
    append([EntryDraft(Event.COINCIDENCE_ESTIMATED, SYSTEM, at, core)])
    if strange:
        _tell(strange, at=at)
    return len(strange)


def _tell(strange: Sequence[CoincidenceDay], *, at: datetime) -> None:
    page = f"{wiring.environment().url}/audit/coincidences/"
    counts: list[dict[str, object]] = [
        {"organisation": row.organisation, "referred": row.referred, "to": row.high} for row in strange
    ]
    text = ChanceOutside(at=at, day=strange[0].day.isoformat(), counts=counts, page=page)
    post([NoticeRecipient("mail", mailbox) for mailbox in directory.mailboxes_with(Role.AUDITOR)], text, at=at)


def _traffic(day: date, register: RegisterView, *, at: datetime) -> _Traffic:
    first, last = midnight(day), midnight(day + timedelta(days=1))
    rows = Check.objects.filter(checked_at__gte=first, checked_at__lt=last).exclude(source=DRILL)
    step = 1 + rows.count() // MOST_CHECKS
    people = list(_people(rows, step).values())
    lending = [index for index, person in enumerate(people) if Verdict.DENIED.value not in person.verdicts]
    rounds = max(1, min(MOST_ROUNDS, STRANGERS // max(1, len(lending))))
    made = chance_referrals.strangers([people[index].person for index in lending], rounds=rounds)
    reached = _reaches([stranger for _, stranger in made], register, at=at)
    strangers = [(lending[index], reach) for (index, _), reach in zip(made, reached, strict=True)]
    return _Traffic(people, _reaches([person.person for person in people], register, at=at), strangers, step)


def _people(rows: Any, step: int) -> dict[bytes, _CheckedPerson]:
    """Everybody who was asked about, each once however often."""
    by_code: dict[bytes, _CheckedPerson] = {}
    columns = ("organisation", "verdict", "bits", "person", "entry", "reason")
    for chunk in _chunks(rows.order_by("pk").values_list(*columns), step):
        opened = open_persons([(row[4], row[3]) for row in chunk])
        for (organisation, verdict, bits, _, _, reason), person in zip(chunk, opened, strict=True):
            if person is None:
                continue
            traffic_person = by_code.setdefault(identity_code(person), _CheckedPerson(person))
            traffic_person.organisations.add(organisation)
            # Somebody whom a judgement spares was referred as far as chance goes.
            spared = verdict == Verdict.CLEAR.value and bits is not None
            by_chance = Verdict.CLEAR.value if reason == Reason.NOT_ENOUGH_TO_TELL.value else verdict
            traffic_person.verdicts.add(Verdict.REFER.value if spared else by_chance)
    return by_code


def _chunks(rows: Any, step: int) -> Iterator[list[Any]]:
    chunk = []
    for number, row in enumerate(rows.iterator(chunk_size=_CHUNK)):
        if number % step == 0:
            chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _reaches(people: Sequence[Person], register: RegisterView, *, at: datetime) -> list[Reach]:
    reaches: list[Reach] = []
    for first in range(0, len(people), _CHUNK):
        matches = screen(people[first : first + _CHUNK], register.index, bands=WIDEST)
        for person_matches in matches:
            bans = register.bans
            hits = [
                (match, [ban for ban in bans.get(match.subject, ()) if in_force(ban, at=at)])
                for match in person_matches
            ]
            reaches.append(reach_of(hits))
    return reaches


def _row(
    day: date, organisation: int | None, traffic: _Traffic, thresholds: InUse, register: RegisterView, at: datetime
) -> CoincidenceDay:
    places = [
        index
        for index, person in enumerate(traffic.people)
        if organisation is None or organisation in person.organisations
    ]
    ours = set(places)
    strangers = [(index, reach) for index, reach in traffic.strangers if index in ours]
    referrals = Counter(index for index, reach in strangers if verdict_at(reach, thresholds.bands) is Verdict.REFER)
    expected = chance_referrals.expected(
        people=len(places), strangers=len(strangers), stranger_hits=list(referrals.values())
    )
    verdicts = [traffic.people[index].verdicts for index in places]
    return CoincidenceDay(
        day=day,
        organisation=organisation,
        register_version=register.version,
        subjects=len(register.index),
        bands_version=thresholds.number,
        weights_version=WEIGHTS_VERSION,
        people=len(places) * traffic.step,
        sampled=len(places),
        asked=[list(traffic.reaches[index]) for index in places if traffic.reaches[index] != NOBODY],
        strangers=len(strangers),
        reached=[list(reach) for _, reach in strangers if reach != NOBODY],
        referred=sum(Verdict.REFER.value in verdict for verdict in verdicts),
        denied=sum(Verdict.DENIED.value in verdict for verdict in verdicts),
        mean=expected.mean if expected else None,
        low=expected.low if expected else None,
        high=expected.high if expected else None,
        made_at=at,
    )
