"""Holds every answer that the API gives in a test against its description.

A member that the description does not have, or one that is missing, fails the test that met it: either the shape in
`aigis.api.answers` is completed, or there is a reason to think again.
"""

import re
from functools import cache
from typing import Any

from django.test.client import Client
from pydantic import BaseModel, ValidationError

_LANES = re.compile(r"\{[^}]+\}")
_JSON = ("application/json", "application/problem+json")
_request = Client.request


def _held(self: Client, **request: Any) -> Any:
    response = _request(self, **request)
    path, method = request.get("PATH_INFO", ""), request.get("REQUEST_METHOD", "GET")
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if path.startswith("/api/v1/") and kind in _JSON and response.content:
        _hold(f"{method} {path}", response.status_code, response.content)
    return response


def _hold(address: str, status: int, content: bytes) -> None:
    from aigis.api.answers.answer_base import Problem

    shape = Problem if status >= 400 else _shape(address, status)
    try:
        shape.model_validate_json(content)
    except ValidationError as wrong:
        raise AssertionError(f"{address} answered {status}, which its description does not know: {wrong}") from None


def _shape(address: str, status: int) -> type[BaseModel]:
    from aigis.api.description import ANSWERS

    name = next((name for pattern, name in _addresses() if pattern.fullmatch(address)), "")
    assert status in ANSWERS.get(name, {}), f"the description does not know the answer {status} of {address} ({name})"
    return ANSWERS[name][status]


@cache
def _addresses() -> list[tuple[re.Pattern[str], str]]:
    """Patterns of all operations, those with the fewest placeholders first."""
    from aigis.api.api import api
    from aigis.api.description import operation_name, operations

    described = [(text, operation["operationId"]) for text, operation in operations(api.get_openapi_schema())]
    described.sort(key=lambda pair: len(_LANES.findall(pair[0])))
    return [(re.compile(_pattern(text)), operation_name(name)) for text, name in described]


def _pattern(text: str) -> str:
    return "[^/]+".join(re.escape(part) for part in _LANES.split(text))


Client.request = _held  # type: ignore[method-assign]
