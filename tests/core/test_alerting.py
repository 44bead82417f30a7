"""Which hit goes to which desk, and that two organisations always hear of it."""

import pytest

from aigis.core.checks.alert_routing import DeskFacts, DeskKind, alarms, desks_for
from aigis.core.errors import NoAnswer
from aigis.core.values import Verdict

PROSECUTOR = DeskFacts(1, DeskKind.PROSECUTOR, organisation=10)
POLICE = DeskFacts(2, DeskKind.POLICE, organisation=20)
ANTWERP = DeskFacts(3, DeskKind.POLICE, organisation=30, ports=frozenset({"BEANR"}))


def ids(port: str, *desks: DeskFacts) -> list[int]:
    return [desk.id for desk in desks_for(port, desks)]


def test_only_a_denial_alarms() -> None:
    assert [verdict for verdict in Verdict if alarms(verdict)] == [Verdict.DENIED]


def test_a_hit_goes_to_a_desk_of_each_kind() -> None:
    assert ids("BEANR", PROSECUTOR, POLICE) == [1, 2]


def test_a_ports_own_desk_comes_before_the_countrys() -> None:
    assert ids("BEANR", PROSECUTOR, POLICE, ANTWERP) == [1, 3]
    assert ids("BEZEE", PROSECUTOR, POLICE, ANTWERP) == [1, 2]


@pytest.mark.parametrize(
    "desks",
    [
        (),
        (PROSECUTOR,),
        (POLICE,),
        (PROSECUTOR, ANTWERP),  # Antwerp's desk does not cover the coast
        (PROSECUTOR, DeskFacts(4, DeskKind.POLICE, organisation=10)),  # one organisation could keep it to itself
    ],
)
def test_a_hit_that_fewer_than_two_organisations_would_hear_of_is_no_answer(desks: tuple[DeskFacts, ...]) -> None:
    with pytest.raises(NoAnswer):
        desks_for("BEZEE", desks)
