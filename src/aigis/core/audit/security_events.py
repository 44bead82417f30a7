"""The part of the audit catalogue about the sign-in service, keys of programs and probing: numbers 269 to 299."""

from aigis.core.audit.event_kind import define_kind
from aigis.core.audit.event_names import Event

SECURITY_ROWS = (
    define_kind(269, Event.KEY_REGISTERED, "A public key of a program was registered", "client key"),
    define_kind(
        270,
        Event.PROVIDER_RULE_ADDED,
        "Two people agreed on a rule of the sign-in service",
        "rule role organisation",
        "claim value",
    ),
    define_kind(271, Event.PROVIDER_RULE_ENDED, "A rule of the sign-in service was ended", "rule"),
    define_kind(
        280,
        Event.PROBING_FOUND,
        "Checks of an account followed a pattern of probing",
        "finding rule account gate facts level",
    ),
    define_kind(281, Event.PROBING_READ, "Findings of probing were shown", "findings"),
    define_kind(282, Event.PROBING_RELEASED, "An auditor ended the restraint of an account", "finding account", "note"),
    define_kind(283, Event.DECOY_ADDED, "An auditor added a decoy", "decoy"),
    define_kind(284, Event.DECOY_ENDED, "An auditor ended a decoy", "decoy"),
    define_kind(285, Event.DECOY_READ, "Decoys were shown to an auditor", "decoys"),
)
