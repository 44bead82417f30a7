"""One kind of event of the audit catalogue."""

from dataclasses import dataclass

from aigis.core.audit.event_names import Event


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event. `core` says what, when, why and how it ended; `subject` about whom and what was disclosed."""

    number: int
    code: Event
    sentence: str
    core: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()


def define_kind(number: int, code: Event, sentence: str, *parts: str) -> EventKind:
    """Returns a kind of event; `parts` are the fields of its core and of its subject, as words of a text each."""
    core, subject = (frozenset(part.split()) for part in (*parts, "", "")[:2])
    return EventKind(number, code, sentence, core, subject)
