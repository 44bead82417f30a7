"""Finding gates, within sight."""

import time
from dataclasses import dataclass

from django.db.models import Prefetch

from aigis.apps.facilities.models import Facility, Gate, GateAssignment
from aigis.apps.people.models import ApiClient, User
from aigis.core.access.permissions import Actor, Role
from aigis.core.errors import NotFound, UnknownGate
from aigis.core.timed_cache import TimedCache
from aigis.core.values import GateCode

# Who stands at a gate sees only the gates of the own organisation; a badge issuer checks for any facility.
_OWN_ONLY = (Role.GUARD, Role.PFSO)
_REMEMBERED_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class GateFacts:
    """A gate as far as a check needs to know it."""

    id: int
    code: str
    port: str
    organisation: int


gate_cache: TimedCache[str, GateFacts] = TimedCache(seconds=_REMEMBERED_SECONDS, clock=time.monotonic)
assigned_gates_cache: TimedCache[str, frozenset[int]] = TimedCache(seconds=_REMEMBERED_SECONDS, clock=time.monotonic)


def gate(code: GateCode, *, actor: Actor) -> GateFacts:
    """The gate of a code; raises UnknownGate for one that is not there or out of the actor's sight."""
    facts = _facts(str(code))
    if facts is None or (actor.role in _OWN_ONLY and not _is_own(facts, actor)):
        raise UnknownGate(field="gate")
    return facts


def _is_own(facts: GateFacts, actor: Actor) -> bool:
    assigned = assigned_gates(actor)
    return facts.organisation == actor.organisation and (not assigned or facts.id in assigned)


def assigned_gates(actor: Actor) -> frozenset[int]:
    """The gates that were given to an account; none means all of its organisation. Asked again every few seconds."""
    known = assigned_gates_cache.get(actor.key)
    if known is not None or actor.kind not in ("user", "client"):
        return known or frozenset()
    rows = GateAssignment.objects.filter(**{actor.kind: int(actor.id)})
    return assigned_gates_cache.put(actor.key, frozenset(rows.values_list("gate", flat=True)))


def gates_of(actor: Actor) -> list[Gate]:
    """The gates an actor may check at, by facility and name."""
    rows = Gate.objects.select_related("facility__port").order_by("facility__code", "name")
    if actor.role not in _OWN_ONLY:
        return list(rows)
    assigned = assigned_gates(actor)
    own = rows.filter(facility__organisation=actor.organisation)
    return list(own.filter(pk__in=assigned) if assigned else own)


def facilities_of(actor: Actor) -> list[Facility]:
    """The facilities of the actor's organisation with their gates at hand, by code."""
    rows = Facility.objects.select_related("port").filter(organisation=actor.organisation).order_by("code")
    return list(rows.prefetch_related(Prefetch("gate_set", Gate.objects.order_by("name"))))


def gates_of_organisation(organisation: int) -> list[Gate]:
    """The gates of an organisation's facilities, by facility and name."""
    rows = Gate.objects.select_related("facility").filter(facility__organisation=organisation)
    return list(rows.order_by("facility__code", "name"))


def gates_of_facility(facility: Facility) -> list[Gate]:
    """The gates of a facility by name."""
    return list(Gate.objects.select_related("facility").filter(facility=facility).order_by("name"))


def any_gate(number: int) -> Gate:
    """One gate by its number; raises NotFound where there is none."""
    gate = Gate.objects.select_related("facility").filter(pk=number).first()
    if gate is None:
        raise NotFound("This gate does not exist.")
    return gate


def assigned_codes(account: User | ApiClient) -> list[str]:
    """The codes of the gates that were given to an account; none means all of its organisation."""
    rows = GateAssignment.objects.select_related("gate__facility")
    mine = rows.filter(user=account) if isinstance(account, User) else rows.filter(client=account)
    return sorted(row.gate.code for row in mine)


def _facts(code: str) -> GateFacts | None:
    facts = gate_cache.get(code)
    if facts is not None:
        return facts
    row = (
        Gate.objects.select_related("facility__port")
        .filter(facility__code=code.partition("/")[0], name=code.partition("/")[2])
        .first()
    )
    if row is None:
        return None
    return gate_cache.put(code, GateFacts(row.pk, row.code, row.facility.port.locode, row.facility.organisation_id))
