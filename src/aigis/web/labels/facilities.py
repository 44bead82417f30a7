"""Names of gates and outage plans in the reader's language."""

from django.utils.translation import get_language

from aigis.apps.facilities.models import Facility, Gate


def gate_name(gate: Gate) -> str:
    """Returns the gate's name in the reader's language."""
    return gate.name_in(get_language() or "nl")


def outage_plan(facility: Facility) -> str:
    """Returns the facility's outage plan in the reader's language; empty without one."""
    return facility.plan_in(get_language() or "nl")
