"""Calls about rosters, announcements and lists."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from aigis_client import answers
from aigis_client.answers import Json
from aigis_client.calls import Call, keyed_headers, path_segment, require_count
from aigis_client.errors import NoAnswer
from aigis_client.persons import PersonLike, person_dict

_ETAG = re.compile(r'"([1-9][0-9]*)"')
_ROSTERS = "/api/v1/rosters"


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Entries of a roster and the version of the whole; ask next with `after=next` until there are none."""

    items: tuple[answers.RosterEntry, ...]
    next: int
    version: int


def rosters() -> Call[list[answers.Roster]]:
    """Reads the rosters of the organisation."""
    return Call("GET", _ROSTERS, answers.read_items(answers.read_roster))


def entries(roster: str, after: int, limit: int) -> Call[EntryPage]:
    """Reads a page of entries."""
    params = {"after": after, "limit": limit}
    return Call("GET", f"{_roster(roster)}/entries", _no_json, params=params, raw=_entry_page)


def _entry_page(response: httpx.Response) -> EntryPage:
    data, etag = response.json(), _ETAG.fullmatch(response.headers.get("ETag", ""))
    if etag is None:
        raise NoAnswer("a roster without its version")
    return EntryPage(tuple(answers.read_items(answers.read_entry)(data)), int(data["next"]), int(etag[1]))


def _no_json(data: Json) -> EntryPage:
    raise NoAnswer("a page without its headers")


def set_entry(roster: str, ref: str, person: PersonLike) -> Call[answers.EntryVerdict]:
    """Sets one entry."""
    path = f"{_roster(roster)}/entries/{path_segment(ref)}"
    return Call("PUT", path, answers.read_entry_verdict, {"person": person_dict(person)})


def set_entries(roster: str, persons: Mapping[str, PersonLike], key: str | None) -> Call[list[answers.EntryVerdict]]:
    """Sets up to 1,000 entries."""
    items = _items(persons)
    require_count(items)
    read = answers.read_items(answers.read_entry_verdict)
    return Call("POST", f"{_roster(roster)}/entries/batch", read, {"items": items}, headers=keyed_headers(key))


def remove_entries(roster: str, refs: Sequence[str], key: str | None) -> Call[int]:
    """Removes up to 1,000 entries; answers how many there were."""
    require_count(refs)
    path, body = f"{_roster(roster)}/entries/delete", {"refs": list(refs)}
    return Call("POST", path, lambda data: int(data["removed"]), body, headers=keyed_headers(key))


def replace_entries(
    roster: str, persons: Mapping[str, PersonLike], version: int, key: str | None
) -> Call[answers.Replacement]:
    """Makes the roster hold exactly these entries, on the version that was read."""
    headers = {"If-Match": f'"{version}"', **keyed_headers(key)}
    path, body = f"{_roster(roster)}/entries", {"items": _items(persons)}
    return Call("PUT", path, answers.read_replacement, body, headers=headers)


def changes(roster: str, after: int, limit: int) -> Call[answers.ChangePage]:
    """Reads changes of verdict."""
    params = {"after": after, "limit": limit}
    return Call("GET", f"{_roster(roster)}/changes", answers.read_changes, params=params)


def announce(announcement: Mapping[str, Any], persons: Mapping[str, PersonLike], key: str | None) -> Call[Json]:
    """Announces up to 1,000 people."""
    items = _items(persons)
    require_count(items)
    body = {**announcement, "persons": items}
    return Call("POST", "/api/v1/announcements", answers.read_json, body, headers=keyed_headers(key))


def announcement(reference: str) -> Call[Json]:
    """Reads an announcement with the checks of each person."""
    return Call("GET", f"/api/v1/announcements/{path_segment(reference)}", answers.read_json)


def send_list(content: bytes, content_type: str, gate: str, purpose: str, key: str | None) -> Call[str]:
    """Sends a list to be screened as a job; answers the job's reference."""
    headers = {"Content-Type": content_type, **keyed_headers(key)}
    params = {"gate": gate, "purpose": purpose}
    return Call("POST", "/api/v1/screenings", _reference, params=params, headers=headers, content=content)


def _reference(data: Json) -> str:
    return str(data["id"])


def screening(job: str, step: str = "") -> Call[Json]:
    """Reads how far a job is, or pauses, resumes or cancels it."""
    path = f"/api/v1/screenings/{path_segment(job)}"
    if step:
        return Call("POST", f"{path}/{path_segment(step)}", answers.read_json, once=True)
    return Call("GET", path, answers.read_json)


def results(job: str, form: str) -> Call[bytes]:
    """Fetches the results of a job so far: csv, ndjson, xlsx or parquet."""
    path = f"/api/v1/screenings/{path_segment(job)}/results"
    return Call("GET", path, lambda data: b"", params={"format": form}, raw=lambda response: response.content)


def _roster(roster: str) -> str:
    return f"{_ROSTERS}/{path_segment(roster)}"


def _items(persons: Mapping[str, PersonLike]) -> list[dict[str, Any]]:
    return [{"ref": ref, "person": person_dict(person)} for ref, person in persons.items()]
