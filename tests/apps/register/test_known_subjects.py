"""A ban on somebody the register knows already: offered, chosen, registered on the same subject, or in place of one."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans import queries
from aigis.apps.register.bans import registration as ban_registration
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.models import Ban, BanVersion, Confirmation, Proposal, Subject, SubjectCode
from aigis.apps.register.proposals import condition_replacement
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.apps.register.search import suggestions
from aigis.apps.register.search.suggestions import OfferedSubject
from aigis.apps.register.subjects import detention
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.versions import BanKind
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.world import BANNED, CONDITION, STRANGER, World, ban_draft, entries

DAY = timedelta(days=1)
MISSPELT = Person(names=(Name("Vandenbroucke", "Soltan"),), birth=BirthDate(1981, 4, 3))


@pytest.fixture
def registrar(world: World) -> Actor:
    return world.actor(Role.REGISTRAR)


def offered(world: World, person: Person) -> tuple[OfferedSubject, ...]:
    actor = world.actor(Role.REGISTRAR)
    return suggestions.offer(person, actor=actor, at=world.at, view=current_register.current(at=world.at))


def condition(world: World) -> tuple[UUID, UUID]:
    today = world.today
    made = world.ban(kind=BanKind.CONDITION, authority=CONDITION, first_day=today - 9 * DAY, last_day=today + 9 * DAY)
    return made.ban, made.subject


def test_a_ban_on_a_known_subject_adds_no_second_one_and_counts(world: World, registrar: Actor, at: datetime) -> None:
    first = world.ban()
    second = world.ban(MISSPELT, subject=first.subject, case_reference="AN 99/1")
    assert second.subject == first.subject and Subject.objects.count() == 1
    assert {row.closed_by for row in Ban.objects.all()} == {first.subject}
    found = queries.ban(second.ban, actor=registrar, at=at)
    assert found.person == BANNED and found.ground.case_reference == "AN 99/1" and found.in_force
    assert len(current_register.current(at=at).bans[first.subject]) == 2
    assert Subject.objects.get().changed_in == second.register_version
    assert SubjectCode.objects.filter(kind="case").count() == 2
    assert Confirmation.objects.filter(ban=second.ban).count() == 1


def test_a_process_that_holds_the_register_in_memory_learns_of_the_second_ban(world: World, at: datetime) -> None:
    first = world.ban()
    assert len(current_register.current(at=at).bans[first.subject]) == 1
    world.ban(subject=first.subject)
    assert len(current_register.current(at=at).bans[first.subject]) == 2


def test_the_same_case_twice_on_one_subject_is_no_error(world: World) -> None:
    world.ban(subject=world.ban().subject)
    assert Ban.objects.count() == 2 and SubjectCode.objects.filter(kind="case").count() == 1


@pytest.mark.parametrize("gone", ["unknown", "merged"])
def test_a_subject_that_is_not_there_any_more_takes_no_ban(world: World, gone: str) -> None:
    subject = uuid4()
    if gone == "merged":
        first, other = world.ban(), world.ban(STRANGER)
        Subject.objects.filter(pk=other.subject).update(merged_into=first.subject)
        subject = other.subject
    before = BanVersion.objects.count()
    with pytest.raises(InvalidInput) as refused:
        world.ban(subject=subject)
    assert refused.value.field == "subject" and BanVersion.objects.count() == before


def test_the_term_of_a_second_ban_stands_still_in_a_detention_reported_before(world: World, at: datetime) -> None:
    first = world.ban()
    detention.report_detention(first.subject, detained_on=day_of(at), actor=world.actor(Role.PRISON), at=at)
    second = world.ban(subject=first.subject, stayed=True)
    assert second.period.end is None and Ban.objects.get(pk=second.ban).ends_at is None


def test_who_may_be_the_person_is_offered_with_the_bans_there_are_and_the_look_is_an_entry(world: World) -> None:
    first = world.ban()
    world.ban(STRANGER)
    (found,) = offered(world, MISSPELT)
    assert found.subject == first.subject and found.person == BANNED
    assert [(ban.ban, ban.in_force) for ban in found.bans] == [(first.ban, True)]
    (entry,) = entries("subject.offered")
    assert entry["core"]["shown"] == 1 and entry["subject"]["subjects"] == [str(first.subject)]


def test_nobody_alike_is_an_entry_as_well(world: World) -> None:
    world.ban()
    assert offered(world, STRANGER) == ()
    assert [entry["core"]["shown"] for entry in entries("subject.offered")] == [0]


def test_somebody_whose_ban_is_over_is_still_offered(world: World, at: datetime) -> None:
    first = world.ban(last_day=day_of(at) - DAY)
    current_register.clear()
    (found,) = offered(world, BANNED)
    assert found.subject == first.subject and not found.bans[0].in_force


def test_a_penalty_in_place_of_a_condition_proposes_to_lift_that_one(
    world: World, registrar: Actor, at: datetime
) -> None:
    replaced, subject = condition(world)
    assert [ban.ban for ban in offered(world, BANNED)[0].conditions] == [replaced]
    draft = ban_draft(today=day_of(at), subject=subject)
    made = condition_replacement.register_in_place(
        draft, condition=replaced, reason="Replaced.", actor=registrar, at=at
    )
    proposal = Proposal.objects.get()
    assert (proposal.ban_id, proposal.event) == (replaced, "lift")
    assert queries.ban(replaced, actor=registrar, at=at).in_force
    proposal_decisions.approve(proposal.pk, actor=world.actor(Role.APPROVER), at=at)
    row = Ban.objects.get(pk=replaced)
    assert row.replaced_by_id == made and row.standing == "lifted"


def test_the_same_form_sent_again_registers_and_proposes_nothing_more(
    world: World, registrar: Actor, at: datetime
) -> None:
    replaced, subject = condition(world)
    request = IdempotentRequest.of("k" * 32, address="/bans/new", body={"a": "b"})
    draft = ban_draft(today=day_of(at), subject=subject)
    made = [
        condition_replacement.register_in_place(
            draft, condition=replaced, reason="R.", actor=registrar, at=at, request=request
        )
        for _ in range(2)
    ]
    assert made[0] == made[1] and Ban.objects.count() == 2 and Proposal.objects.count() == 1


def test_where_the_condition_cannot_be_lifted_the_penalty_is_not_registered_either(
    world: World, registrar: Actor, at: datetime
) -> None:
    replaced, subject = condition(world)
    draft = ban_draft(today=day_of(at), subject=subject)
    with pytest.raises(Conflict):
        condition_replacement.register_in_place(
            draft, condition=replaced, reason="R.", actor=registrar, at=at + 30 * DAY
        )
    assert Ban.objects.count() == 1 and not Proposal.objects.exists()


def test_a_penalty_on_somebody_else_replaces_no_condition(world: World, registrar: Actor, at: datetime) -> None:
    replaced, _ = condition(world)
    draft = ban_draft(STRANGER, today=day_of(at))
    with pytest.raises(InvalidInput) as refused:
        condition_replacement.register_in_place(draft, condition=replaced, reason="R.", actor=registrar, at=at)
    assert refused.value.field == "replaced_by" and Ban.objects.count() == 1


def test_a_condition_replaces_nothing(world: World, registrar: Actor, at: datetime) -> None:
    replaced, subject = condition(world)
    today = day_of(at)
    draft = ban_draft(
        today=today,
        subject=subject,
        kind=BanKind.CONDITION,
        authority=CONDITION,
        first_day=today,
        last_day=today + 9 * DAY,
    )
    with pytest.raises(InvalidInput):
        condition_replacement.register_in_place(draft, condition=replaced, reason="R.", actor=registrar, at=at)


def test_a_registration_that_fails_on_the_way_leaves_a_known_subject_as_it_was(
    world: World, registrar: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.ban()
    before = Subject.objects.get().changed_in
    monkeypatch.setattr("aigis.apps.register.bans.registration.append", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ban_registration.register_one(ban_draft(today=day_of(at), subject=first.subject), actor=registrar, at=at)
    assert Ban.objects.count() == 1 and Subject.objects.get().changed_in == before
