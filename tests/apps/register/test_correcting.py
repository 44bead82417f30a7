"""A wrong report of a detention is put right by two people: reports stay, ends are computed anew."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.notices.models import Notice
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.register.bans import detail as ban_detail
from aigis.apps.register.bans import stays
from aigis.apps.register.bans import versions as ban_versions
from aigis.apps.register.desks import prison
from aigis.apps.register.in_memory.current import current
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.apps.register.models import Ban, Confirmation, Detention, Proposal, Subject
from aigis.apps.register.proposals import decisions as proposal_decisions
from aigis.apps.register.proposals import detail as proposal_detail
from aigis.apps.register.proposals import stay_corrections
from aigis.apps.register.proposals.stay_corrections import StayChange
from aigis.apps.register.subjects import detention
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.detention import Stay
from aigis.core.bans.versions import BanEvent
from aigis.core.errors import Conflict, InvalidInput, LookUpFirst, NotAllowed
from tests.world import BANNED, World, entries

DAY = timedelta(days=1)


class Case:
    """A penalty that stands still in detention, a stay of forty days, and who acts."""

    def __init__(self, world: World) -> None:
        self.world, self.at, self.today = world, world.at, world.today
        made = world.ban(stayed=True)
        self.ban, self.subject = made.ban, made.subject
        self.prison, self.registrar = world.actor(Role.PRISON), world.actor(Role.REGISTRAR)
        self.approver = world.actor(Role.APPROVER)
        first, last = self.day(-90), self.day(-50)
        report = detention.report_detention(
            self.subject, detained_on=first, released_on=last, actor=self.prison, at=self.at
        )
        self.stay = report.stay

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def asked(self, begins: int | None = None, ends: int | None = None) -> StayChange:
        right = None if begins is None else Stay(self.day(begins), None if ends is None else self.day(ends))
        return StayChange(self.stay, "the wrong file", right)

    def propose(self, *days: int | None, actor: Actor | None = None) -> UUID:
        return stay_corrections.propose(self.asked(*days), actor=actor or self.registrar, at=self.at)

    def carry_out(self, *days: int | None, at: datetime | None = None) -> None:
        proposal_decisions.approve(self.propose(*days), actor=self.approver, at=at or self.at + DAY)

    @property
    def added(self) -> int | None:
        """The days in prison behind the day decided; None where the end is open."""
        ends_at = Ban.objects.get(pk=self.ban).ends_at
        decided = ban_versions.versions_of(Ban.objects.get(pk=self.ban))[0].last_day
        return (ends_at.date() - decided).days if ends_at else None


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_nothing_changes_before_somebody_else_approves(case: Case) -> None:
    proposal = case.propose(-90, -80)
    assert case.added == 40 and Detention.objects.count() == 1
    with pytest.raises(NotAllowed):
        proposal_decisions.approve(proposal, actor=case.registrar, at=case.at)
    proposal_decisions.approve(proposal, actor=case.approver, at=case.at + DAY)
    assert case.added == 10


@pytest.mark.parametrize(
    ("days", "added"), [((-90, -80), 10), ((-90, -40), 50), ((-70, -50), 20), ((-90, None), None), ((), 0)]
)
def test_the_end_is_computed_from_what_is_right(case: Case, days: tuple[int | None, ...], added: int | None) -> None:
    case.carry_out(*days)
    assert case.added == added


def test_reports_are_never_overwritten_and_say_who_stands_behind_them(case: Case) -> None:
    case.carry_out(-90, -80)
    (reports,) = stays.reports_of(Subject.objects.get(pk=case.subject))
    assert [(one.released_on, one.approved_by) for one in reports] == [
        (case.day(-50), ""),
        (case.day(-80), case.approver.key),
    ]
    (entry,) = entries("detention.corrected")
    assert entry["core"]["approved_by"] == case.approver.key and entry["core"]["withdrawn"] is False
    assert entry["subject"]["before"]["released_on"] == case.day(-50).isoformat()
    version = ban_versions.versions_of(Ban.objects.get(pk=case.ban))[-1]
    assert (version.event, version.recorded_by, version.approved_by) == (
        "amend",
        case.registrar.key,
        case.approver.key,
    )
    assert not Confirmation.objects.filter(ban=case.ban, version=version.number).exists()


def test_the_prosecutor_is_told_of_each_step(case: Case) -> None:
    case.carry_out()
    told = Notice.objects.filter(address="prosecutor@office.example").values_list("subject", flat=True)
    assert {"Aigis: proposal.made", "Aigis: proposal.approved", "Aigis: ban.end_moved"} <= set(told)


def test_a_withdrawn_stay_is_gone_and_cannot_be_released_or_corrected(case: Case) -> None:
    case.carry_out()
    assert stays.stays_of(Subject.objects.get(pk=case.subject)) == ()
    with pytest.raises(Conflict):
        case.propose(-90, -80)
    with pytest.raises(Conflict):
        detention.report_release(case.stay, released_on=case.day(-1), actor=case.prison, at=case.at)


@pytest.mark.parametrize("days", [(-90, -50), (-80, -90), (-90, 5), (3, None)])
def test_a_correction_that_is_none_is_not_proposed(case: Case, days: tuple[int, int | None]) -> None:
    with pytest.raises(InvalidInput):
        case.propose(*days)
    assert not Proposal.objects.exists()


def test_a_correction_into_another_stay_is_refused(case: Case) -> None:
    detention.report_detention(case.subject, detained_on=case.day(-20), actor=case.prison, at=case.at)
    with pytest.raises(InvalidInput):
        case.propose(-90, -10)


@pytest.mark.parametrize("what", ["another report", "a change of the ban", "another correction"])
def test_what_it_was_made_on_binds_it(case: Case, what: str) -> None:
    proposal = case.propose()
    if what == "another report":  # long before the ban: it moves nothing
        first, last = case.day(-2000), case.day(-1990)
        detention.report_detention(case.subject, detained_on=first, released_on=last, actor=case.prison, at=case.at)
    elif what == "a change of the ban":
        case.world.change(case.ban, BanEvent.CORRECT, case_reference="AN 1/1")
    else:
        case.carry_out(-90, -60)
    with pytest.raises(Conflict):
        proposal_decisions.approve(proposal, actor=case.approver, at=case.at + 2 * DAY)


def test_both_sides_are_shown_before_and_after_it_was_approved(case: Case) -> None:
    proposal = case.propose(-90, -80)
    for decided in (False, True):
        if decided:
            proposal_decisions.approve(proposal, actor=case.approver, at=case.at + DAY)
        sides = proposal_detail.proposal(proposal, actor=case.approver, at=case.at + 2 * DAY).detention
        assert sides is not None and sides.refused is None
        assert (sides.before, sides.after) == (
            (Stay(case.day(-90), case.day(-50)),),
            (Stay(case.day(-90), case.day(-80)),),
        )
        ((one),) = sides.ends
        assert [step.days for side in one.computed for step in side.steps] == [40, 10]
        assert one.does is not None and one.does.days_fewer == 30 and one.does.freed


def test_the_story_shows_the_steps_before_and_after(case: Case) -> None:
    case.carry_out(-90, -80)
    found = ban_detail.ban_detail(case.ban, actor=case.registrar, at=case.at + 2 * DAY)
    steps = {
        number: [[step.days for step in side.steps] for side in (moved.before, moved.after)]
        for number, moved in found.moves.items()
    }
    assert steps == {2: [[], [40]], 3: [[40], [10]]}


def test_a_prison_corrects_only_whom_it_looked_up(case: Case) -> None:
    with pytest.raises(LookUpFirst):
        case.propose(actor=case.prison)
    with pytest.raises(LookUpFirst):
        stay_corrections.opened(case.stay, actor=case.prison, at=case.at)
    assert stay_corrections.opened(case.stay, actor=case.registrar, at=case.at).last.stay == case.stay


def test_the_prison_sees_that_its_correction_waits(case: Case) -> None:
    case.propose()
    row = Subject.objects.get(pk=case.subject)
    assert list(stay_corrections.waiting_for([case.stay], row, at=case.at)) == [case.stay]
    assert stay_corrections.waiting_for([case.stay], row, at=case.at + 15 * DAY) == {}


def test_a_report_sent_again_needs_no_second_look_up(case: Case) -> None:
    def report(at: datetime) -> Detention:
        said = prison.Reported(case.day(-5))
        key = IdempotentRequest.of("k1", address="/x", body={})
        return prison.report(case.subject, said, actor=case.prison, at=at, request=key)

    with pytest.raises(LookUpFirst):
        report(case.at)
    look_up(LookUpQuery("execution", "G 1", BANNED), actor=case.prison, at=case.at, view=current(at=case.at))
    assert report(case.at).pk == report(case.at + 3 * DAY).pk
