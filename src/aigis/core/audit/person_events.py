"""Which events tell of a person: by holding their details, or by naming what concerns them."""

from aigis.core.audit.event_kind import EventKind

# Fields of an event's core that name a check, a look-up, a ban or an alert, alone or in a list.
REFERENCES = ("check", "lookup", "lookups", "ban", "bans", "alert", "alerts")


def holds_person(kind: EventKind) -> bool:
    """Tells whether events of a kind may hold somebody's identity details."""
    return "person" in kind.subject


def holds_reference(kind: EventKind) -> bool:
    """Tells whether events of a kind name something that may concern a person."""
    return not kind.core.isdisjoint(REFERENCES)
