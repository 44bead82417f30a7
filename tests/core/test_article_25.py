"""Every event of the log says where article 25's facts stand, and none is written without them."""

import pytest

from aigis.core.audit.article_25 import DUTY, FACTS, Fact, No, Operation, required
from aigis.core.audit.event_kind import EventKind
from aigis.core.audit.events import CATALOGUE, kind_of
from aigis.core.audit.person_events import holds_person, holds_reference

ACTOR = {"kind", "id", "role", "organisation"}
SHOWING = {Operation.CONSULTATION, Operation.DISCLOSURE}
# What may stand in for the version of the register where something was shown that is not in the register.
ELSEWHERE = {No.LOG, No.ACCOUNTS, No.REGISTER, No.EACH}
# Refusals that carry another word: of a change of desks, and of a list that could not be screened.
REFUSALS = {"desk.change_refused", "key.address_refused", "screening.failed"}


def holds(kind: EventKind, place: str) -> bool:
    """Whether entries of a kind may hold what a place names."""
    part, _, name = place.removesuffix("?").partition(".")
    return name in {"core": kind.core, "subject": kind.subject, "actor": ACTOR}.get(part, ())


def wrong_places(code: str, fact: Fact) -> list[str]:
    """The places of a fact that do not exist."""
    wrong = []
    for place in () if isinstance(fact, No) else fact:
        here, _, there = place.partition(">")
        event, _, field = there.partition(":")
        known = holds(CATALOGUE[code], here)
        if there:
            known = known and event in CATALOGUE and holds(CATALOGUE[event], field)
        wrong += [] if known else [f"{code}: {place}"]
    return wrong


def faults(code: str) -> list[str]:
    """What article 25 would miss in an event that shows something about people."""
    facts = FACTS[code]
    said = facts.all if facts.operation in SHOWING else {}
    missing = [name for name, fact in said.items() if isinstance(fact, No)]
    return [f"{code}: {name}" for name in missing if not (name == "register" and facts.register in ELSEWHERE)]


def test_every_event_has_its_row_and_every_row_its_event() -> None:
    assert set(FACTS) == set(CATALOGUE)


def test_every_place_is_a_field_of_the_catalogue() -> None:
    assert [
        one for code, facts in FACTS.items() for fact in facts.all.values() for one in wrong_places(code, fact)
    ] == []


def test_what_shows_something_about_people_says_why_about_whom_to_whom_and_from_which_register() -> None:
    assert [one for code in FACTS for one in faults(code)] == []


def test_an_event_that_holds_or_names_somebody_concerns_somebody() -> None:
    about = {kind.code for kind in CATALOGUE.values() if holds_person(kind) or holds_reference(kind)}
    assert sorted(code for code in about if isinstance(FACTS[code].whom, No)) == []


def test_nothing_of_somebody_is_called_an_operation_on_nobody() -> None:
    for code, facts in FACTS.items():
        assert (facts.operation is Operation.NONE) <= (facts.whom is No.PERSON), code
        assert (facts.operation is Operation.NONE) <= (facts.to is No.DISCLOSED), code


def test_a_typed_purpose_is_never_passed_over_for_the_roles_duty() -> None:
    typed = {code for code, kind in CATALOGUE.items() if {"purpose", "case"} & (kind.core | kind.subject)}
    assert {code for code in typed if FACTS[code].why == (DUTY,)} == set()


def test_a_refusal_says_what_was_asked_and_shows_nothing() -> None:
    refusals = {code for code, facts in FACTS.items() if facts.operation is Operation.REFUSAL}
    assert {code for code in CATALOGUE if code.endswith((".refused", "_failed"))} | REFUSALS == refusals
    for code in refusals:
        assert not isinstance(FACTS[code].why, No) and FACTS[code].to is No.SHOWN, code


@pytest.mark.parametrize("code", sorted(code for code in CATALOGUE if required(code)))
def test_an_event_without_what_article_25_asks_of_it_is_not_written(code: str) -> None:
    kind = CATALOGUE[code]
    core, subject = (dict.fromkeys(names, 1) for names in (kind.core, kind.subject))
    assert kind_of(code, core=core, subject=subject) is kind
    for part, name in required(code):
        without = {"core": core, "subject": subject} | {
            part: {k: v for k, v in (core if part == "core" else subject).items() if k != name}
        }
        with pytest.raises(ValueError, match=f"must hold {name}"):
            kind_of(code, **without)


def test_the_rule_of_places_can_fail() -> None:
    assert wrong_places("ban.read", ("core.purpose",)) == ["ban.read: core.purpose"]
    assert wrong_places("check.read", ("core.check>check.answered:core.name",)) != []
    assert wrong_places("check.read", ("core.check>coffee.made:core.name",)) != []
    assert wrong_places("ban.read", ("actor.name",)) != []
    assert wrong_places("ban.read", ("core.known_at?", "actor.role")) == []
