"""The part of the audit catalogue about keys, workstations and lists of the front office: numbers 150 to 159."""

from aigis.core.audit.event_kind import define_kind
from aigis.core.audit.event_names import Event

FRONT_OFFICE_ROWS = (
    define_kind(150, Event.KEY_NETWORKS_CHANGED, "The addresses of a key were changed", "client networks"),
    define_kind(
        151, Event.KEY_ADDRESS_REFUSED, "A key was used from an address that is not on its list", "client source path"
    ),
)
