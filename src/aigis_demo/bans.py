"""Invented bans: about as many, and by the same courts, as Belgium has in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from aigis.core.bans.versions import BanKind, longest_last_day
from aigis.core.person.person import Person
from aigis_demo.authorities import AUTHORITIES, DemoAuthority
from aigis_demo.identities import BANNED_IDENTITY
from aigis_demo.population import BANNED, people

BANS = sum(authority.share for authority in AUTHORITIES)

# The articles are real, the cases are not: release on conditions; drugs, unlawful entry of a port facility, criminal
# organisation, bribery between private persons, theft.
_CONDITION = "Wet van 20 juli 1990 betreffende de voorlopige hechtenis, artikel 35"
_PENALTIES = (
    "Wet van 24 februari 1921 (drugswet), artikel 2bis",
    "Strafwetboek, artikelen 546/1 en 546/2 (wederrechtelijk binnendringen in een havenfaciliteit)",
    "Strafwetboek, artikelen 324bis en 324ter (criminele organisatie)",
    "Strafwetboek, artikelen 504bis en 504ter (private omkoping)",
    "Strafwetboek, artikel 461 (diefstal)",
)
_YEARS = (1, 2, 2, 3, 3, 3, 5, 5, 5, 5, 8, 10, 10, 15, 20)
_FUTURE, _ENDED, _ENDING = range(8), range(8, 12), range(12, 30)  # places in the list; all others are in mid-term


@dataclass(frozen=True, slots=True)
class DemoBan:
    """A ban as a registrar would enter it: first and last day in force, as Brussels days."""

    person: Person
    kind: BanKind
    authority: str
    decision_date: date
    final_on: date | None
    legal_basis: str
    case_reference: str
    starts_on: date
    ends_on: date


def bans(seed: int, *, today: date) -> Iterator[DemoBan]:
    """Yields the 235 bans, the public test identity's first; 8 begin within days, 4 ended of late, 18 end in a month.

    222 are by authorities in Antwerp. The same seed and day give the same bans.
    """
    chance = Random(f"bans/{seed}")
    authorities = [authority for authority in AUTHORITIES for _ in range(authority.share)]
    chance.shuffle(authorities)
    yield _public(today)
    authorities.remove(AUTHORITIES[0])
    for number, person in enumerate(people(BANS - 1, seed, counters=BANNED)):
        yield _ban(chance, number, person, authorities[number], today)


def _public(today: date) -> DemoBan:
    decided = today - timedelta(days=400)
    last = longest_last_day(BanKind.PENALTY, first=decided)
    return DemoBan(
        person=BANNED_IDENTITY,
        kind=BanKind.PENALTY,
        authority=AUTHORITIES[0].code,
        decision_date=decided,
        final_on=decided + timedelta(days=30),
        legal_basis=_PENALTIES[0],
        case_reference="TEST-0001",
        starts_on=decided,
        ends_on=last,
    )


def _ban(chance: Random, number: int, person: Person, authority: DemoAuthority, today: date) -> DemoBan:
    first, last = _days(chance, number, authority.kind, today)
    decided = min(first, today) - timedelta(days=chance.randint(0, 6))
    final_on = decided + timedelta(days=30) if authority.kind is BanKind.PENALTY else None
    return DemoBan(
        person=person,
        kind=authority.kind,
        authority=authority.code,
        decision_date=decided,
        final_on=final_on if final_on and final_on <= today else None,
        legal_basis=chance.choice(_PENALTIES) if final_on else _CONDITION,
        case_reference=_case(chance, decided, authority),
        starts_on=first,
        ends_on=last,
    )


def _days(chance: Random, number: int, kind: BanKind, today: date) -> tuple[date, date]:
    """First and last day, never further apart than the kind allows."""
    if number in _FUTURE:
        first = today + timedelta(days=chance.randint(1, 14))
        return first, _last(chance, kind, first)
    if number in _ENDED:
        last = today - timedelta(days=chance.randint(1, 10))
    elif number in _ENDING:
        last = today + timedelta(days=chance.randint(1, 29))
    else:
        return _mid_term(chance, kind, today)
    length = 85 if kind is BanKind.CONDITION else 364 * chance.randint(1, 3)
    return last - timedelta(days=length), last


def _mid_term(chance: Random, kind: BanKind, today: date) -> tuple[date, date]:
    age = chance.randint(0, 50) if kind is BanKind.CONDITION else chance.randint(0, 330)
    first = today - timedelta(days=age)
    return first, _last(chance, kind, first)


def _last(chance: Random, kind: BanKind, first: date) -> date:
    if kind is BanKind.CONDITION:
        return longest_last_day(kind, first=first)
    return first + timedelta(days=365 * chance.choice(_YEARS))


def _case(chance: Random, decided: date, authority: DemoAuthority) -> str:
    city = authority.code.partition("-")[2][:2].upper()
    return f"{city}{chance.randint(10, 99)}.L{chance.randint(1, 9)}.{chance.randint(100, 19_999):06d}/{decided:%y}"
