"""A ban's changes: what counts at once, what waits for a second person, and what nobody can do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.notices.models import Notice
from aigis.apps.people.actions import place_user, revoke_client
from aigis.apps.people.models import User
from aigis.apps.register.bans import changes as ban_changes
from aigis.apps.register.bans import confirmation as ban_confirmation
from aigis.apps.register.bans import queries
from aigis.apps.register.bans.changes import BanChange
from aigis.apps.register.models import Ban, BanVersion, Confirmation, Proposal, Subject
from aigis.apps.register.proposals import (
    ban_changes as proposal_ban_changes,
)
from aigis.apps.register.proposals import (
    decisions as proposal_decisions,
)
from aigis.apps.register.proposals import (
    subject_changes,
)
from aigis.apps.register.reminders import expiry
from aigis.apps.register.subjects import detention
from aigis.apps.register.subjects.changes import SubjectChange, SubjectEvent, merged
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.versions import BanEvent, BanKind
from aigis.core.dates.brussels import day_of
from aigis.core.errors import ChangedSince, Conflict, DomainError, InvalidInput, NeedsSecond, NotAllowed
from tests.world import BANNED, STRANGER, World, entries

DAY = timedelta(days=1)


def lift(**more: object) -> BanChange:
    return BanChange(BanEvent.LIFT, "the court lifted it", **more)  # type: ignore[arg-type]


@pytest.fixture
def registrar(world: World) -> Actor:
    return world.actor(Role.REGISTRAR)


@pytest.fixture
def approver(world: World) -> Actor:
    return world.actor(Role.APPROVER)


@pytest.fixture
def lifting(world: World, registrar: Actor, at: datetime) -> UUID:
    return proposal_ban_changes.propose(world.ban().ban, lift(decision_date=day_of(at)), actor=registrar, at=at)


def versions(ban: UUID) -> list[str]:
    return list(BanVersion.objects.filter(ban=ban).order_by("number").values_list("event", flat=True))


def told(event: str) -> set[str]:
    rows = Notice.objects.filter(kind="register", subject__endswith=event)
    return set(rows.values_list("address", flat=True))


def test_an_extension_counts_at_once_and_waits_for_a_colleagues_look(
    world: World, registrar: Actor, at: datetime
) -> None:
    ban = world.ban().ban
    later = day_of(at) + timedelta(days=900)
    change = BanChange(BanEvent.EXTEND, "new decision", decision_date=day_of(at), last_day=later)
    made = ban_changes.change(ban, change, actor=registrar, at=at, expected=1)
    assert made.version == 2 and made.in_force and versions(ban) == ["register", "extend"]
    assert queries.ban(ban, actor=registrar, at=at).version.last_day == later
    assert Confirmation.objects.filter(ban=ban, confirmed_at=None).count() == 2
    assert [row["core"]["what"] for row in entries("ban.changed")] == ["extend"]


def test_who_read_an_older_version_changes_nothing(world: World, registrar: Actor, at: datetime) -> None:
    ban = world.ban().ban
    change = BanChange(BanEvent.CORRECT, "a typing error", case_reference="AN 12/346")
    ban_changes.change(ban, change, actor=registrar, at=at, expected=1)
    with pytest.raises(ChangedSince):
        ban_changes.change(ban, change, actor=registrar, at=at, expected=1)
    assert versions(ban) == ["register", "correct"]


@pytest.mark.parametrize("event", [BanEvent.LIFT, BanEvent.ANNUL, BanEvent.SUSPEND])
def test_what_frees_somebody_is_not_carried_out_by_one_person(
    world: World, registrar: Actor, at: datetime, event: BanEvent
) -> None:
    ban = world.ban().ban
    with pytest.raises(NeedsSecond):
        ban_changes.change(ban, BanChange(event, "so be it", decision_date=day_of(at)), actor=registrar, at=at)
    assert versions(ban) == ["register"]


@pytest.mark.parametrize(
    "said",
    [
        {"event": BanEvent.AMEND, "last_day": 10},
        {"event": BanEvent.CORRECT, "last_day": 10},
        {"event": BanEvent.AMEND, "first_day": 1},
        {"event": BanEvent.CORRECT, "first_day": -5},
    ],
)
def test_a_shorter_term_takes_a_second_person_by_whatever_name(
    world: World, registrar: Actor, at: datetime, said: dict[str, object]
) -> None:
    ban = world.ban().ban
    days = {name: day_of(at) + timedelta(days=value) for name, value in said.items() if isinstance(value, int)}
    change = BanChange(**({"reason": "shorter", "decision_date": day_of(at)} | said | days))  # type: ignore[arg-type]
    with pytest.raises(NeedsSecond):
        ban_changes.change(ban, change, actor=registrar, at=at)


def test_a_proposal_carries_out_nothing_and_tells_the_prosecutor(world: World, lifting: UUID) -> None:
    row = Proposal.objects.get(pk=lifting)
    assert row.ban_id is not None and versions(row.ban_id) == ["register"]
    assert told("proposal.made") == {"prosecutor@office.example"}


def test_somebody_of_another_unit_approves_and_it_counts(
    world: World, lifting: UUID, approver: Actor, at: datetime
) -> None:
    row = proposal_decisions.approve(lifting, actor=approver, at=at + DAY)
    assert row.ban is not None and versions(row.ban.pk) == ["register", "lift"]
    version = BanVersion.objects.get(ban=row.ban, number=2)
    assert (version.recorded_by, version.approved_by) == (row.proposed_by, approver.key)
    assert not queries.ban(row.ban.pk, actor=approver, at=at + DAY).in_force
    assert told("proposal.approved") == {"prosecutor@office.example"}
    assert Confirmation.objects.filter(ban=row.ban, version=2).count() == 0


def test_a_proposal_is_approved_once(world: World, lifting: UUID, approver: Actor, at: datetime) -> None:
    row = proposal_decisions.approve(lifting, actor=approver, at=at + DAY)
    with pytest.raises(Conflict):
        proposal_decisions.approve(lifting, actor=approver, at=at + DAY)
    assert versions(row.ban_id or lifting) == ["register", "lift"]
    assert [one["core"]["code"] for one in entries("proposal.refused")] == ["conflict"]


def test_a_rejected_proposal_stays_rejected(world: World, lifting: UUID, approver: Actor, at: datetime) -> None:
    row = proposal_decisions.reject(lifting, note="no such decision", actor=approver, at=at)
    assert proposal_decisions.note_of(Proposal.objects.get(pk=row.pk)) == "no such decision"
    with pytest.raises(Conflict):
        proposal_decisions.approve(lifting, actor=approver, at=at + DAY)


def test_without_a_prosecutor_who_can_be_told_nothing_is_proposed(world: World, registrar: Actor, at: datetime) -> None:
    for organisation in world.organisations.values():
        organisation.mailbox = ""
        organisation.save()
    with pytest.raises(Conflict, match="prosecutor"):
        proposal_ban_changes.propose(world.ban().ban, lift(decision_date=day_of(at)), actor=registrar, at=at)
    assert not Proposal.objects.exists()


def test_a_colleague_confirms_and_nobody_confirms_their_own(
    world: World, registrar: Actor, approver: Actor, at: datetime
) -> None:
    ban = world.ban().ban
    with pytest.raises(NotAllowed):
        ban_confirmation.confirm([(ban, 1)], actor=registrar, at=at)
    assert ban_confirmation.confirm([(ban, 1)], actor=approver, at=at) == 1
    assert ban_confirmation.tell_overdue(at=at + 2 * DAY) == 0


def test_a_version_nobody_confirmed_within_a_day_is_loud_once(world: World, at: datetime) -> None:
    world.ban()
    assert ban_confirmation.tell_overdue(at=at + DAY - timedelta(seconds=1)) == 0
    assert ban_confirmation.tell_overdue(at=at + DAY) == 1
    assert ban_confirmation.tell_overdue(at=at + 2 * DAY) == 0
    assert told("ban.confirmation_overdue") == {"court@office.example", "prosecutor@office.example"}


def test_an_ended_ban_is_noted_at_the_instant_it_ended(world: World, at: datetime) -> None:
    ban = world.ban(last_day=day_of(at)).ban
    assert expiry.note_expired(at=at) == 0
    assert expiry.note_expired(at=at + 30 * DAY) == 1
    assert expiry.note_expired(at=at + 31 * DAY) == 0
    row = BanVersion.objects.get(ban=ban, event="expire")
    assert row.counts_from == row.end and row.recorded_at == at + 30 * DAY


def test_detention_opens_the_end_and_the_release_computes_it(world: World, registrar: Actor, at: datetime) -> None:
    made = world.ban(stayed=True)
    prison = world.actor(Role.PRISON)
    detained, released = day_of(at) - timedelta(days=40), day_of(at) - timedelta(days=10)
    stay = detention.report_detention(made.subject, detained_on=detained, actor=prison, at=at)
    assert Ban.objects.get(pk=made.ban).ends_at is None
    detention.report_release(stay.stay, released_on=released, actor=prison, at=at + DAY)
    end = Ban.objects.get(pk=made.ban).ends_at
    assert made.period.end is not None and end is not None
    assert round((end - made.period.end) / DAY) == 30
    assert told("ban.end_moved") == {"court@justice.example", "prosecutor@office.example"}


def test_detention_leaves_a_ban_alone_whose_term_runs_on(world: World, at: datetime) -> None:
    made = world.ban()
    detention.report_detention(made.subject, detained_on=day_of(at), actor=world.actor(Role.PRISON), at=at)
    assert versions(made.ban) == ["register"]


def test_two_subjects_that_are_one_are_merged_and_no_version_is_lost(
    world: World, registrar: Actor, approver: Actor, at: datetime
) -> None:
    first, second = world.ban(), world.ban(STRANGER)
    asked = SubjectChange(SubjectEvent.MERGE, "one person", merged(BANNED, STRANGER), other=second.subject)
    proposal = subject_changes.propose_for_subject(first.subject, asked, actor=registrar, at=at)
    proposal_decisions.approve(proposal, actor=approver, at=at + DAY)
    assert set(Ban.objects.values_list("subject", flat=True)) == {first.subject}
    assert versions(second.ban) == ["register", "correct"]
    assert BanVersion.objects.get(ban=second.ban, number=1).subject_id == second.subject
    found = queries.ban(second.ban, actor=registrar, at=at + DAY)
    assert found.person.names == BANNED.names + STRANGER.names and found.ground.case_reference == "AN 12/345"


def test_a_subject_that_is_two_is_split(world: World, registrar: Actor, approver: Actor, at: datetime) -> None:
    first, second = world.ban(), world.ban(STRANGER)
    asked = SubjectChange(SubjectEvent.MERGE, "one person", merged(BANNED, STRANGER), other=second.subject)
    merging = subject_changes.propose_for_subject(first.subject, asked, actor=registrar, at=at)
    proposal_decisions.approve(merging, actor=approver, at=at + DAY)
    asked = SubjectChange(SubjectEvent.SPLIT, "two after all", STRANGER, bans=(second.ban,), rest=BANNED)
    splitting = subject_changes.propose_for_subject(first.subject, asked, actor=registrar, at=at + DAY)
    proposal_decisions.approve(splitting, actor=approver, at=at + 2 * DAY)
    assert queries.ban(second.ban, actor=registrar, at=at).person == STRANGER
    assert queries.ban(first.ban, actor=registrar, at=at).person == BANNED
    assert versions(second.ban) == ["register", "correct", "correct"]
    assert Subject.objects.filter(merged_into=None).count() == 2


# Every way round the second person that we could think of; each is refused, and each refusal is an entry.


@dataclass
class Attempt:
    world: World
    proposal: UUID
    at: datetime

    def again(self, actor: Actor) -> None:
        proposal_decisions.approve(self.proposal, actor=actor, at=self.at + DAY)

    def made_by(self, user: User) -> None:
        """The same proposal, made by a user instead."""
        ban = Proposal.objects.get(pk=self.proposal).ban_id
        assert ban is not None and user.organisation_id is not None
        actor = Actor("user", str(user.pk), Role.REGISTRAR, user.organisation_id)
        self.proposal = proposal_ban_changes.propose(ban, lift(decision_date=day_of(self.at)), actor=actor, at=self.at)


def by_the_proposer(attempt: Attempt) -> None:
    attempt.again(attempt.world.actor(Role.REGISTRAR))


def by_a_second_account_of_the_same_person(attempt: Attempt) -> None:
    mine, theirs = attempt.world.client(Role.REGISTRAR)[0], attempt.world.client(Role.APPROVER)[0]
    theirs.person_code = mine.person_code
    theirs.save()
    attempt.again(attempt.world.actor(Role.APPROVER))


def by_somebody_nobody_knows(attempt: Attempt) -> None:
    theirs = attempt.world.client(Role.APPROVER)[0]
    theirs.person_code = None
    theirs.save()
    attempt.again(attempt.world.actor(Role.APPROVER))


def by_somebody_of_the_same_unit(attempt: Attempt) -> None:
    mine, theirs = attempt.world.client(Role.REGISTRAR)[0], attempt.world.client(Role.APPROVER)[0]
    theirs.unit = mine.unit
    theirs.save()
    attempt.again(attempt.world.actor(Role.APPROVER))


def by_an_account_without_a_unit(attempt: Attempt) -> None:
    theirs = attempt.world.client(Role.APPROVER)[0]
    theirs.unit = ""
    theirs.save()
    attempt.again(attempt.world.actor(Role.APPROVER))


def by_a_role_that_approves_nothing(attempt: Attempt) -> None:
    attempt.again(attempt.world.actor(Role.PROSECUTOR))


def by_an_actor_who_claims_the_role(attempt: Attempt) -> None:
    real = attempt.world.actor(Role.OFFICER)
    attempt.again(Actor(real.kind, real.id, Role.APPROVER, real.organisation))


def by_somebody_made_approver_after_it_was_proposed(attempt: Attempt) -> None:
    user = attempt.world.user(Role.APPROVER)
    place_user(
        actor=attempt.world.actor(Role.ADMIN), at=attempt.at + DAY / 2, user=user, role=Role.APPROVER, unit="elsewhere"
    )
    assert user.organisation_id is not None
    attempt.again(Actor("user", str(user.pk), Role.APPROVER, user.organisation_id))


def by_the_proposer_made_approver(attempt: Attempt) -> None:
    user = attempt.world.user(Role.REGISTRAR)
    attempt.made_by(user)
    place_user(
        actor=attempt.world.actor(Role.ADMIN), at=attempt.at + DAY / 2, user=user, role=Role.APPROVER, unit="elsewhere"
    )
    assert user.organisation_id is not None
    attempt.again(Actor("user", str(user.pk), Role.APPROVER, user.organisation_id))


def after_the_proposer_moved(attempt: Attempt) -> None:
    user = attempt.world.user(Role.REGISTRAR)
    attempt.made_by(user)
    place_user(
        actor=attempt.world.actor(Role.ADMIN), at=attempt.at + DAY / 2, user=user, role=Role.REGISTRAR, unit="elsewhere"
    )
    attempt.again(attempt.world.actor(Role.APPROVER))


def after_the_proposers_key_was_ended(attempt: Attempt) -> None:
    client = attempt.world.client(Role.REGISTRAR)[0]
    revoke_client(actor=attempt.world.actor(Role.ADMIN), at=attempt.at, client=client, why="left")
    attempt.again(attempt.world.actor(Role.APPROVER))


def after_the_ban_changed(attempt: Attempt) -> None:
    ban = Proposal.objects.get(pk=attempt.proposal).ban_id
    assert ban is not None
    attempt.world.change(ban, BanEvent.CORRECT, case_reference="AN 1/1")
    attempt.again(attempt.world.actor(Role.APPROVER))


def after_another_ban_of_the_subject_changed(attempt: Attempt) -> None:
    row = Proposal.objects.get(pk=attempt.proposal)
    other = attempt.world.ban(STRANGER)
    Ban.objects.filter(pk=other.ban).update(subject=row.subject_id)
    attempt.again(attempt.world.actor(Role.APPROVER))


def after_it_lapsed(attempt: Attempt) -> None:
    proposal_decisions.approve(attempt.proposal, actor=attempt.world.actor(Role.APPROVER), at=attempt.at + 15 * DAY)


def after_it_was_rejected(attempt: Attempt) -> None:
    proposal_decisions.reject(attempt.proposal, note="no", actor=attempt.world.actor(Role.APPROVER), at=attempt.at)
    attempt.again(attempt.world.actor(Role.APPROVER))


def by_the_system(attempt: Attempt) -> None:
    attempt.again(Actor("system", "aigis", None, 0))


ATTEMPTS = (
    by_the_proposer,
    by_a_second_account_of_the_same_person,
    by_somebody_nobody_knows,
    by_somebody_of_the_same_unit,
    by_an_account_without_a_unit,
    by_a_role_that_approves_nothing,
    by_an_actor_who_claims_the_role,
    by_somebody_made_approver_after_it_was_proposed,
    by_the_proposer_made_approver,
    after_the_proposer_moved,
    after_the_proposers_key_was_ended,
    after_the_ban_changed,
    after_another_ban_of_the_subject_changed,
    after_it_lapsed,
    after_it_was_rejected,
    by_the_system,
)


@pytest.mark.parametrize("bypass", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_there_is_no_way_round_the_second_person(
    world: World, lifting: UUID, approver: Actor, at: datetime, bypass: object
) -> None:
    attempt = Attempt(world, lifting, at)
    with pytest.raises(DomainError) as refused:
        bypass(attempt)  # type: ignore[operator]
    assert not isinstance(refused.value, InvalidInput)
    assert not BanVersion.objects.filter(event=BanEvent.LIFT.value).exists()
    assert len(entries("proposal.refused")) == 1


def test_a_penalty_may_stand_still_in_detention_and_a_condition_runs_on(world: World, at: datetime) -> None:
    with pytest.raises(InvalidInput) as refused:
        today = day_of(at)
        world.ban(
            kind=BanKind.CONDITION, authority="or-antwerpen", first_day=today, last_day=today + 30 * DAY, stayed=True
        )
    assert refused.value.field == "stayed"
