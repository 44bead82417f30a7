"""Test identities: answered on the way of every check, marked as a drill, heard of by drill desks alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from aigis.apps.alerts.actions import DeskDraft, add_desk
from aigis.apps.alerts.escalations import escalate_due
from aigis.apps.alerts.models import Alert, AlertStep, DeskAlert
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.checks import recomputation
from aigis.apps.checks.actions import perform
from aigis.apps.checks.comparison import compare
from aigis.apps.checks.judgements.actions import JudgementInput, judge
from aigis.apps.checks.models import Check
from aigis.apps.checks.query import Answer
from aigis.apps.notices.models import Notice
from aigis.apps.probing.traffic import new_checks
from aigis.core.access.permissions import Role
from aigis.core.checks.alert_routing import DeskFacts, DeskKind, desks_for
from aigis.core.checks.decision import Decision
from aigis.core.checks.sandbox_decision import decide_drill
from aigis.core.errors import Conflict, InvalidInput, NoAnswer
from aigis.core.matching.bands import Bands
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Document, Name, Person
from aigis.core.person.sandbox import SANDBOX_PERSONS, sandbox_verdict
from aigis.core.values import Reason, Verdict
from aigis.ops.reconcile.comparison import CheckRow, compare_checks
from aigis.ops.reconcile.expected_state import ExpectedState
from aigis.ops.reconcile.reconciler import Reconciler
from aigis.ops.reconcile.sealed_log import SealedEntry
from aigis.ops.reconcile.simple_matcher import SubjectIndex, is_test_identity
from tests.apps.retained import seal_all
from tests.apps.test_reconcile import differences, owner, reconciler
from tests.world import BANNED, STRANGER, World, entries

__all__ = ["reconciler"]
DENIED = SANDBOX_PERSONS[Verdict.DENIED]


def answer(world: World, person: Person, **more: Any) -> Answer:
    (result,) = perform([world.query(person, **more)], at=world.at)
    assert isinstance(result, Answer), result
    return result


def drill_desk(world: World) -> None:
    home = world.organisations["other-police"].pk
    draft = DeskDraft("exercise", "Exercise", DeskKind.DRILL, home, mailbox="exercise@police.example")
    add_desk(draft, actor=SYSTEM, at=world.at)


@pytest.mark.parametrize("verdict", SANDBOX_PERSONS)
def test_a_test_identity_gets_its_verdict_and_every_trace_says_drill(world: World, verdict: Verdict) -> None:
    answered = answer(world, SANDBOX_PERSONS[verdict], key="k-1")
    assert (answered.verdict, answered.drill) == (verdict, True)
    assert Check.objects.get().source == "drill"
    assert [entry["core"]["source"] for entry in entries("check.answered")] == ["drill"]
    assert answer(world, SANDBOX_PERSONS[verdict], key="k-1") == answered


def test_the_lines_of_a_document_have_capitals_and_are_the_identity_all_the_same() -> None:
    name = replace(DENIED.names[0], family="ZANDBAKPROEF", given="ROOD")
    assert sandbox_verdict(replace(DENIED, names=(name,), sex=None)) is Verdict.DENIED


def test_a_denied_test_identity_alarms_no_desk_of_police_or_prosecutor(world: World) -> None:
    answered = answer(world, DENIED)
    assert not Alert.objects.exists() and not Notice.objects.exists()
    (entry,) = entries("alert.sandbox")
    assert {name: entry["core"][name] for name in ("check", "alert", "desks")} == {
        "check": str(answered.id),
        "alert": "",
        "desks": [],
    }


def test_a_drill_desk_gets_a_numbered_drill_that_nobody_escalates(world: World) -> None:
    drill_desk(world)
    answer(world, DENIED)
    answer(world, DENIED)
    rows = DeskAlert.objects.select_related("alert", "desk").order_by("number")
    assert [(row.desk.code, row.number, row.alert.drill, row.alert.ban) for row in rows] == [
        ("exercise", 1, True, None),
        ("exercise", 2, True, None),
    ]
    assert {notice.address for notice in Notice.objects.all()} == {"exercise@police.example"}
    escalate_due(at=world.at + timedelta(hours=2))
    assert not AlertStep.objects.exists()


def test_a_drill_desk_hears_of_no_real_hit(world: World) -> None:
    drill_desk(world)
    world.ban()
    assert not answer(world, BANNED).drill
    assert {row.desk.code for row in DeskAlert.objects.select_related("desk")} == {"police-desk", "prosecutor-desk"}


def test_a_drill_desk_is_none_of_the_two_that_a_port_needs() -> None:
    desks = [DeskFacts(1, DeskKind.POLICE, 1), DeskFacts(2, DeskKind.DRILL, 2)]
    with pytest.raises(NoAnswer):
        desks_for("BEANR", desks)


@pytest.mark.parametrize(
    "person",
    [
        replace(DENIED, names=(Name("Zandbakproef", "Roos"),)),
        replace(DENIED, birth=BirthDate(1981, 9, 27)),
        replace(DENIED, documents=(*DENIED.documents, Document("BEL", "592123456755"))),
        replace(DENIED, documents=()),
        replace(DENIED, names=(*DENIED.names, Name("Vandenbroucke", "Zoltan"))),
        replace(DENIED, national_numbers=("81040312361",)),
        replace(DENIED, nationality="BEL"),
    ],
)
def test_who_is_not_exactly_a_test_identity_is_checked_as_anybody(person: Person) -> None:
    assert sandbox_verdict(person) is None


def test_a_banned_person_with_the_document_of_a_test_identity_alarms(world: World) -> None:
    world.ban()
    forged = replace(BANNED, documents=DENIED.documents)
    answered = answer(world, forged)
    assert (answered.verdict, answered.drill) == (Verdict.DENIED, False)
    assert Alert.objects.get().drill is False


def test_a_test_identity_whom_the_register_sees_keeps_the_real_decision(at: datetime) -> None:
    """Nothing lets such a ban in; had one come from elsewhere, it must not vanish in the drill lane."""
    clear = Decision(Verdict.CLEAR, Reason.NO_MATCH)
    assert decide_drill(DENIED, clear, at=at, bands=Bands()) is not None
    for usual in (
        Decision(Verdict.DENIED, Reason.MATCH),
        Decision(Verdict.REFER, Reason.COMPARE_PERSON),
        Decision(Verdict.REFER, Reason.NOT_ENOUGH_TO_TELL),
    ):
        assert decide_drill(DENIED, usual, at=at, bands=Bands()) is None


@pytest.mark.parametrize(
    "person",
    [
        DENIED,
        replace(BANNED, documents=DENIED.documents),
        replace(BANNED, names=(*BANNED.names, Name("ZANDBAKPROEF", "rood"))),
    ],
)
def test_no_ban_is_registered_on_what_resembles_a_test_identity(world: World, person: Person) -> None:
    with pytest.raises(InvalidInput, match="test identity"):
        world.ban(person)


def test_statistics_and_the_watch_on_probing_leave_drills_out(world: World, at: datetime) -> None:
    answer(world, DENIED)
    real = answer(world, STRANGER)
    assert [check.row.pk for check in new_checks(at=at)] == [real.id]


def test_a_screening_leaves_a_test_identity_to_a_check(world: World, at: datetime) -> None:
    persons = [SANDBOX_PERSONS[Verdict.CLEAR], STRANGER]
    assert compare(persons, at=at).unlike_all == [False, True]


@pytest.mark.parametrize("verdict", SANDBOX_PERSONS)
def test_a_drill_made_again_comes_out_the_same(world: World, at: datetime, verdict: Verdict) -> None:
    answered = answer(world, SANDBOX_PERSONS[verdict])
    assert recomputation.recompute(answered.id, actor=world.actor(Role.AUDITOR), at=at).same


def test_the_reconciler_takes_a_drill_for_one_and_names_a_hidden_hit(
    committed: World, at: datetime, fresh_log: Path, reconciler: Reconciler
) -> None:
    drill_desk(committed)
    answer(committed, DENIED)
    seal_all(at=at)
    assert differences(reconciler, at=at) == []
    owner("SET session_replication_role = replica")
    owner("DELETE FROM alerts_deskalertstate")
    owner("DELETE FROM alerts_deskalert")
    owner("SET session_replication_role = origin")
    assert {row.kind for row in differences(reconciler, at=at)} >= {"alert.place_missing"}


def test_a_roster_entry_of_a_test_identity_is_told_once(world: World) -> None:
    drill_desk(world)
    for _ in range(2):
        answer(world, DENIED, source="roster", occasion="roster/7/b-1")
    assert Alert.objects.count() == 1
    assert [bool(UUID(alert)) for entry in entries("alert.sandbox") if (alert := entry["core"]["alert"])] == [True]


@pytest.mark.parametrize(
    ("person", "kinds"), [(DENIED, {"check.untold"}), (BANNED, {"check.untold", "check.false_drill"})]
)
def test_the_reconciler_knows_test_identities_by_itself(at: datetime, person: Person, kinds: set[str]) -> None:
    """A hit that was written as a drill is named, and so is a drill without its entry."""
    core = {"check": "c-1", "verdict": "denied", "reason": "match", "source": "drill"}
    entry = SealedEntry(1, UUID(int=1), "check.answered", at, None, core, {"person": person.to_dict()})
    rows = {"c-1": CheckRow("c-1", "denied", at)}
    state = ExpectedState(alerted_checks={"c-1"})
    assert {row.kind for row in compare_checks([entry], rows, state, SubjectIndex({}))} == kinds


def test_a_drill_cannot_be_judged_and_so_asks_no_desk(world: World, at: datetime) -> None:
    answered = answer(world, SANDBOX_PERSONS[Verdict.REFER])
    with pytest.raises(Conflict, match="drill"):
        judge(check=answered.id, request_input=JudgementInput("unsure"), actor=world.actor(Role.PFSO), at=at)
    assert not Notice.objects.exists()


def test_the_documents_name_the_test_identities(root: Path) -> None:
    text = (root / "docs/API.md").read_text()
    for verdict, person in SANDBOX_PERSONS.items():
        name, document = person.names[0], person.documents[0]
        cells = [
            f"`{verdict}`",
            f"{name.family}, {name.given}",
            str(person.birth),
            f"{document.state} {document.number}",
        ]
        assert f"| {' | '.join([*cells, str(person.sex)])} |" in text


@pytest.mark.parametrize("person", SANDBOX_PERSONS.values())
def test_the_reconciler_knows_every_test_identity_however_it_was_read(person: Person) -> None:
    name = person.names[0]
    in_one_piece = replace(person, names=(Name(name.full, whole=True),))
    for sent in (person, in_one_piece, replace(person, names=(Name(name.family.upper(), name.given.upper()),))):
        assert sandbox_verdict(sent) is not None and is_test_identity(sent.to_dict())
