"""Asks the API about many people at once; what is not surely an answer is an error, never a verdict."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from aigis.core.errors import NoAnswer
from aigis.core.values import Verdict

_PARTS = ("id", "verdict", "reason", "checked_at", "instruction", "receipt")
_TRY_AGAIN = (429, 500, 502, 503, 504)
_PAUSE = 1.0  # seconds before the first new try, doubled with each
_NOT_WHOLE = "The server's answer for this row is not whole. It was not checked."
_MISSING = "The server did not answer for this row. It was not checked."


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """What the API said about one person."""

    verdict: Verdict
    reason: str
    reference: str
    checked_at: str


@dataclass(frozen=True, slots=True)
class Batches:
    """Where and for what is asked; `tries` is how often a batch is sent before it is given up."""

    client: httpx.Client
    gate: str
    purpose: str
    tries: int

    def ask(self, persons: Mapping[str, dict[str, Any]], *, request_key: str) -> dict[str, ApiAnswer | str]:
        """Asks about at most 1,000 people; gives an answer or a sentence of error for each reference.

        Raises NoAnswer where asking about others would not fare better.
        """
        items = [{"ref": ref, "person": person} for ref, person in persons.items()]
        body = {"gate": self.gate, "purpose": self.purpose, "items": items}
        response = self._post(body, request_key)
        found = _json(response)
        if response.status_code == httpx.codes.OK and isinstance(found.get("items"), list):
            answers = {str(item.get("ref")): _answer(item) for item in found["items"] if isinstance(item, dict)}
            return {ref: answers.get(ref, _MISSING) for ref in persons}
        sentence = f"{response.status_code}: {found.get('detail') or found.get('title') or 'no answer'}"
        if response.status_code == httpx.codes.UNPROCESSABLE_ENTITY and str(found.get("field")).startswith("items"):
            return dict.fromkeys(persons, sentence)
        raise NoAnswer(sentence)

    def _post(self, body: dict[str, Any], request_key: str) -> httpx.Response:
        """Sends until there is an answer that another try would not change; the same key makes that harmless."""
        for attempt in range(1, self.tries + 1):
            last = attempt == self.tries
            try:
                response = self.client.post("/api/v1/checks/batch", json=body, headers={"Idempotency-Key": request_key})
            except (httpx.HTTPError, httpx.InvalidURL) as failed:
                if last:
                    raise NoAnswer(f"The server could not be asked ({type(failed).__name__}: {failed}).") from None
            else:
                if last or response.status_code not in _TRY_AGAIN:
                    return response
            time.sleep(_PAUSE * 2 ** (attempt - 1))
        raise NoAnswer("Nothing was asked. Allow at least one try.")


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _answer(item: dict[str, Any]) -> ApiAnswer | str:
    """The answer if it is one in every part; what is wrong otherwise."""
    error = item.get("error")
    if error is not None:
        return str(error.get("detail") or error.get("code")) if isinstance(error, dict) else _NOT_WHOLE
    if any(not isinstance(item.get(part), str) or not item[part] for part in _PARTS):
        return _NOT_WHOLE
    if type(item.get("register_version")) is not int or item["verdict"] not in set(Verdict):
        return _NOT_WHOLE
    return ApiAnswer(Verdict(item["verdict"]), item["reason"], item["id"], item["checked_at"])
