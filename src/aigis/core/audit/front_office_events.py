"""The part of the audit catalogue about keys, workstations and lists of the front office: numbers 150 to 159."""

from aigis.core.audit.event_kind import define_kind
from aigis.core.audit.event_names import Event

FRONT_OFFICE_ROWS = (
    define_kind(150, Event.KEY_NETWORKS_CHANGED, "The addresses of a key were changed", "client networks"),
    define_kind(
        151, Event.KEY_ADDRESS_REFUSED, "A key was used from an address that is not on its list", "client source path"
    ),
    define_kind(
        152,
        Event.PEOPLE_EXPORTED,
        "A list of accounts, organisations, facilities or keys was exported",
        "list rows format filters",
    ),
    define_kind(153, Event.KIOSK_PIN_SET, "A guard chose the PIN of a workstation", "user"),
    define_kind(154, Event.KIOSK_LOCKED, "A workstation was locked", "user why"),
    define_kind(155, Event.KIOSK_UNLOCKED, "A workstation was unlocked by its PIN", "user"),
    define_kind(156, Event.KIOSK_UNLOCK_FAILED, "A wrong PIN was tried at a locked workstation", "user tries"),
)
