"""The part of the audit catalogue with rosters, screenings and announcements: numbers 94 to 119."""

from aigis.core.audit.event_kind import define_kind as _kind
from aigis.core.audit.event_names import Event

ROSTER_ROWS = (
    _kind(94, Event.ROSTER_LIST_RECEIVED, "A list was received for a roster", "upload roster digest"),
    _kind(95, Event.ROSTER_LIST_DECIDED, "A list for a roster was put in force or dropped", "upload step"),
    _kind(96, Event.ROSTER_CHANGED, "The settings of a roster were changed", "roster valid_until"),
    _kind(99, Event.SCREENING_COMMITTED, "The verdicts of a roster screening were bound", "screening rows root"),
    _kind(100, Event.ROSTER_ENTRY_SET, "A roster entry was set", "roster ref purpose", "person"),
    _kind(101, Event.ROSTER_ENTRY_REMOVED, "A roster entry was removed", "roster ref"),
    _kind(
        102,
        Event.ROSTER_VERDICT_CHANGED,
        "The verdict on a roster entry changed",
        "roster ref verdict number register_version",
    ),
    _kind(103, Event.SCREENING_STARTED, "A screening was started", "screening source total"),
    _kind(104, Event.SCREENING_ENDED, "A screening ended", "screening done denied refer failed"),
    _kind(105, Event.ROSTER_ADDED, "A roster was added", "roster organisation gate"),
    _kind(106, Event.ROSTER_READ, "Roster changes were shown", "rosters"),
    _kind(107, Event.ROSTER_ENTRIES_READ, "Entries of a roster were shown with their persons", "roster refs"),
    _kind(108, Event.SCREENING_RECEIVED, "A list was received to be screened", "screening digest gate purpose"),
    _kind(109, Event.SCREENING_STEERED, "A screening was paused, resumed or cancelled", "screening step"),
    _kind(110, Event.LOG_READ, "The log was read", "what", "about"),
    _kind(111, Event.SCREENING_FAILED, "A list could not be screened", "screening code"),
    _kind(112, Event.SCREENING_READ, "Results of a screened list were given out", "screening rows"),
    _kind(
        113,
        Event.ANNOUNCEMENT_MADE,
        "People were announced at a facility",
        "announcement facility on purpose times",
        "persons host",
    ),
    _kind(114, Event.ANNOUNCEMENT_READ, "An announcement was shown with its verdicts", "announcement"),
    _kind(
        115,
        Event.ANNOUNCEMENT_OVERTAKEN,
        "An announced person who was clear is denied by a later ban",
        "announcement ref check",
    ),
    _kind(116, Event.ANNOUNCEMENT_ARRIVED, "An announced person was checked at a gate", "announcement ref check"),
    _kind(117, Event.ANNOUNCEMENT_CLOSED, "The day of an announcement was over", "announcement arrived no_shows"),
    _kind(
        118, Event.HOST_LINK_MADE, "A link to announce visitors was made for a host", "link facility expires_at", "host"
    ),
    _kind(119, Event.HOST_LINK_ENDED, "A link to announce visitors was ended", "link"),
)
