"""What is asked: identity details as given, for a gate and a purpose."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aigis import wiring
from aigis.apps.checks.models import Check
from aigis.apps.facilities.queries import GateFacts
from aigis.core.access.permissions import Actor
from aigis.core.checks import judgements
from aigis.core.checks.alert_routing import DRILL
from aigis.core.crypto.canonical_json import canonical
from aigis.core.person.identity import require_identity
from aigis.core.person.person import Person
from aigis.core.values import Purpose, Reason, RequestKey, Verdict


@dataclass(frozen=True, slots=True)
class Query:
    """One question about one person. `occasion` is given where a hit must be told once only (a roster entry)."""

    person: Person
    gate: GateFacts
    purpose: Purpose
    actor: Actor
    request_key: RequestKey | None = None
    note: str = ""
    source: str = "gate"
    occasion: str = ""

    def __post_init__(self) -> None:
        require_identity(self.person, field="person")

    @property
    def digest(self) -> bytes:
        """SHA-256 over what was asked: tells a retry from another question under the same request key."""
        content = [self.person.to_dict(), self.gate.code, self.purpose.value, self.note]
        return hashlib.sha256(canonical(content)).digest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check answers; nothing here tells what the register holds. `drill`: a test identity was asked about."""

    id: UUID
    verdict: Verdict
    reason: Reason
    checked_at: datetime
    register_version: int
    drill: bool = False

    @classmethod
    def of(cls, row: Check) -> "Answer":
        """The answer that a stored check gave."""
        drill = row.source == DRILL
        return cls(row.pk, Verdict(row.verdict), Reason(row.reason), row.checked_at, row.register_version, drill)


def identity_code(person: Person) -> bytes:
    """The keyed code of an asked identity: equal or not, readable by nobody."""
    return wiring.keyring().mac("checks.identity", canonical(judgements.identity(person)))
