"""Each call of the API as a value: what is sent and how the answer is read. Both clients send the same calls."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx

from aigis_client import answers
from aigis_client.answers import Json
from aigis_client.errors import NoAnswer, Refused
from aigis_client.persons import PersonLike, person_dict
from aigis_client.verdicts import CheckAnswer

T = TypeVar("T")
MOST_ITEMS = 1_000
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request and the reader of its answer, the same however often it is sent. `once`: it is not sent again."""

    method: str
    path: str
    read: Callable[[Json], T]
    body: Any = None
    params: Mapping[str, str | int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    raw: Callable[[httpx.Response], T] | None = None
    once: bool = False

    def request(self, http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """Builds the request."""
        content, headers = self.content, dict(self.headers)
        if self.body is not None:
            content = json.dumps(self.body, ensure_ascii=False, allow_nan=False).encode()
            headers.setdefault("Content-Type", "application/json")
        return http.build_request(self.method, self.path, params=dict(self.params), content=content, headers=headers)

    def answer(self, response: httpx.Response) -> T:
        """Reads an answer; raises Refused for a problem and NoAnswer for what cannot be read."""
        if not response.is_success:
            raise _error(response)
        try:
            return self.raw(response) if self.raw else self.read(response.json() if response.content else {})
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as wrong:
            raise NoAnswer(f"an answer of another shape, {type(wrong).__name__}") from wrong


def _error(response: httpx.Response) -> NoAnswer | Refused:
    """The error of a response that is none: 4xx is a refusal, everything else no answer."""
    try:
        problem = response.json()
        code = problem["code"]
    except (KeyError, TypeError, ValueError):
        return NoAnswer(f"status {response.status_code}")
    if 400 <= response.status_code < 500 and response.status_code not in (408, 425, 429):
        return Refused(problem, status=response.status_code)
    return NoAnswer(f"status {response.status_code}, {code}")


def require_safe(url: str) -> str:
    """Returns the base of an address; raises ValueError unless it is https, or this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return url.rstrip("/")
    raise ValueError("Persons are sent over https only. Give an address like https://aigis.example.")


def keyed_headers(key: str | None) -> dict[str, str]:
    """Returns the header of an idempotency key, a new one unless the caller has its own."""
    return {"Idempotency-Key": key or str(uuid4())}


def path_segment(text: str) -> str:
    """Returns a reference as it is written within a path."""
    if text in ("", ".", ".."):
        raise ValueError("A reference must not be empty or dots.")
    return quote(text, safe="")


def require_count(items: Sequence[object]) -> None:
    """Raises ValueError where there are none, or more than the API takes at once."""
    if not 1 <= len(items) <= MOST_ITEMS:
        raise ValueError(f"Send 1 to {MOST_ITEMS} items at once.")


def _about(person: PersonLike | None, mrz: Sequence[str] | None, badge: str | None) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    if person is not None:
        sent["person"] = person_dict(person)
    if mrz is not None:
        sent["mrz"] = list(mrz)
    if badge is not None:
        sent["badge"] = badge
    if len(sent) != 1:
        raise ValueError("Give one of person, mrz and badge.")
    return sent


@dataclass(frozen=True, slots=True)
class CheckItem:
    """An item of a batch of checks, under the caller's own reference."""

    ref: str
    person: PersonLike | None = None
    mrz: Sequence[str] | None = None
    badge: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Returns the item as the API takes it."""
        return {"ref": self.ref, **_about(self.person, self.mrz, self.badge)}


def check(
    gate: str,
    purpose: str,
    person: PersonLike | None,
    mrz: Sequence[str] | None,
    badge: str | None,
    note: str,
    key: str | None,
) -> Call[CheckAnswer]:
    """Checks one person."""
    body = {"gate": gate, "purpose": purpose, **_about(person, mrz, badge), **({"note": note} if note else {})}
    return Call("POST", "/api/v1/checks", answers.read_check, body, headers=keyed_headers(key))


def check_items(gate: str, purpose: str, items: Sequence[CheckItem], key: str | None) -> Call[list[answers.ItemAnswer]]:
    """Checks up to 1,000 people."""
    require_count(items)
    refs = [item.ref for item in items]

    def read(data: Json) -> list[answers.ItemAnswer]:
        results = answers.read_items(answers.read_item)(data)
        if [result.ref for result in results] != refs:
            raise NoAnswer("the answers are not those of the items sent")
        return results

    body = {"gate": gate, "purpose": purpose, "items": [item.to_dict() for item in items]}
    return Call("POST", "/api/v1/checks/batch", read, body, headers=keyed_headers(key))


def report_outcome(check_id: str, outcome: str, key: str | None) -> Call[Json]:
    """Reports what happened after a check."""
    path = f"/api/v1/checks/{path_segment(check_id)}/outcome"
    return Call("POST", path, answers.read_json, {"outcome": outcome}, headers=keyed_headers(key))


def receipt(check_id: str, wait: int) -> Call[bytes | None]:
    """Fetches the receipt of a check; None while it is not sealed yet."""
    return Call(
        "GET",
        f"/api/v1/checks/{path_segment(check_id)}/receipt",
        lambda data: None,
        headers={"Prefer": f"wait={wait}"},
        raw=lambda response: response.content if response.status_code == 200 else None,
    )
