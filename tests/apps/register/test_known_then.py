"""Two questions with exact answers for any moment: was the person banned then, and what did the register say then."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.lookups.actions import LookUpAnswer, LookUpQuery, look_up
from aigis.apps.register.models import Ban
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.apps.register.proposals import subject_changes
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput
from aigis.core.matching.types import Strength
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.world import BANNED, STRANGER, World, entries

DAY = timedelta(days=1)
EARLY_ON_3_MARCH = datetime(2026, 3, 3, 5, 12, tzinfo=UTC)  # 06:12 in Brussels


def ask(
    world: World,
    at: datetime,
    person: Person = BANNED,
    *,
    instant: datetime | None = None,
    known_at: datetime | None = None,
) -> LookUpAnswer:
    query = LookUpQuery("investigation", "PV 7/26", person, instant, known_at)
    return look_up(query, actor=world.actor(Role.OFFICER), at=at, view=current_register.current(at=at))


def readings(answer: LookUpAnswer) -> list[tuple[bool, bool | None]]:
    return [(found.in_force, found.otherwise) for found in answer.bans]


def test_a_ban_entered_late_was_in_force_but_the_register_did_not_say_so(world: World, at: datetime) -> None:
    world.ban(at=at - DAY)  # from a year ago on, but registered yesterday
    was = ask(world, at, instant=EARLY_ON_3_MARCH)
    assert (was.in_force, was.otherwise, readings(was)) == (Strength.CERTAIN, Strength.NONE, [(True, False)])
    said = ask(world, at, instant=EARLY_ON_3_MARCH, known_at=EARLY_ON_3_MARCH)
    assert (said.in_force, said.otherwise, readings(said)) == (Strength.NONE, Strength.CERTAIN, [(False, True)])


def test_what_was_known_then_and_is_known_now_alike_says_nothing_of_a_difference(world: World, at: datetime) -> None:
    world.ban(at=at - 300 * DAY)
    then = at - 100 * DAY
    for answer in (ask(world, at, instant=then), ask(world, at, instant=then, known_at=then)):
        assert readings(answer) == [(True, None)] and answer.otherwise is None


def test_an_annulled_ban_never_was_but_the_register_said_so_until_then(world: World, at: datetime) -> None:
    made = world.ban(at=at - 300 * DAY)
    world.change(made.ban, BanEvent.ANNUL, at=at - 10 * DAY)
    then = at - 20 * DAY
    assert readings(ask(world, at, instant=then)) == [(False, True)]
    assert readings(ask(world, at, instant=then, known_at=then)) == [(True, False)]
    assert readings(ask(world, at, instant=then, known_at=at - 5 * DAY)) == [(False, None)]


def test_a_term_set_right_later_is_shown_as_it_stood(world: World, at: datetime) -> None:
    made = world.ban(at=at - 300 * DAY)
    world.change(made.ban, BanEvent.CORRECT, at=at - DAY, last_day=date(2026, 6, 1), decision_date=None)
    july = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert readings(ask(world, at, instant=july)) == [(False, True)]
    (then,) = ask(world, at, instant=july, known_at=july).bans
    assert then.in_force and then.period is not None and then.period.end is not None
    assert then.period.end.year == 2028


def test_a_ban_that_neither_knowledge_has_in_force_and_the_past_did_not_hold_is_not_told(
    world: World, at: datetime
) -> None:
    world.ban(at=at - DAY, first_day=day_of(at) - DAY)
    assert ask(world, at, known_at=at - 50 * DAY, instant=at - 50 * DAY).bans == ()


def renamed(world: World, at: datetime, ban: Ban, person: Person) -> None:
    change = SubjectChange(SubjectEvent.IDENTITY, "another name on the document", person)
    proposal = subject_changes.propose_for_subject(ban.subject_id, change, actor=world.actor(Role.REGISTRAR), at=at)
    proposal_decisions.approve(proposal, actor=world.actor(Role.APPROVER), at=at + timedelta(seconds=1))


def test_an_identity_is_the_one_recorded_then(world: World, at: datetime) -> None:
    made = world.ban(at=at - 300 * DAY, person=Person(BANNED.names, BANNED.birth))
    other = Person((Name("Quintijn", "Barnabas"),), BirthDate(1979, 1, 30))
    renamed(world, at, Ban.objects.get(pk=made.ban), other)
    then, now = at - 100 * DAY, at + DAY
    before = Person(BANNED.names, BANNED.birth)
    assert ask(world, now, before).bans == ()
    assert readings(ask(world, now, before, instant=then, known_at=then)) == [(True, False)]
    assert readings(ask(world, now, other, instant=then, known_at=then)) == [(False, True)]
    (found,) = ask(world, now, before, instant=then, known_at=then).bans
    assert found.names == ("Zoltan Vandenbroucke",) and found.birth_date == "1981-04-03"


def test_a_moment_still_to_come_is_refused_and_one_asked_about_is_written(world: World, at: datetime) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(world, at, known_at=at + DAY)
    assert refused.value.field == "known_at"
    ask(world, at, STRANGER, known_at=at - DAY)
    (entry,) = entries("lookup.answered")
    assert entry["core"]["known_at"] == (at - DAY).isoformat()


def test_a_ban_that_will_end_is_answered_for_the_future_by_what_is_known(world: World, at: datetime) -> None:
    world.ban()
    assert readings(ask(world, at, instant=at + 900 * DAY)) == [(False, None)]
