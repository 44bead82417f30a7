"""Who may be the second pair of eyes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aigis.core.access.approval import (
    CONFIRM_WITHIN,
    LAPSES_AFTER,
    Placement,
    require_open,
    require_other_person,
    require_second,
    require_unchanged,
)
from aigis.core.access.permissions import Role
from aigis.core.errors import Conflict, NotAllowed

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
PROPOSER = Placement("user:1", "aa", Role.REGISTRAR, 1, "registry", AT - INSTANT)
APPROVER = Placement("user:2", "bb", Role.APPROVER, 1, "bench", AT - INSTANT)


def second(approver: Placement = APPROVER, *, proposer: Placement = PROPOSER, now: Placement | None = PROPOSER) -> None:
    require_second(proposer=proposer, now=now, approver=approver, proposed_at=AT)


def test_somebody_else_of_another_unit_may() -> None:
    second()
    second(replace(APPROVER, organisation=2, unit="registry"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"account": "user:1"}, "your own action"),
        ({"person": "aa"}, "same person"),
        ({"person": ""}, "not linked to a person"),
        ({"unit": ""}, "without a unit"),
        ({"unit": "registry"}, "another unit"),
        ({"since": AT}, "changed since"),
        ({"since": AT + INSTANT}, "changed since"),
    ],
)
def test_nobody_else_may(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        second(replace(APPROVER, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "sentence"), [({"person": ""}, "not linked to a person"), ({"unit": ""}, "without a unit")]
)
def test_a_proposer_nobody_knows_is_no_first_person(changed: dict[str, str], sentence: str) -> None:
    nobody = replace(PROPOSER, **changed)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match=sentence):
        second(proposer=nobody, now=nobody)


@pytest.mark.parametrize(
    "now",
    [
        None,
        replace(PROPOSER, person="cc"),
        replace(PROPOSER, role=Role.APPROVER),
        replace(PROPOSER, organisation=2),
        replace(PROPOSER, unit="elsewhere"),
    ],
)
def test_a_proposal_of_somebody_who_moved_must_be_made_anew(now: Placement | None) -> None:
    with pytest.raises(Conflict, match="Submit the proposal again"):
        second(now=now)


def test_a_new_date_alone_moves_nobody() -> None:
    second(now=replace(PROPOSER, since=AT + INSTANT))


def test_a_confirmation_takes_another_person_of_whatever_unit() -> None:
    require_other_person(PROPOSER, replace(APPROVER, unit="registry"))


def test_a_proposal_is_open_until_it_is_decided_or_lapses() -> None:
    require_open(state="waiting", lapses_at=AT, at=AT - INSTANT)
    for state, at in (("waiting", AT), ("approved", AT - INSTANT), ("rejected", AT - INSTANT)):
        with pytest.raises(Conflict):
            require_open(state=state, lapses_at=AT, at=at)


def test_a_proposal_rests_on_what_it_was_made_on() -> None:
    require_unchanged(base={"ban 1": 2}, present={"ban 1": 2})
    for present in ({"ban 1": 3}, {"ban 1": 2, "ban 2": 1}, {}):
        with pytest.raises(Conflict):
            require_unchanged(base={"ban 1": 2}, present=present)


def test_a_proposal_waits_two_weeks_and_a_confirmation_is_due_within_a_day() -> None:
    assert (timedelta(days=14), timedelta(hours=24)) == (LAPSES_AFTER, CONFIRM_WITHIN)
