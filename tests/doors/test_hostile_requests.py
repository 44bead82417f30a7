"""Requests made up from the API's own description: whatever comes, the answer is never a fault of ours."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from aigis.api.api import api
from aigis.core.access.permissions import Role
from tests.doors.test_access_matrix import OPERATIONS
from tests.world import World

_EXAMPLES = 5  # for each operation; a longer run is a matter of this number
Case = schemathesis.Case[Any]
# A role that may use the operation, so that requests get past the lock.
_ROLES = {
    "/checks/{check}/judgement": Role.PFSO,
    "/checks": Role.GUARD,
    "/bans": Role.REGISTRAR,
    "/proposals": Role.APPROVER,
    "/subjects/{subject}/detentions": Role.PRISON,
    "/subjects": Role.REGISTRAR,
    "/detentions": Role.PRISON,
    "/lists": Role.APPROVER,
    "/subscriptions": Role.REGISTRAR,
    "/authorities": Role.REGISTRAR,
    "/lookups": Role.OFFICER,
    "/reminders": Role.REGISTRAR,
    "/alerts": Role.DESK,
    "/rosters": Role.BADGE_ISSUER,
    "/screenings": Role.BADGE_ISSUER,
    "/announcements": Role.PFSO,
    "/client": Role.GUARD,
}


def role_of(path: str) -> Role:
    return next(role for start, role in _ROLES.items() if path.startswith(start))


def in_short(case: Case, status: int) -> str:
    return f"{status} {case.method} {case.path} {case.query} {case.body!r}"[:300]


def test_no_request_made_up_from_the_description_is_a_fault_of_ours(world: World) -> None:
    world.roster()
    schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
    bearers = {role: world.bearer(role) for role in set(_ROLES.values())}
    faults: list[str] = []
    sent = 0

    def sender(role: Role) -> Callable[[Case], None]:
        def send(case: Case) -> None:
            nonlocal sent
            sent += 1
            status = _sent(case, bearers[role])
            if status >= 500:
                faults.append(in_short(case, status))

        return send

    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        role = role_of(operation.path.removeprefix("/api/v1"))
        limits = settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            try:
                strategy = operation.as_strategy(generation_mode=mode)
                limits(given(case=strategy)(sender(role)))()
            except schemathesis.errors.SchemathesisError:
                continue  # nothing wrong can be made up for an operation without parameters
    assert faults == []
    assert sent > len(OPERATIONS) * _EXAMPLES


def _sent(case: Case, bearer: dict[str, str]) -> int:
    request = case.as_transport_kwargs(base_url="http://testserver")
    prepared = requests.Request(**{name: request.get(name) for name in ("method", "url", "params", "json", "data")})
    ready = prepared.prepare()
    body = ready.body or b""
    return (
        Client(raise_request_exception=False)
        .generic(
            case.method,
            ready.path_url,
            body.encode() if isinstance(body, str) else body,
            content_type=str(ready.headers.get("Content-Type", "application/json")),
            headers=bearer,
        )
        .status_code
    )


@pytest.mark.usefixtures("world")
@given(body=st.binary(max_size=200))
@settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_no_bytes_at_all_are_a_fault_of_ours(body: bytes) -> None:
    assert Client().generic("POST", "/api/v1/checks", body).status_code == 401
