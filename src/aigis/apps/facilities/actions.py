"""Adding ports, facilities and gates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.facilities.models import Facility, Gate, Port
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.values import GateCode


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    """A facility to be added, with the names of its gates."""

    code: str
    name: str
    organisation: int
    gates: tuple[str, ...]
    pfso_phone: str = ""
    plan: str = ""


@transaction.atomic(durable=True)
def add_facilities(
    *, actor: Actor, at: datetime, ports: Mapping[str, str], facilities: Sequence[FacilityDraft]
) -> None:
    """Adds ports (UN/LOCODE to name) and facilities with their gates, all or none."""
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
        )
        for draft in facilities
    )
    gates = [
        Gate(facility=row, name=GateCode.parse(f"{draft.code}/{gate}").name)
        for row, draft in zip(rows, facilities, strict=True)
        for gate in draft.gates
    ]
    Gate.objects.bulk_create(gates)
    append(
        [EntryDraft(Event.FACILITY_ADDED, actor, at, {"facilities": [row.code for row in rows], "gates": len(gates)})]
    )
