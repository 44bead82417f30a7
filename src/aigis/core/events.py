"""The audit catalogue: every kind of event, its number in the log, and the fields each of its parts may hold.

Numbers are final: they stand in the leaves. `docs/AUDIT-EVENTS.md` is generated from this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event. `core` says what, when, why and how it ended; `subject` about whom and what was disclosed."""

    number: int
    code: str
    sentence: str
    core: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()


def _kind(number: int, code: str, sentence: str, core: str = "", subject: str = "") -> EventKind:
    return EventKind(number, code, sentence, frozenset(core.split()), frozenset(subject.split()))


_ROWS = (
    _kind(1, "log.opened", "The log was begun", "origin version"),
    _kind(10, "access.signed_in", "A user signed in", "method"),
    _kind(11, "access.sign_in_failed", "A sign-in failed", "", "username"),
    _kind(12, "access.refused", "Somebody asked for what their role does not carry", "address capability"),
    _kind(13, "query.refused", "A request was malformed and got an error, never a verdict", "address code field"),
    _kind(20, "people.organisation_added", "An organisation was added", "organisation kind"),
    _kind(21, "people.user_added", "A user was added", "user role organisation"),
    _kind(22, "people.client_added", "An API client was given a key", "client role organisation expires_at"),
    _kind(23, "people.client_revoked", "An API client's key was ended", "client why"),
    _kind(24, "people.read", "Organisations, users and API clients were shown", "organisations users clients"),
    _kind(30, "facility.added", "Facilities and their gates were added", "facilities gates"),
    _kind(31, "desk.added", "A desk that receives alerts was added", "desk kind organisation ports"),
    _kind(
        40,
        "check.answered",
        "A person was checked",
        "check gate purpose verdict reason register_version weights source",
        "person note",
    ),
    _kind(45, "check.matched", "Why a check was not clear, for those who may see it", "check weights", "matches"),
    _kind(41, "check.outcome", "What happened after a check was reported", "check outcome"),
    _kind(42, "check.judged", "A referred check was judged by a person", "check judgement", "why"),
    _kind(43, "check.read", "A check was read", "check"),
    _kind(44, "receipt.read", "A receipt was given out", "check opened"),
    _kind(
        50,
        "ban.registered",
        "A ban was registered",
        "ban version register_version kind authority decision_date final_on start end",
        "person legal_basis case_reference",
    ),
    _kind(51, "ban.read", "A ban was read", "ban version", "subject"),
    _kind(52, "ban.imported", "A list of bans was imported", "file digest rows new known rejected"),
    _kind(54, "authority.added", "Authorities were added to the code list", "authorities"),
    _kind(55, "ban.listed", "Bans were shown in the lists of the registry desk", "shown bans"),
    _kind(60, "lookup.answered", "An official looked a person up", "lookup purpose instant found", "person case bans"),
    _kind(70, "alert.raised", "A hit was told to the desks", "alert check gate desks", "subject ban"),
    _kind(71, "alert.read", "Alerts were shown to a desk", "alerts"),
    _kind(72, "alert.acknowledged", "A desk acknowledged an alert", "alert desk number"),
    _kind(73, "alert.closed", "A desk closed an alert", "alert desk number outcome"),
    _kind(80, "notice.attempt_started", "A delivery was begun", "notice kind channel attempt"),
    _kind(81, "notice.attempt_ended", "A delivery ended", "notice attempt outcome"),
    _kind(90, "reminder.sent", "A reminder that a ban is about to end was sent", "ban days"),
    _kind(100, "roster.entry_set", "A roster entry was set", "roster ref", "person"),
    _kind(101, "roster.entry_removed", "A roster entry was removed", "roster ref"),
    _kind(102, "roster.verdict_changed", "The verdict on a roster entry changed", "roster ref verdict number"),
    _kind(105, "roster.added", "A roster was added", "roster organisation gate"),
    _kind(103, "screening.started", "A screening was begun", "screening source total"),
    _kind(104, "screening.ended", "A screening ended", "screening done denied refer failed"),
    _kind(106, "roster.read", "The changes on rosters were shown", "rosters"),
    _kind(110, "log.read", "The log was read", "what", "about"),
)
CATALOGUE: Mapping[str, EventKind] = {row.code: row for row in _ROWS}
BY_NUMBER: Mapping[int, EventKind] = {row.number: row for row in _ROWS}


def kind_of(code: str, *, core: Mapping[str, Any], subject: Mapping[str, Any]) -> EventKind:
    """The catalogue's row for an event; raises ValueError on an unknown kind or a field outside the catalogue."""
    kind = CATALOGUE.get(code)
    if kind is None:
        raise ValueError(f"the catalogue has no event '{code}'")
    foreign = (core.keys() - kind.core) | (subject.keys() - kind.subject)
    if foreign:
        raise ValueError(f"event '{code}' may not hold {', '.join(sorted(foreign))}")
    return kind
