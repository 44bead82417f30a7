"""Changes of facilities and gates, and who checks at which gate; `write_…` work inside the caller's transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from aigis.apps.audit.actions import EntryDraft, append
from aigis.apps.facilities.actions import LONGEST_NAME, LONGEST_PLAN
from aigis.apps.facilities.models import Facility, Gate, GateAssignment, Port
from aigis.apps.facilities.queries import assigned_gates_cache, gate_cache
from aigis.apps.people.models import ApiClient, User
from aigis.core.access.permissions import Actor
from aigis.core.audit.event_names import Event
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.translations import clean_texts
from aigis.core.values import GateCode

Changes = Mapping[str, tuple[object, object]]  # column -> (before, after)


def write_port(locode: str, name: str, *, actor: Actor, at: datetime) -> None:
    """Adds a port or changes its name."""
    port = Port.objects.filter(locode=locode).first() or Port(locode=locode)
    before, port.name = port.name, name
    port.full_clean()
    port.save(update_fields=None if port.pk is None else ["name"])
    _record(locode, {"name": (before, name)}, actor=actor, at=at)


def write_facility_change(facility: Facility, changes: Changes, *, actor: Actor, at: datetime) -> None:
    """Changes the name, telephone, outage plans or organisation of a facility."""
    for column, (_, value) in changes.items():
        setattr(facility, column, value)
    facility.plans = clean_texts(facility.plans, longest=LONGEST_PLAN, field="plans")
    facility.full_clean()
    facility.save(update_fields=list(changes))
    gate_cache.clear()
    _record(facility.code, changes, actor=actor, at=at)


def write_gate(facility: Facility, name: str, names: Mapping[str, str], *, actor: Actor, at: datetime) -> Gate:
    """Adds a gate to a facility or changes its names for people."""
    code = GateCode.parse(f"{facility.code}/{name}")
    gate = Gate.objects.filter(facility=facility, name=code.name).first() or Gate(facility=facility, name=code.name)
    before, gate.names = gate.names, clean_texts(names, longest=LONGEST_NAME, field="names")
    gate.save(update_fields=None if gate.pk is None else ["names"])
    gate_cache.clear()
    _record(facility.code, {f"gate {name}": (before, gate.names)}, actor=actor, at=at)
    return gate


def write_assigned_gates(account: User | ApiClient, gates: Iterable[Gate], *, actor: Actor, at: datetime) -> None:
    """Replaces the gates of an account; none means all gates of its organisation.

    Raises:
        InvalidInput: a gate belongs to another organisation.
    """
    wanted = list(gates)
    if any(gate.facility.organisation_id != account.organisation_id for gate in wanted):
        raise InvalidInput("Choose gates of the organisation of this account.", field="gates")
    holder = {"user": account} if isinstance(account, User) else {"client": account}
    GateAssignment.objects.filter(**holder).delete()
    GateAssignment.objects.bulk_create(GateAssignment(gate=gate, **holder) for gate in wanted)
    key = f"{next(iter(holder))}:{account.pk}"
    assigned_gates_cache.clear()
    core = {"account": key, "gates": sorted(gate.code for gate in wanted)}
    append([EntryDraft(Event.PEOPLE_GATES_ASSIGNED, actor, at, core)])


def _record(facility: str, changes: Changes, *, actor: Actor, at: datetime) -> None:
    written = {column: [str(before or ""), str(after)] for column, (before, after) in changes.items()}
    append([EntryDraft(Event.FACILITY_CHANGED, actor, at, {"facility": facility, "changes": written})])


@transaction.atomic(durable=True)
def add_gate(facility: str, name: str, names: Mapping[str, str], *, actor: Actor, at: datetime) -> Gate:
    """Adds a gate to a facility; raises Conflict for a code that it has already."""
    row = Facility.objects.filter(code=facility).first()
    if row is None:
        raise NotFound("This code is not in the list.")
    if Gate.objects.filter(facility=row, name=name).exists():
        raise Conflict("The facility has a gate of this code already.")
    return write_gate(row, name, names, actor=actor, at=at)


@transaction.atomic(durable=True)
def name_gate(gate: Gate, names: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    """Gives a gate other names for people; its code stays."""
    write_gate(gate.facility, gate.name, names, actor=actor, at=at)


@transaction.atomic(durable=True)
def set_contact(facility: Facility, *, telephone: str, plans: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """Changes the telephone number and the outage plan that guards are shown."""
    wanted: dict[str, object] = {"pfso_phone": telephone, "plans": dict(plans)}
    changes = {
        name: (getattr(facility, name), value) for name, value in wanted.items() if getattr(facility, name) != value
    }
    if changes:
        write_facility_change(facility, changes, actor=actor, at=at)
