"""Where an account stands at this moment, and stood when it proposed something, as approvals need to know it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from aigis import wiring
from aigis.apps.people.models import ApiClient, User
from aigis.core.access.approval import Placement
from aigis.core.access.permissions import Actor, Role
from aigis.core.errors import NotAllowed
from aigis.core.person.numbers import national_number as normalised


def person_code(national_number: str) -> bytes:
    """The keyed code under which an account's human being is known; raises WrongCheckDigit for a number misread."""
    return wiring.keyring().mac("people.person", normalised(national_number).encode())


def placement(actor: Actor) -> Placement | None:
    """Where an actor's account stands now; None where it is closed or never was one."""
    return of_key(actor.key)


def of_key(key: str) -> Placement | None:
    """Where the account of a key like `user:5` stands now; None where it is closed or never was one."""
    return _found(key, User.objects.filter(is_active=True), ApiClient.objects.filter(revoked_at=None))


def last_of_key(key: str) -> Placement | None:
    """Where an account stands, or stood when it was closed: what somebody did stays theirs. None where it never was."""
    return _found(key, User.objects.all(), ApiClient.objects.all())


def proposing_placement(actor: Actor) -> Placement:
    """Where an account stands that proposes something; NotAllowed where it could never be part of an approval."""
    position = placement(actor)
    if position is None or not position.person or not position.unit:
        raise NotAllowed("Your account has no person and unit. Ask your administrator.")
    return position


def written(stood: Placement) -> dict[str, object]:
    """A placement as a proposal keeps it, in JSON."""
    return {**asdict(stood), "since": stood.since.isoformat()}


def as_written(stored: Mapping[str, Any]) -> Placement:
    """The placement that `written` wrote."""
    return Placement(**{**stored, "role": Role(stored["role"]), "since": datetime.fromisoformat(stored["since"])})


def _found(key: str, users: QuerySet[User], clients: QuerySet[ApiClient]) -> Placement | None:
    kind, _, number = key.partition(":")
    if not number.isdecimal():
        return None
    if kind == "user":
        return _of_user(key, users.filter(pk=int(number)).first())
    if kind == "client":
        return _of_client(key, clients.filter(pk=int(number)).first())
    return None


def _of_user(key: str, user: User | None) -> Placement | None:
    if user is None or user.organisation_id is None or not user.role:
        return None
    since = user.placed_at or user.date_joined
    return Placement(key, _hex(user.person_code), Role(user.role), user.organisation_id, user.unit, since)


def _of_client(key: str, client: ApiClient | None) -> Placement | None:
    if client is None:
        return None
    code, role = _hex(client.person_code), Role(client.role)
    return Placement(key, code, role, client.organisation_id, client.unit, client.created_at)


def _hex(code: bytes | memoryview | None) -> str:
    return bytes(code).hex() if code else ""
