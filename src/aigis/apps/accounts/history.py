"""What happened to an account, out of the log: who invited, locked or placed it, and when it signed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aigis.apps.audit.decryption import open_parts
from aigis.apps.audit.models import Entry
from aigis.core.audit.event_names import Event
from aigis.core.audit.events import BY_NUMBER, CATALOGUE

# Events about accounts; nothing of bans or checks is among them.
_ABOUT_ACCOUNTS = (
    Event.ACCESS_LINK_ISSUED,
    Event.ACCESS_PASSWORD_CHANGED,
    Event.ACCESS_FACTOR_CHANGED,
    Event.ACCESS_SESSIONS_ENDED,
    Event.PEOPLE_USER_ADDED,
    Event.PEOPLE_USER_PLACED,
    Event.PEOPLE_USER_STATE,
    Event.PEOPLE_USER_CHANGED,
    Event.PEOPLE_CLIENT_ADDED,
    Event.PEOPLE_CLIENT_REVOKED,
    Event.PEOPLE_GATES_ASSIGNED,
    Event.KEY_REGISTERED,
    Event.KEY_NETWORKS_CHANGED,
    Event.KEY_ADDRESS_REFUSED,
)
_READ_AT_MOST = 2_000  # entries that are decrypted for one page
_SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event: when, what in a sentence of the catalogue, by whom (a key like `user:5`), and its details."""

    at: datetime
    sentence: str
    actor: str
    details: str


def account_history(account: str) -> list[HistoryLine]:
    """Returns the newest events about an account, given by its key like `user:5`, the newest first."""
    numbers = [CATALOGUE[event].number for event in _ABOUT_ACCOUNTS]
    about = Entry.objects.filter(kind__in=numbers).order_by("-pk")[:_READ_AT_MOST]
    signed_in = Entry.objects.filter(actor_key=account, kind=CATALOGUE[Event.ACCESS_SIGNED_IN].number).order_by("-pk")
    lines = [*_lines(about, account), *(_line(entry, {}) for entry in signed_in[:_SHOWN_AT_MOST])]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:_SHOWN_AT_MOST]


def _lines(entries: Iterable[Entry], account: str) -> list[HistoryLine]:
    kind = account.partition(":")[0]
    lines = []
    for entry in entries:
        core = open_parts(entry)["core"].value
        if isinstance(core, dict) and account in (core.get("account"), f"{kind}:{core.get(kind, '')}"):
            lines.append(_line(entry, core))
            if len(lines) == _SHOWN_AT_MOST:
                break
    return lines


def _line(entry: Entry, core: dict[str, Any]) -> HistoryLine:
    shown = ("state", "why", "role", "unit", "purpose", "change", "fields", "gates", "how", "key", "networks", "source")
    details = ", ".join(_written(core[name]) for name in shown if core.get(name))
    return HistoryLine(entry.at, BY_NUMBER[entry.kind].sentence, entry.actor_key, details)


def _written(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
