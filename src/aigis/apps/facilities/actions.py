"""Adding ports, facilities and gates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.facilities.models import Facility, Gate, Port
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.translations import clean_texts
from aigis.core.values import GateCode

LONGEST_NAME = 80  # of a gate, in characters
LONGEST_PLAN = 2000


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    """A facility to be added, with its gates.

    `gates` are the names in their codes; `gate_names` gives the names for people by gate and language, `plans` the
    outage plan by language.
    """

    code: str
    name: str
    organisation: int
    gates: tuple[str, ...]
    pfso_phone: str = ""
    plan: str = ""
    gate_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    plans: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic(durable=True)
def add_facilities(
    *, actor: Actor, at: datetime, ports: Mapping[str, str], facilities: Sequence[FacilityDraft]
) -> None:
    """Adds ports (UN/LOCODE to name) and facilities with their gates, all or none."""
    write_facilities(facilities, ports=ports, actor=actor, at=at)


def write_facilities(
    facilities: Sequence[FacilityDraft], *, ports: Mapping[str, str], actor: Actor, at: datetime
) -> None:
    """Does the work of `add_facilities` inside the caller's open transaction."""
    for locode, name in ports.items():
        Port.objects.get_or_create(locode=locode, defaults={"name": name})
    by_locode = {port.locode: port for port in Port.objects.all()}
    rows = Facility.objects.bulk_create(
        Facility(
            code=draft.code,
            name=draft.name,
            port=by_locode[draft.code[:5]],
            organisation_id=draft.organisation,
            pfso_phone=draft.pfso_phone,
            plan=draft.plan,
            plans=clean_texts(draft.plans, longest=LONGEST_PLAN, field="plans"),
        )
        for draft in facilities
    )
    gates = [gate for row, draft in zip(rows, facilities, strict=True) for gate in _gates(row, draft)]
    Gate.objects.bulk_create(gates)
    append(
        [EntryDraft(Event.FACILITY_ADDED, actor, at, {"facilities": [row.code for row in rows], "gates": len(gates)})]
    )


def _gates(row: Facility, draft: FacilityDraft) -> list[Gate]:
    return [
        Gate(
            facility=row,
            name=GateCode.parse(f"{draft.code}/{gate}").name,
            names=clean_texts(draft.gate_names.get(gate, {}), longest=LONGEST_NAME, field="names"),
        )
        for gate in draft.gates
    ]
