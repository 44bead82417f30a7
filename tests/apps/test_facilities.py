"""Adding facilities: gates with names for people and outage plans in four languages."""

import pytest

from aigis.apps.audit.actions import SYSTEM
from aigis.apps.facilities.actions import FacilityDraft, add_facilities
from aigis.apps.facilities.models import Facility, Gate
from aigis.core.errors import InvalidInput
from tests.world import COMPANY, World


def add(world: World, **more: object) -> None:
    organisation = world.organisations[COMPANY].pk
    draft = FacilityDraft("BEANR-0900", "Quay 900", organisation, ("main",), **more)  # type: ignore[arg-type]
    add_facilities(actor=SYSTEM, at=world.at, ports={}, facilities=[draft])


def test_a_gate_is_named_in_the_language_of_the_reader(world: World) -> None:
    add(world, gate_names={"main": {"nl": " Hoofdpoort ", "fr": "Entrée principale"}})
    gate = Gate.objects.get(facility__code="BEANR-0900")
    names = [gate.name_in(language) for language in ("nl", "fr", "de")]
    assert names == ["Hoofdpoort", "Entrée principale", "Hoofdpoort"]
    assert gate.code == "BEANR-0900/main"


def test_a_gate_without_names_is_called_as_in_its_code(world: World) -> None:
    assert world.gates["BEANR-0001/main"].name_in("fr") == "main"


def test_an_outage_plan_is_read_in_the_own_language_or_else_in_the_one_there_is(world: World) -> None:
    add(world, plan="Bel de PFSO.", plans={"fr": "Appelez le PFSO."})
    facility = Facility.objects.get(code="BEANR-0900")
    assert [facility.plan_in(language) for language in ("nl", "fr", "de")] == [
        "Bel de PFSO.",
        "Appelez le PFSO.",
        "Bel de PFSO.",
    ]


def test_a_facility_with_a_gate_name_of_an_unknown_language_is_not_added(world: World) -> None:
    with pytest.raises(InvalidInput):
        add(world, gate_names={"main": {"it": "Porta"}})
    assert not Facility.objects.filter(code="BEANR-0900").exists()
