"""Answers as typed values. What has another shape than expected is no answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from aigis_client.errors import NoAnswer, Refused
from aigis_client.verdicts import CheckAnswer, Verdict, read_verdict

Json = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """An item of a batch: its answer, or the problem that kept it from one."""

    ref: str
    answer: CheckAnswer | None
    problem: Refused | None

    @property
    def verdict(self) -> Verdict:
        """The verdict of the item; raises what kept it from one."""
        return self.require().verdict

    def require(self) -> CheckAnswer:
        """Returns the answer; raises its problem where there is none."""
        if self.answer is None:
            raise self.problem or NoAnswer("an item without answer")
        return self.answer


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster of the organisation, with its entries counted by verdict."""

    name: str
    gate: str
    purpose: str
    version: int
    entries: int
    verdicts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """An entry of a roster; `verdict` is None until it was checked."""

    ref: str
    person: Json
    verdict: Verdict | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class EntryVerdict:
    """An entry that was set: its verdict, or the problem that kept it off the roster."""

    ref: str | None
    verdict: Verdict | None
    problem: Refused | None


@dataclass(frozen=True, slots=True)
class RosterChange:
    """A verdict that changed."""

    ref: str
    verdict: Verdict
    since: datetime


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes in their order; ask next with `after=next`."""

    items: tuple[RosterChange, ...]
    next: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a whole list changed; nothing if it is `waiting` for a person of the organisation."""

    version: int
    added: int
    changed: int
    removed: int
    unchanged: int
    screening: str | None
    refused: tuple[EntryVerdict, ...]
    waiting: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert at a desk; `content` is all that the feed holds of it."""

    id: str
    desk: str
    number: int
    drill: bool
    gate: str | None
    acknowledged: bool
    content: Json


def read_check(data: Json) -> CheckAnswer:
    """Reads the answer to a check."""
    return CheckAnswer(
        id=str(data["id"]),
        verdict=read_verdict(data["verdict"]),
        reason=str(data["reason"]),
        instruction=str(data["instruction"]),
        checked_at=datetime.fromisoformat(data["checked_at"]),
        register_version=int(data["register_version"]),
        receipt=str(data["receipt"]),
        drill=data.get("drill", False) is not False,
    )


def read_item(data: Json) -> ItemAnswer:
    """Reads an item of a batch."""
    problem = _problem(data)
    return ItemAnswer(str(data["ref"]), None if problem else read_check(data), problem)


def read_roster(data: Json) -> Roster:
    """Reads a roster."""
    return Roster(
        data["name"], data["gate"], data["purpose"], int(data["version"]), int(data["entries"]), dict(data["verdicts"])
    )


def read_entry(data: Json) -> RosterEntry:
    """Reads an entry of a roster."""
    verdict = read_verdict(data["verdict"]) if data["verdict"] is not None else None
    return RosterEntry(str(data["ref"]), dict(data["person"]), verdict, _instant(data["since"]))


def read_entry_verdict(data: Json) -> EntryVerdict:
    """Reads what became of an entry that was set."""
    problem = _problem(data)
    return EntryVerdict(data["ref"], None if problem else read_verdict(data["verdict"]), problem)


def read_changes(data: Json) -> ChangePage:
    """Reads a page of changes."""
    items = [
        RosterChange(str(item["ref"]), read_verdict(item["verdict"]), datetime.fromisoformat(item["since"]))
        for item in data["items"]
    ]
    return ChangePage(tuple(items), int(data["next"]))


def read_replacement(data: Json) -> Replacement:
    """Reads what a whole list changed."""
    refused = tuple(EntryVerdict(item["ref"], None, _problem(item)) for item in data["refused"])
    if data.get("waiting") is not None:
        return Replacement(0, 0, 0, 0, 0, None, refused, str(data["waiting"]))
    version, added, changed, removed, unchanged = (
        int(data[name]) for name in ("version", "added", "changed", "removed", "unchanged")
    )
    return Replacement(version, added, changed, removed, unchanged, data["screening"], refused)


def read_alert(data: Json) -> Alert:
    """Reads an alert of a desk's feed, or the state of one after a step."""
    return Alert(
        id=str(data["id"]),
        desk=str(data["desk"]),
        number=int(data["number"]),
        drill=bool(data.get("drill", False)),
        gate=data.get("gate"),
        acknowledged=data["acknowledged_at"] is not None,
        content=dict(data),
    )


def read_items(read: Callable[[Json], T]) -> Callable[[Json], list[T]]:
    """Returns the reader of an answer's `items`."""
    return lambda data: [read(item) for item in data["items"]]


def read_json(data: Json) -> Json:
    """Returns an answer as it is."""
    return dict(data)


def _problem(data: Json) -> Refused | None:
    problem = data.get("error")
    return Refused(problem, status=int(problem.get("status", 422))) if problem is not None else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
