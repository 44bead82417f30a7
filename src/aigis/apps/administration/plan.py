"""Compares the records of a file with what the installation holds and returns the steps between the two."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from aigis.apps.administration.account_steps import plan_client, plan_person
from aigis.apps.administration.steps import CarryOut, Changes, Step, differences
from aigis.apps.alerts import actions as alerts
from aigis.apps.alerts.desk_changes import write_desk_change
from aigis.apps.alerts.models import Desk
from aigis.apps.facilities import changes as facility_changes
from aigis.apps.facilities.actions import FacilityDraft, write_facilities
from aigis.apps.facilities.models import Facility, Gate, Port
from aigis.apps.people.actions import write_organisation
from aigis.apps.people.changes import write_organisation_change
from aigis.apps.people.models import Organisation
from aigis.apps.register.authorities import AuthorityDraft, write_authorities, write_authority_change
from aigis.apps.register.models import Authority
from aigis.core.access.permissions import Actor
from aigis.core.administration.records import (
    AuthorityRecord,
    ClientRecord,
    DeskRecord,
    FacilityRecord,
    Located,
    OrganisationRecord,
    PersonRecord,
    PortRecord,
)
from aigis.core.administration.references import KnownCodes
from aigis.core.checks.alert_routing import DeskKind


def known_codes() -> KnownCodes:
    """Returns the codes that the installation holds, for the checks of a file's references."""
    gates = Gate.objects.select_related("facility__organisation")
    return KnownCodes(
        dict(Organisation.objects.values_list("code", "kind")),
        {gate.code: gate.facility.organisation.code for gate in gates},
        frozenset(Port.objects.values_list("locode", flat=True)),
    )


def plan_steps(records: Iterable[Located]) -> list[Step]:
    """Returns the steps for the records that differ, in the order of the file's tables."""
    return [step for located in records for step in _PLANNERS[type(located.record)](located.record)]


def _organisation(record: OrganisationRecord) -> list[Step]:
    row = Organisation.objects.filter(code=record.code).first()
    if row is None:
        fresh = Organisation(code=record.code, name=record.name, kind=record.kind, mailbox=record.mailbox)
        return [Step("add", "organisation", record.code, lambda by, at, _: write_organisation(fresh, actor=by, at=at))]
    changes = differences(
        {"name": row.name, "mailbox": row.mailbox}, {"name": record.name, "mailbox": record.mailbox or row.mailbox}
    )
    return _change(
        "organisation", record.code, changes, lambda by, at, _: write_organisation_change(row, changes, actor=by, at=at)
    )


def _port(record: PortRecord) -> list[Step]:
    row = Port.objects.filter(locode=record.code).first()
    if row is not None and row.name == record.name:
        return []
    verb, before = ("change", row.name) if row else ("add", "")
    changes = {"name": (before, record.name)} if row else {}
    return [Step(verb, "port", record.code, _port_writer(record), changes)]


def _port_writer(record: PortRecord) -> CarryOut:
    return lambda by, at, _: facility_changes.write_port(record.code, record.name, actor=by, at=at)


def _facility(record: FacilityRecord) -> list[Step]:
    row = Facility.objects.select_related("organisation").filter(code=record.code).first()
    if row is None:
        return [Step("add", "facility", record.code, lambda by, at, _: _add_facility(record, by, at))]
    wanted: dict[str, object] = {"name": record.name, "pfso_phone": record.telephone or row.pfso_phone}
    wanted |= {"plans": dict(record.plans) or row.plans, "organisation": record.organisation}
    present: dict[str, object] = {name: getattr(row, name) for name in ("name", "pfso_phone", "plans")}
    changes = differences({**present, "organisation": row.organisation.code}, wanted)
    steps = _change("facility", record.code, changes, lambda by, at, _: _change_facility(row, changes, by, at))
    return [*steps, *_gates(record, row)]


def _gates(record: FacilityRecord, facility: Facility) -> list[Step]:
    present = {gate.name: gate.names for gate in Gate.objects.filter(facility=facility)}
    steps = []
    for gate in record.gates:
        names = dict(gate.names)
        if present.get(gate.code) == names:
            continue
        known = gate.code in present
        changes = {"names": (present[gate.code], names)} if known else {}
        write = _gate_writer(facility, gate.code, names)
        steps.append(Step("change" if known else "add", "gate", f"{record.code}/{gate.code}", write, changes))
    return steps


def _gate_writer(facility: Facility, code: str, names: Mapping[str, str]) -> CarryOut:
    return lambda by, at, _: facility_changes.write_gate(facility, code, names, actor=by, at=at)


def _add_facility(record: FacilityRecord, by: Actor, at: datetime) -> None:
    draft = FacilityDraft(
        record.code,
        record.name,
        Organisation.objects.get(code=record.organisation).pk,
        tuple(gate.code for gate in record.gates),
        record.telephone,
        gate_names={gate.code: gate.names for gate in record.gates},
        plans=record.plans,
    )
    write_facilities([draft], ports={record.code[:5]: record.code[:5]}, actor=by, at=at)


def _change_facility(row: Facility, changes: Changes, by: Actor, at: datetime) -> None:
    named = dict(changes)
    if "organisation" in named:
        before, after = named["organisation"]
        named["organisation"] = (before, Organisation.objects.get(code=after))
    facility_changes.write_facility_change(row, named, actor=by, at=at)


def _desk(record: DeskRecord) -> list[Step]:
    row = Desk.objects.filter(code=record.code).first()
    if row is None:
        return [Step("add", "desk", record.code, lambda by, at, _: _add_desk(record, by, at))]
    present: dict[str, object] = {name: getattr(row, name) for name in ("name", "mailbox", "webhook", "language")}
    present["ports"] = tuple(sorted(row.ports.values_list("locode", flat=True)))
    wanted: dict[str, object] = {
        name: getattr(record, name) or present[name] for name in ("name", "mailbox", "language")
    }
    wanted |= {"webhook": record.webhook or row.webhook, "ports": tuple(sorted(record.ports))}
    changes = dict(differences(present, wanted))
    if record.secret and record.secret != alerts.desk_secret(row):
        changes["secret"] = ("(secret)", "(another secret)")
    return _change(
        "desk",
        record.code,
        changes,
        lambda by, at, _: write_desk_change(row, changes, actor=by, at=at, secret=record.secret),
    )


def _add_desk(record: DeskRecord, by: Actor, at: datetime) -> None:
    organisation = Organisation.objects.get(code=record.organisation)
    draft = alerts.DeskDraft(
        record.code,
        record.name or organisation.name,
        DeskKind(record.kind or organisation.kind),
        organisation.pk,
        record.ports,
        record.mailbox,
        record.webhook,
        record.secret,
        record.language or "nl",
    )
    alerts.write_desk(draft, actor=by, at=at)


def _authority(record: AuthorityRecord) -> list[Step]:
    row = Authority.objects.select_related("office", "prosecutor").filter(code=record.code).first()
    if row is None:
        names = dict(record.names)
        draft = AuthorityDraft(record.code, record.kind, names, record.mailbox, record.office, record.prosecutor)
        return [Step("add", "authority", record.code, lambda by, at, _: write_authorities([draft], actor=by, at=at))]
    columns = [*(f"name_{language}" for language in record.names), "mailbox"]
    present: dict[str, object] = {column: getattr(row, column) for column in columns}
    present |= {key: office.code if (office := getattr(row, key)) else "" for key in ("office", "prosecutor")}
    wanted: dict[str, object] = {f"name_{language}": name for language, name in record.names.items()}
    wanted |= {key: getattr(record, key) or present[key] for key in ("mailbox", "office", "prosecutor")}
    changes = differences(present, wanted)
    return _change("authority", record.code, changes, lambda by, at, _: _change_authority(row, changes, by, at))


def _change_authority(row: Authority, changes: Changes, by: Actor, at: datetime) -> None:
    named = dict(changes)
    for key in ("office", "prosecutor"):
        if key in named:
            named[key] = (named[key][0], Organisation.objects.get(code=named[key][1]))
    write_authority_change(row, named, actor=by, at=at)


def _change(table: str, name: str, changes: Changes, carry_out: CarryOut) -> list[Step]:
    return [Step("change", table, name, carry_out, changes)] if changes else []


_PLANNERS: Mapping[type, Callable[[Any], list[Step]]] = {
    OrganisationRecord: _organisation,
    PortRecord: _port,
    FacilityRecord: _facility,
    DeskRecord: _desk,
    AuthorityRecord: _authority,
    PersonRecord: plan_person,
    ClientRecord: plan_client,
}
