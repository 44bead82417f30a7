"""The small closed vocabularies and value types that every room shares."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aigis.core.errors import InvalidInput


class Verdict(StrEnum):
    """What a check says. There is no fourth member: no answer is an error, never a verdict."""

    CLEAR = "clear"
    DENIED = "denied"
    REFER = "refer"


class Reason(StrEnum):
    """Why a verdict came out: the closed list a caller may see. It never tells what the register holds."""

    NO_MATCH = "no_match"
    MATCH = "match"
    COMPARE_PERSON = "compare_person"
    NOT_ENOUGH_TO_TELL = "not_enough_to_tell"


class Purpose(StrEnum):
    """Why somebody is checked at a gate."""

    VISITOR = "visitor"
    EMPLOYEE = "employee"
    BADGE = "badge"
    DRIVER = "driver"
    CREW = "crew"
    CONTRACTOR = "contractor"
    OTHER = "other"


_FACILITY = re.compile(r"[A-Z]{2}[A-Z2-9]{3}-[0-9]{4}")
_GATE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True)
class GateCode:
    """A gate as written in addresses and by clients: `BEANR-0001/main` (UN/LOCODE, four digits, the gate's name)."""

    facility: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "GateCode":
        """Reads `FACILITY/name`; raises InvalidInput on any other form."""
        facility, _, name = text.partition("/")
        if not _FACILITY.fullmatch(facility) or not _GATE.fullmatch(name):
            raise InvalidInput("Write a gate as BEANR-0001/main.", field="gate")
        return cls(facility, name)

    def __str__(self) -> str:
        return f"{self.facility}/{self.name}"


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open stretch of time: `start` belongs to it, `end` does not; no end means until lifted."""

    start: datetime
    end: datetime | None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise InvalidInput("The end must come after the start.", field="ends_on")

    def contains(self, at: datetime) -> bool:
        """Tells whether the instant belongs to the period."""
        return self.start <= at and (self.end is None or at < self.end)


_REQUEST_KEY = re.compile(r"[\x21-\x7e]{1,128}")


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The caller's key that makes a retry harmless: 1 to 128 visible ASCII characters."""

    text: str

    def __post_init__(self) -> None:
        if not _REQUEST_KEY.fullmatch(self.text):
            raise InvalidInput("An Idempotency-Key has 1 to 128 visible ASCII characters.", field="Idempotency-Key")
