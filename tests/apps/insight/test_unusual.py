"""Unusual patterns in real entries and checks: each rule finds its abuser, and remarks are kept and logged."""

from datetime import timedelta
from typing import Any

import pytest

from aigis.apps.alerts.actions import acknowledge, close
from aigis.apps.alerts.models import Alert
from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.audit.models import Entry
from aigis.apps.checks.actions import perform
from aigis.apps.checks.outcomes import report_outcome
from aigis.apps.checks.query import Answer
from aigis.apps.insight import anomalies
from aigis.apps.people import access
from aigis.apps.people.models import User
from aigis.apps.register.bans import queries as register
from aigis.apps.register.in_memory.current import current
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.core.access.permissions import Actor, Role
from aigis.core.audit.anomalies import AnomalyRule, Finding
from aigis.core.audit.event_names import Event
from aigis.core.dates.brussels import day_of
from aigis.core.errors import InvalidInput
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from tests.world import BANNED, STRANGER, World, entries, holds

READ = {"ban": "x", "version": 1, "register_version": 1}
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


def by_hand(world: World, role: Role) -> Actor:
    return access.actor_of_user(world.user(role))


def found(world: World, rule: AnomalyRule, *, days: int = 1) -> list[Finding]:
    """What the auditor's search over the last days finds by a rule."""
    today = day_of(world.at)
    shown = anomalies.search(
        today - timedelta(days=days - 1), today, actor=world.actor(Role.AUDITOR), at=world.at + 2 * HOUR
    )
    return [one.finding for one in shown if one.finding.rule is rule]


def looked_up(world: World, person: Person = STRANGER, *, case: str = "PV 7/26", **more: Any) -> None:
    given: dict[str, Any] = {"actor": by_hand(world, Role.OFFICER), "at": world.at} | more
    look_up(LookUpQuery("control", case, person), view=current(at=given["at"]), **given)


def test_who_reads_at_night_and_never_did_is_found(world: World) -> None:
    actor = by_hand(world, Role.PROSECUTOR)
    noon = world.at - 12 * HOUR
    append([EntryDraft(Event.BAN_READ, actor, noon - DAY * day, READ, {"subject": "y"}) for day in range(1, 25)])
    append([EntryDraft(Event.BAN_READ, actor, world.at - MINUTE * step, READ, {"subject": "y"}) for step in range(3)])
    (one,) = found(world, AnomalyRule.OFF_HOURS)
    assert (one.actor, one.facts["acts"]) == (actor.key, 3)


def test_who_reads_far_more_than_usual_is_found(world: World) -> None:
    actor = by_hand(world, Role.PROSECUTOR)
    append([EntryDraft(Event.BAN_READ, actor, world.at - DAY * day, READ, {"subject": "y"}) for day in range(1, 20)])
    append([EntryDraft(Event.BAN_READ, actor, world.at - MINUTE * step, READ, {"subject": "y"}) for step in range(40)])
    (one,) = found(world, AnomalyRule.VOLUME)
    assert one.facts == {"acts": 40, "own": 1, "colleagues": 1}


def test_a_person_read_about_by_many_is_found_with_the_entries(world: World) -> None:
    made = world.ban()
    actors = [Actor("user", str(900 + n), Role.PROSECUTOR, 1) for n in range(9)]
    officer = by_hand(world, Role.OFFICER)
    for n, actor in enumerate(actors):
        user = User.objects.create(
            pk=900 + n, username=f"p{n}", role="prosecutor", organisation_id=officer.organisation
        )
        assert f"user:{user.pk}" == actor.key
        register.ban(made.ban, actor=actor, at=world.at)
    (one,) = found(world, AnomalyRule.MANY_READERS)
    assert one.facts["readers"] == 9
    assert Entry.objects.filter(pk__in=one.entries, about=made.subject).count() == 9


def test_a_look_up_of_ones_own_family_name_is_found_however_spelled(world: World) -> None:
    User.objects.filter(pk=world.user(Role.OFFICER).pk).update(last_name="Ockonkwo")
    looked_up(world)
    looked_up(world, BANNED)
    (one,) = found(world, AnomalyRule.OWN_NAME)
    assert one.facts == {"acts": 1}


def test_the_same_stranger_for_three_cases_is_found(world: World) -> None:
    for case in ("PV 1/26", "PV 2/26", "pv 2-26", "PV 3/26"):
        looked_up(world, case=case)
    looked_up(world, BANNED, case="PV 4/26")
    (one,) = found(world, AnomalyRule.OTHER_CASES)
    assert one.facts == {"acts": 4, "cases": 3}


def test_refusals_in_a_row_are_found(world: World) -> None:
    actor = by_hand(world, Role.GUARD)
    for step in range(5):
        access.record_refusal(
            actor, at=world.at + step * timedelta(seconds=9), address="/registry/", capability="ban.read"
        )
    (one,) = found(world, AnomalyRule.REFUSALS)
    assert one.actor == actor.key


def test_reading_by_outsiders_before_an_alert_is_closed_is_found(world: World) -> None:
    made = world.ban()
    perform([world.query(BANNED)], at=world.at - 2 * HOUR)
    register.ban(made.ban, actor=world.actor(Role.REGISTRAR), at=world.at - 20 * MINUTE)
    register.ban(made.ban, actor=world.actor(Role.PROSECUTOR), at=world.at - 20 * MINUTE)  # a desk of the alert
    alert, desk = Alert.objects.get().pk, world.actor(Role.DESK)
    acknowledge(alert=alert, actor=desk, at=world.at - 10 * MINUTE)
    close(alert=alert, outcome="arrested", actor=desk, at=world.at)
    (one,) = found(world, AnomalyRule.BEFORE_CLOSING)
    assert (one.actor, one.facts["minutes"]) == (world.actor(Role.REGISTRAR).key, 20)


def stranger(number: int) -> Person:
    return Person(names=(Name(f"Qw{number}x Brandt", "Ilse"),), birth=BirthDate(1960 + number % 40, 2, 3))


def test_checks_that_nobody_enters_after_are_found_where_others_report_arrivals(world: World) -> None:
    guard, prober = world.actor(Role.GUARD), by_hand(world, Role.GUARD)
    begun = world.at - 10 * HOUR
    for step in range(40):
        (answer,) = perform([world.query(stranger(step))], at=begun + step * MINUTE)
        assert isinstance(answer, Answer)
        report_outcome(check=answer.id, outcome="entered", actor=guard, at=begun + step * MINUTE)
    for step in range(12):
        perform([world.query(stranger(step), actor=prober)], at=begun + 60 * MINUTE + step * MINUTE)
    (one,) = found(world, AnomalyRule.NO_ARRIVAL)
    assert (one.actor, one.facts["run"], one.facts["checks"]) == (prober.key, 12, 12)


def test_the_search_and_the_remark_are_entries_and_the_remark_stays_with_its_finding(world: World) -> None:
    for case in ("1", "2", "3"):
        looked_up(world, case=case)
    auditor = world.actor(Role.AUDITOR)
    (one,) = found(world, AnomalyRule.OTHER_CASES)
    anomalies.remark(
        one.key, rule=one.rule, word="explained", note="Three files, one judge.", actor=auditor, at=world.at
    )
    today = day_of(world.at)
    shown = anomalies.search(today, today, actor=auditor, at=world.at)
    (said,) = next(again.said for again in shown if again.finding.key == one.key)
    assert (said.word, said.note, said.by) == ("explained", "Three files, one judge.", auditor.key)
    (remarked,) = entries("pattern.remarked")
    assert remarked["core"] == {**remarked["core"], "finding": one.key, "word": "explained"}
    assert len(entries("pattern.searched")) == 2
    assert not holds(entries("pattern.searched"), "Okonkwo")


def test_a_remark_needs_a_word_and_what_explains_it(world: World) -> None:
    sound = {"rule": "volume", "word": "explained", "note": "Asked."}
    for wrong in ({"rule": "coffee"}, {"word": "ignored"}, {"note": " "}):
        with pytest.raises(InvalidInput):
            anomalies.remark("a" * 32, **sound | wrong, actor=world.actor(Role.AUDITOR), at=world.at)
    assert entries("pattern.remarked") == []
