"""Asking the API as a client does."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from aigis.core.access.permissions import Role
from tests.world import GATE, STRANGER_IN, World

CHECKS = "/api/v1/checks"
DECIDED = datetime.now(UTC).date() - timedelta(days=21)


def check_in(**changed: Any) -> dict[str, Any]:
    """A sound body of a check; every field may be given otherwise, or left out as `None`."""
    body = {"gate": GATE, "purpose": "visitor", "person": STRANGER_IN} | changed
    return {name: value for name, value in body.items() if value is not None}


def ban_in(**changed: Any) -> dict[str, Any]:
    """A sound body of a ban."""
    body = {
        "person": {"family_name": "Vandenbroucke", "given_names": "Zoltan", "birth_date": "1981-04-03"},
        "kind": "penalty",
        "authority": "corr-antwerpen",
        "decision_date": f"{DECIDED}",
        "ground": {"legal_basis": "art. 3", "case_reference": "AN 12/345"},
        "starts_on": f"{DECIDED + timedelta(days=1)}",
        "ends_on": f"{DECIDED + timedelta(days=3_650)}",
    } | changed
    return body


def lookup_in(**changed: Any) -> dict[str, Any]:
    """A sound body of a look-up."""
    return {"purpose": "control", "case_reference": "PV 7/26", "person": STRANGER_IN} | changed


def encoded(body: Any) -> bytes:
    """The bytes of a body: as they are, or as JSON."""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def ask(world: World, role: Role, method: str, path: str, body: Any = None, **options: Any) -> Any:
    """One request by a role's API client; `organisation` names another home, `headers` adds headers."""
    headers = world.bearer(role, options.pop("organisation", "")) | options.pop("headers", {})
    data = b"" if body is None else encoded(body)
    return Client().generic(method, path, data, content_type="application/json", headers=headers)


def change_in(**changed: Any) -> dict[str, Any]:
    """A sound body of what most changes need: why, and by which decision."""
    return {"reason": "as the court decided", "decision_date": f"{DECIDED}"} | changed


def asked(world: World, role: Role, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
    """The status and the JSON of one request."""
    answer = ask(world, role, method, path, body, **options)
    return answer.status_code, json.loads(answer.content) if answer.content else None


def sent(key: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """One request with a bearer key; a header's dashes are written as underscores."""
    given = {name.replace("_", "-"): value for name, value in headers.items()} | {"Authorization": f"Bearer {key}"}
    data = b"" if body is None else encoded(body)
    return Client().generic(method, path, data, content_type="application/json", headers=given)
