"""Calls of offices: look-ups, bans and alerts."""

from collections.abc import Mapping
from typing import Any

from aigis_client import answers
from aigis_client.answers import Json
from aigis_client.calls import Call, keyed_headers, path_segment
from aigis_client.persons import PersonLike, person_dict


def look_up(purpose: str, case_reference: str, person: PersonLike, instant: str | None) -> Call[Json]:
    """Asks whether a person is banned, now or at an instant; each look-up is on record, so it is sent once."""
    body = {"purpose": purpose, "case_reference": case_reference, "person": person_dict(person)}
    body |= {"instant": instant} if instant else {}
    return Call("POST", "/api/v1/lookups", answers.read_json, body, once=True)


def register_ban(ban: Mapping[str, Any], key: str | None) -> Call[Json]:
    """Registers a ban, in force at every gate from the answer on."""
    return Call("POST", "/api/v1/bans", answers.read_json, dict(ban), headers=keyed_headers(key))


def read_ban(reference: str) -> Call[Json]:
    """Reads a ban with every version."""
    return Call("GET", f"/api/v1/bans/{path_segment(reference)}", answers.read_json)


def alerts(after: int, desk: str) -> Call[list[answers.Alert]]:
    """Reads the alerts of a desk after a number."""
    params: dict[str, str | int] = {"after": after, **({"desk": desk} if desk else {})}
    return Call("GET", "/api/v1/alerts", answers.read_items(answers.read_alert), params=params)


def acknowledge(alert: str, by: str, desk: str) -> Call[answers.Alert]:
    """Says that a person at the desk has seen an alert; twice changes nothing."""
    return _step(alert, "acknowledge", {"by": by}, desk)


def close_alert(alert: str, outcome: str, by: str, desk: str) -> Call[answers.Alert]:
    """Closes an acknowledged alert with its outcome; twice changes nothing."""
    return _step(alert, "close", {"outcome": outcome, "by": by}, desk)


def _step(alert: str, step: str, body: dict[str, str], desk: str) -> Call[answers.Alert]:
    path = f"/api/v1/alerts/{path_segment(alert)}/{step}"
    return Call("POST", path, answers.read_alert, body, params={"desk": desk} if desk else {})
