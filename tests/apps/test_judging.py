"""Judging a referred check: what is remembered spares later referrals, and nothing else does."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.alerts.models import Alert
from aigis.apps.checks.actions import perform
from aigis.apps.checks.judgements import remembered
from aigis.apps.checks.judgements.actions import JudgementInput, JudgementOutcome, judge
from aigis.apps.checks.models import Check, Judgement, RememberedPair
from aigis.apps.checks.query import Answer
from aigis.apps.notices.models import Notice
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.rosters import roster_checks
from aigis.apps.rosters.actions import set_entries
from aigis.apps.rosters.models import RosterEntry
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from aigis.core.checks.judgements import REMEMBERED_FOR, DocumentKind, NotRememberedReason, SeenDocument
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from aigis.core.values import Verdict
from tests.world import BANNED, LOOKALIKE, OTHER_COMPANY, OTHER_GATE, World, entries

PASSPORT = Document("FRA", "12AB34567")
# An initial and a year: possible, and no more than that.
NAMESAKE = Person((Name("Vandenbroucke", "Z."),), BirthDate(1981), documents=(PASSPORT,))
SEEN = SeenDocument(DocumentKind.PASSPORT, PASSPORT)
DIFFERENT = JudgementInput("different", "born on another day, says the passport", SEEN)


def check(world: World, at: datetime, person: Person = NAMESAKE, *, elsewhere: bool = False) -> Answer:
    """Asks about somebody at the company's gate, or at the other company's."""
    actor = world.actor(Role.GUARD, OTHER_COMPANY) if elsewhere else None
    (answer,) = perform([world.query(person, gate=OTHER_GATE if elsewhere else "BEANR-0001/main", actor=actor)], at=at)
    assert isinstance(answer, Answer), answer
    return answer


def judged(
    world: World, at: datetime, said: JudgementInput = DIFFERENT, *, check_id: UUID | None = None
) -> JudgementOutcome:
    asked = check_id or check(world, at).id
    return judge(check=asked, request_input=said, actor=world.actor(Role.PFSO), at=at)


@pytest.fixture
def banned(world: World) -> World:
    world.ban()
    return world


def test_a_person_judged_different_on_a_document_is_not_referred_again(banned: World, at: datetime) -> None:
    first = check(banned, at)
    assert first.verdict is Verdict.REFER
    assert judged(banned, at, check_id=first.id) == JudgementOutcome(remembered=True)
    again = check(banned, at)
    assert (again.verdict, again.reason.value) == (Verdict.CLEAR, "no_match")


def test_what_spared_a_referral_is_named_in_the_systems_entry_and_not_in_the_companys(
    banned: World, at: datetime
) -> None:
    judged(banned, at)
    spared = check(banned, at + timedelta(seconds=1))
    number = Judgement.objects.get().pk
    why = entries("check.matched")[-1]
    assert why["core"]["check"] == str(spared.id) and why["core"]["spared"] == [number]
    assert why["subject"]["matches"][0]["spared"] == number
    assert "spared" not in str(entries("check.answered")[-1])
    assert Check.objects.get(pk=spared.id).matches is not None


def test_the_entry_of_a_judgement_holds_who_why_and_on_what_document(banned: World, at: datetime) -> None:
    judged(banned, at)
    entry = entries("check.judged")[0]
    assert entry["actor"]["role"] == "pfso"
    assert entry["core"]["remembered"] is True and entry["core"]["forgotten"] is None
    assert entry["subject"] == {"why": DIFFERENT.why, "document": ["passport", "FRA", "12AB34567"]}
    stored = bytes(Judgement.objects.get().document or b"")
    assert stored and b"12AB34567" not in stored
    assert remembered.document_of(Judgement.objects.get()) == SEEN


def test_another_organisation_is_not_spared(banned: World, at: datetime) -> None:
    judged(banned, at)
    assert check(banned, at, elsewhere=True).verdict is Verdict.REFER


@pytest.mark.parametrize(
    "other",
    [
        replace(NAMESAKE, documents=(Document("FRA", "99ZZ99999"),)),
        replace(NAMESAKE, documents=()),
        replace(NAMESAKE, birth=None),
        replace(NAMESAKE, names=(Name("Vandenbroucke", "Zo"),)),
    ],
)
def test_another_identity_is_not_spared(banned: World, at: datetime, other: Person) -> None:
    before = check(banned, at, other).verdict
    judged(banned, at)
    assert check(banned, at, other).verdict is before


def test_the_same_identity_written_otherwise_is_spared(banned: World, at: datetime) -> None:
    judged(banned, at)
    assert check(banned, at, replace(NAMESAKE, names=(Name("VANDENBROUCKE", "z"),))).verdict is Verdict.CLEAR


def test_the_banned_person_is_denied_whatever_was_judged(banned: World, at: datetime) -> None:
    judged(banned, at)
    assert check(banned, at, BANNED).verdict is Verdict.DENIED


def test_any_change_of_the_ban_refers_again(world: World, at: datetime) -> None:
    ban = world.ban()
    judged(world, at)
    world.change(ban.ban, BanEvent.EXTEND, last_day=day_of(at) + timedelta(days=900))
    assert check(world, at).verdict is Verdict.REFER


def test_a_second_ban_on_the_subject_refers_again(world: World, at: datetime) -> None:
    world.ban()
    judged(world, at)
    world.ban(case_reference="AN 99/1")
    assert check(world, at).verdict is Verdict.REFER


def test_a_judgement_spares_for_a_year_and_no_longer(banned: World, at: datetime) -> None:
    judged(banned, at)
    RememberedPair.objects.update(until=at + timedelta(seconds=2))  # as if the year were nearly over
    assert check(banned, at + timedelta(seconds=1)).verdict is Verdict.CLEAR
    assert check(banned, at + timedelta(seconds=2)).verdict is Verdict.REFER


def test_the_year_is_counted_from_the_judgement(banned: World, at: datetime) -> None:
    judged(banned, at)
    assert RememberedPair.objects.get().until == at + REMEMBERED_FOR


# What is not remembered.


@pytest.mark.parametrize(
    ("person", "seen", "why"),
    [
        (NAMESAKE, None, NotRememberedReason.NO_DOCUMENT),
        (NAMESAKE, SeenDocument(DocumentKind.OTHER, Document("BEL", "1234567")), NotRememberedReason.OTHER_DOCUMENT),
        (replace(NAMESAKE, documents=()), SEEN, NotRememberedReason.NOT_TOLD_APART),
        (LOOKALIKE, SeenDocument(DocumentKind.OTHER, LOOKALIKE.documents[0]), NotRememberedReason.TOO_STRONG),
    ],
)
def test_a_judgement_that_could_free_another_is_noted_and_spares_nobody(
    banned: World, at: datetime, person: Person, seen: SeenDocument | None, why: NotRememberedReason
) -> None:
    asked = check(banned, at, person)
    assert judged(banned, at, JudgementInput("different", "so", seen), check_id=asked.id) == JudgementOutcome(
        False, why
    )
    assert Judgement.objects.get().kind == "different" and not RememberedPair.objects.exists()
    assert check(banned, at, person).verdict is Verdict.REFER


def test_a_judgement_on_what_has_changed_since_the_check_spares_nobody(world: World, at: datetime) -> None:
    ban = world.ban()
    asked = check(world, at)
    world.change(ban.ban, BanEvent.EXTEND, last_day=day_of(at) + timedelta(days=900))
    assert judged(world, at, check_id=asked.id) == JudgementOutcome(False, NotRememberedReason.CHANGED_SINCE)


@pytest.mark.parametrize("said", [JudgementInput("same", "so", SEEN), JudgementInput("unsure", "so", SEEN)])
def test_only_different_is_remembered(banned: World, at: datetime, said: JudgementInput) -> None:
    assert judged(banned, at, said) == JudgementOutcome(False)
    assert not RememberedPair.objects.exists()


def test_a_check_that_was_spared_is_not_judged(banned: World, at: datetime) -> None:
    judged(banned, at)
    with pytest.raises(Conflict):
        judged(banned, at, check_id=check(banned, at).id)


# Telling.


def test_the_same_person_is_told_to_two_desks_once_whoever_says_it_again(banned: World, at: datetime) -> None:
    asked = check(banned, at)
    for _ in range(2):
        judged(banned, at, JudgementInput("same"), check_id=asked.id)
    assert Alert.objects.get().check_made_id == asked.id
    assert len({row.desk.organisation_id for row in Alert.objects.get().at_desks.select_related("desk")}) == 2


def test_the_same_after_different_ends_what_was_remembered(banned: World, at: datetime) -> None:
    asked = check(banned, at)
    judged(banned, at, check_id=asked.id)
    judged(banned, at, JudgementInput("same", "the passport was forged"), check_id=asked.id)
    assert check(banned, at).verdict is Verdict.REFER
    assert Alert.objects.count() == 1


def test_different_after_the_same_is_refused_for_the_desks_have_been_told(banned: World, at: datetime) -> None:
    asked = check(banned, at)
    judged(banned, at, JudgementInput("same"), check_id=asked.id)
    with pytest.raises(Conflict):
        judged(banned, at, check_id=asked.id)
    assert not RememberedPair.objects.exists() and Judgement.objects.count() == 1


def test_a_ban_that_was_lifted_meanwhile_was_in_force_at_the_check_and_is_told(world: World, at: datetime) -> None:
    ban = world.ban()
    asked = check(world, at)
    world.change(ban.ban, BanEvent.LIFT, at=at + timedelta(minutes=1))
    judged(world, at + timedelta(minutes=2), JudgementInput("same"), check_id=asked.id)
    assert Alert.objects.count() == 1


def test_of_a_ban_that_was_annulled_meanwhile_nobody_is_told(world: World, at: datetime) -> None:
    ban = world.ban()
    asked = check(world, at)
    world.change(ban.ban, BanEvent.ANNUL, at=at + timedelta(minutes=1))
    judged(world, at + timedelta(minutes=2), JudgementInput("same"), check_id=asked.id)
    assert not Alert.objects.exists()
    assert entries("check.judged")[0]["core"]["judgement"] == "same"


def test_unsure_asks_the_prosecutors_desk_once_and_names_nobody(banned: World, at: datetime) -> None:
    asked = check(banned, at)
    for _ in range(2):
        judged(banned, at, JudgementInput("unsure"), check_id=asked.id)
    notice = Notice.objects.get(kind="judgement")
    assert notice.address == "prosecutor@justice.example" and str(asked.id) in notice.body
    assert "Vandenbroucke" not in notice.subject + notice.body
    assert [one["core"]["desks"] for one in entries("judgement.asked")] == [["prosecutor-desk"]]


def test_the_prosecutor_settles_what_the_gate_could_not_tell(banned: World, at: datetime) -> None:
    asked = check(banned, at)
    judged(banned, at, JudgementInput("unsure"), check_id=asked.id)
    came = judge(check=asked.id, request_input=DIFFERENT, actor=banned.actor(Role.PROSECUTOR), at=at)
    assert came.remembered and check(banned, at).verdict is Verdict.CLEAR


def test_the_same_request_key_judges_once(banned: World, at: datetime) -> None:
    asked, keyed = check(banned, at), IdempotentRequest.of("k", address="a", body="b")
    came = [
        judge(check=asked.id, request_input=DIFFERENT, actor=banned.actor(Role.PFSO), at=at, request=keyed)
        for _ in range(2)
    ]
    assert came == [JudgementOutcome(True), JudgementOutcome(True)] and Judgement.objects.count() == 1


# Rosters.


def test_a_badge_holder_judged_different_is_not_referred_every_day(banned: World, at: datetime) -> None:
    roster = banned.roster(organisation="quay")
    set_entries(roster, {"B-1": NAMESAKE}, actor=banned.actor(Role.BADGE_ISSUER), at=at)
    (entry,) = RosterEntry.objects.all()
    assert roster_checks.check_entries(roster, [entry], at=at) == [Verdict.REFER]
    judged(banned, at, check_id=Check.objects.get(source="roster").pk)
    entry.refresh_from_db()
    assert roster_checks.check_entries(roster, [entry], at=at) == [Verdict.CLEAR]


# Seeing and revoking.


def test_a_revoked_judgement_spares_nobody_any_more(banned: World, at: datetime) -> None:
    judged(banned, at)
    number = Judgement.objects.get().pk
    remembered.revoke(number, why="the guard was bribed", actor=banned.actor(Role.AUDITOR), at=at)
    assert check(banned, at).verdict is Verdict.REFER
    entry = entries("judgement.revoked")[0]
    assert entry["core"]["judgement"] == number and entry["subject"]["why"] == "the guard was bribed"
    with pytest.raises(Conflict):
        remembered.revoke(number, why="again", actor=banned.actor(Role.AUDITOR), at=at)
    with pytest.raises(InvalidInput):
        remembered.revoke(number, why=" ", actor=banned.actor(Role.AUDITOR), at=at)


def test_each_sees_what_is_theirs_and_the_auditor_no_numbers(world: World, at: datetime) -> None:
    ban = world.ban()
    judged(world, at)
    seen = {role: remembered.listed(actor=world.actor(role), at=at) for role in (Role.PFSO, Role.AUDITOR)}
    assert [one.state for one in seen[Role.PFSO]] == ["counts"]
    assert seen[Role.PFSO][0].document == SEEN
    assert seen[Role.AUDITOR][0].document == SeenDocument(DocumentKind.PASSPORT, Document("FRA", ""))
    foreign = world.actor(Role.PFSO, OTHER_COMPANY)
    assert remembered.listed(actor=foreign, at=at) == []
    with pytest.raises(NotFound):
        remembered.revoke(Judgement.objects.get().pk, why="so", actor=foreign, at=at)
    world.change(ban.ban, BanEvent.EXTEND, last_day=day_of(at) + timedelta(days=900))
    assert [one.state for one in remembered.listed(actor=world.actor(Role.PFSO), at=at)] == ["changed"]
