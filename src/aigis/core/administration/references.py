"""Checks an `aigis admin apply` file against itself and the installation: codes exist, roles and gates fit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aigis.core.access.identities import OF_KEYS
from aigis.core.access.permissions import ROLES_OF, Role
from aigis.core.administration.records import (
    AuthorityRecord,
    ClientRecord,
    DeskRecord,
    FacilityRecord,
    FileFault,
    Located,
    OrganisationRecord,
    PersonRecord,
    PortRecord,
)
from aigis.core.checks.alert_routing import DeskKind

T = TypeVar("T")
_NO_ORGANISATION = "There is no organisation '{}'. Add an [[organisation]] first."

# Who checks at gates of the own organisation only; a badge issuer checks for any facility.
OWN_GATES = (Role.GUARD, Role.PFSO)


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What the installation holds: kinds of organisations, organisations of gates and facilities, and ports."""

    kinds: Mapping[str, str]  # by code of the organisation
    gates: Mapping[str, str]  # organisation by code of the gate
    ports: frozenset[str]

    def with_records(self, records: Sequence[Located]) -> "KnownCodes":
        """Returns what will be known once the records are carried out."""
        organisations = _of(records, OrganisationRecord)
        facilities = _of(records, FacilityRecord)
        gates = {f"{row.code}/{gate.code}": row.organisation for row in facilities for gate in row.gates}
        ports = {row.code for row in _of(records, PortRecord)} | {row.code[:5] for row in facilities}
        kinds = {row.code: row.kind for row in organisations}
        return KnownCodes({**self.kinds, **kinds}, {**self.gates, **gates}, self.ports | ports)


def find_faults(records: Sequence[Located], known: KnownCodes) -> list[FileFault]:
    """Returns the faults of records that are sound by themselves, by line."""
    after = known.with_records(records)
    faults = [*_repeated(records), *_changed_kinds(records, known)]
    for located in records:
        faults += _unknown_organisation(located, after)
        faults += _wrong_role(located, after)
        faults += _wrong_gates(located, after)
        faults += _wrong_desk(located, after)
        faults += _wrong_offices(located, after)
    return sorted(faults, key=lambda fault: fault.line)


def _repeated(records: Sequence[Located]) -> Iterator[FileFault]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for located in records:
        record, key = located.record, _naming_key(located)
        home = record.organisation if isinstance(record, ClientRecord) else ""
        name = (located.table, home, str(getattr(record, key)))
        counts[name] += 1
        if counts[name] > 1:
            yield located.fault(key, f"'{name[2]}' is in the file twice. Remove one of the two.")


def _naming_key(located: Located) -> str:
    return {"person": "username", "client": "name"}.get(located.table, "code")


def _changed_kinds(records: Sequence[Located], known: KnownCodes) -> Iterator[FileFault]:
    for located in records:
        record = located.record
        if isinstance(record, OrganisationRecord) and known.kinds.get(record.code, record.kind) != record.kind:
            kind = known.kinds[record.code]
            yield located.fault("kind", f"'{record.code}' is of kind '{kind}', which stays. Add another organisation.")


def _unknown_organisation(located: Located, known: KnownCodes) -> Iterator[FileFault]:
    organisation = getattr(located.record, "organisation", None)
    if organisation is not None and organisation not in known.kinds:
        yield located.fault(
            "organisation", f"There is no organisation '{organisation}'. Add an [[organisation]] first."
        )


def _wrong_role(located: Located, known: KnownCodes) -> Iterator[FileFault]:
    record = located.record
    if not isinstance(record, PersonRecord | ClientRecord) or record.organisation not in known.kinds:
        return
    kind = known.kinds[record.organisation]
    if isinstance(record, PersonRecord) and record.role in OF_KEYS:
        yield located.fault("role", "This role is for API clients alone. Give another.")
    elif record.role not in ROLES_OF[kind]:
        offered = ", ".join(sorted(ROLES_OF[kind]))
        yield located.fault("role", f"An organisation of kind '{kind}' has no {record.role}. Give one of: {offered}.")


def _wrong_gates(located: Located, known: KnownCodes) -> Iterator[FileFault]:
    record = located.record
    if not isinstance(record, PersonRecord | ClientRecord):
        return
    for gate in record.gates:
        if gate not in known.gates:
            yield located.fault("gates", f"There is no gate '{gate}'. Add it to its [[facility]].")
        elif record.role not in OWN_GATES:
            yield located.fault("gates", f"Only a guard and a PFSO have gates, a {record.role} has none. Remove them.")
        elif known.gates[gate] != record.organisation:
            yield located.fault("gates", f"Gate '{gate}' belongs to '{known.gates[gate]}'. Give gates of one's own.")


def _wrong_desk(located: Located, known: KnownCodes) -> Iterator[FileFault]:
    record = located.record
    if not isinstance(record, DeskRecord):
        return
    kind = record.kind or known.kinds.get(record.organisation, "")
    if kind and kind not in tuple(DeskKind):
        yield located.fault(
            "organisation", "Only a prosecutor's office and a police force have desks. Give one of these."
        )
    for port in record.ports:
        if port not in known.ports:
            yield located.fault("ports", f"There is no port '{port}'. Add a [[port]] or a [[facility]] of it first.")
    if record.webhook and not record.secret:
        yield located.fault("webhook", "A webhook needs a secret that signs its messages. Add the key 'secret'.")
    if not record.mailbox and not record.webhook:
        yield located.fault("mailbox", "This desk would not hear of an alert. Give it a mailbox or a webhook.")


def _wrong_offices(located: Located, known: KnownCodes) -> Iterator[FileFault]:
    record = located.record
    if not isinstance(record, AuthorityRecord):
        return
    for key in ("office", "prosecutor"):
        code = getattr(record, key)
        if code and code not in known.kinds:
            yield located.fault(key, _NO_ORGANISATION.format(code))


def _of(records: Iterable[Located], kind: type[T]) -> list[T]:
    return [located.record for located in records if isinstance(located.record, kind)]
