"""Whom a look-up recognises among those whose bans are over: by codes, as comparing with everybody would."""

from collections.abc import Iterator
from datetime import date, datetime
from random import Random
from uuid import UUID

import pytest

from aigis.apps.register.bans.registration import register
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.register.models import Subject
from aigis.apps.register.search import recognition
from aigis.apps.register.storage import encryption
from aigis.core.access.permissions import Role
from aigis.core.crypto import field_encryption
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput
from aigis.core.matching.match import compare, screen
from aigis.core.matching.types import Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis_demo.population import people
from tests.world import World, ban_draft

OVER, LIVE = 150, 80


@pytest.fixture
def populated(world: World, at: datetime) -> list[Person]:
    """Many people with bans that are over, and some with bans in force."""
    every = list(people(OVER + LIVE, seed=5))
    ended = {"first_day": date(2020, 1, 1), "last_day": date(2021, 1, 1)}
    drafts = [ban_draft(one, today=day_of(at), **ended if place < OVER else {}) for place, one in enumerate(every)]
    register(drafts, actor=world.actor(Role.REGISTRAR), at=at)
    return every


def asked(everybody: list[Person]) -> Iterator[Person]:
    """Queries as officials type them: exactly, by one identifier, with slips in name and date, and of strangers."""
    chance = Random(7)
    for person in everybody:
        name, birth = person.names[0], person.birth
        yield person
        yield Person(names=(Name(name.given, name.family),), birth=birth)
        yield Person(names=(Name(slipped(name.family, chance), name.given),), birth=birth)
        yield Person(names=person.names[:1], birth=slipped_date(birth, chance))
        yield Person(names=(Name(name.family),), birth=BirthDate(birth.year) if birth else None)
        if person.national_numbers:
            yield Person(national_numbers=person.national_numbers)
        if person.documents:
            yield Person(documents=person.documents)
    yield from people(50, seed=99)


def slipped(word: str, chance: Random) -> str:
    place = chance.randrange(len(word))
    return chance.choice((word[:place] + word[place + 1 :], word[:place] + "e" + word[place:])) or word


def slipped_date(birth: BirthDate | None, chance: Random) -> BirthDate | None:
    if birth is None or birth.day is None or birth.month is None:
        return birth
    try:
        swapped = BirthDate(birth.year, birth.day, birth.month)
    except InvalidInput:
        swapped = BirthDate(birth.year + 10, birth.month, min(birth.day, 28))
    return chance.choice((swapped, BirthDate(birth.year + 1, birth.month, min(birth.day, 28)), BirthDate(birth.year)))


def over(held: RegisterView) -> dict[UUID, Person]:
    rows = Subject.objects.exclude(pk__in=list(held.bans))
    return {row.pk: encryption.open_person(encryption.key_of(row.pk), row.person) for row in rows}


def test_codes_propose_everybody_whom_comparing_with_all_would_recognise(populated: list[Person], at: datetime) -> None:
    held = current_register.current(at=at)
    ended = over(held)
    assert (len(ended), len(held.bans)) == (OVER, LIVE)
    everybody = held.index.updated(ended, version=held.version)  # all of them in memory, as a small register could
    for query in asked(populated[::7]):
        found = {subject: one.match.strength for subject, one in recognition.now(query, view=held).items()}
        proposed = {match.subject for match in screen([query], everybody)[0] if match.subject in ended}
        alike = {subject: compare(query, ended[subject], frequencies=held.index.frequencies) for subject in proposed}
        expected = {subject: match.strength for subject, match in alike.items() if match.strength is not Strength.NONE}
        assert {subject: found.get(subject) for subject in expected} == expected, query
        assert all(held.index.person(match.subject) for match in screen([query], held.index)[0])
        assert {match.subject for match in screen([query], held.index)[0]} == found.keys() - ended.keys()


def test_only_who_shares_a_code_is_opened(
    populated: list[Person], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, real = current_register.current(at=at), encryption.open_person
    opened: list[Person] = []

    def noted(key: bytes, closed: field_encryption.Stored) -> Person:
        opened.append(real(key, closed))
        return opened[-1]

    monkeypatch.setattr(encryption, "open_person", noted)
    for query in populated[:20]:
        assert recognition.now(query, view=held)
    assert len(opened) < 20 * OVER / 10


def test_one_name_in_common_is_not_enough_to_be_compared(world: World, at: datetime) -> None:
    world.ban(first_day=date(2020, 1, 1), last_day=date(2021, 1, 1))
    assert not recognition.candidates(Person((Name("Vandenbroucke", "Marguerite"),), BirthDate(1999, 9, 9)))
    assert recognition.candidates(Person((Name("Vandenbroeke", "Soltan"),), BirthDate(1981)))
    assert recognition.candidates(Person((Name("Zoltan", "Vandenbroucke"),), BirthDate(1999, 9, 9)))
