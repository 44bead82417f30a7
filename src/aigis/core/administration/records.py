"""The rows of an `aigis admin apply` file: organisations, facilities, gates, desks, authorities, people and clients."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanKind


@dataclass(frozen=True, slots=True)
class FileFault:
    """Something wrong in the file: the line, the key as written there, and a sentence that says what to do."""

    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.key}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """An organisation, known by its code."""

    code: str
    name: str
    kind: str
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class PortRecord:
    """A port by its UN/LOCODE without blank; one that only a facility names gets its code for a name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class GateRecord:
    """A gate of a facility: `code` is its part behind the slash, `names` are for people, by language."""

    code: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FacilityRecord:
    """A port facility with its gates."""

    code: str
    organisation: str
    name: str
    gates: tuple[GateRecord, ...]
    telephone: str = ""
    plans: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeskRecord:
    """A desk that receives alerts; no ports means all of them, no kind that of its organisation."""

    code: str
    organisation: str
    name: str = ""
    kind: str = ""
    mailbox: str = ""
    ports: tuple[str, ...] = ()
    webhook: str = ""
    secret: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class AuthorityRecord:
    """A court or judge that imposes bans; `office` answers for its bans, `prosecutor` is notified."""

    code: str
    names: Mapping[str, str]
    kind: BanKind = BanKind.PENALTY
    mailbox: str = ""
    office: str = ""
    prosecutor: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person who signs in; the invitation goes to `email`."""

    username: str
    organisation: str
    role: Role
    gates: tuple[str, ...] = ()
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    unit: str = ""
    national_number: str = ""
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """An API client, known by its organisation and name; without a last day its key is valid for a year."""

    name: str
    organisation: str
    role: Role
    gates: tuple[str, ...] = ()
    expires_on: date | None = None
    unit: str = ""
    national_number: str = ""
    networks: tuple[str, ...] = ()


Record = OrganisationRecord | PortRecord | FacilityRecord | DeskRecord | AuthorityRecord | PersonRecord | ClientRecord


@dataclass(frozen=True, slots=True)
class Located:
    """A record with the place of its table in the file: the number of the table and the lines of its keys."""

    table: str
    record: Record
    lines: Mapping[str, int]

    def fault(self, key: str, sentence: str) -> FileFault:
        """Returns a fault of one key of this table."""
        return FileFault(self.lines.get(key, self.lines[""]), f"{self.table}.{key}", sentence)
