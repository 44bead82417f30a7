"""The part of the audit catalogue about sign-in, accounts, keys, facilities and desks: numbers 10 to 39."""

from aigis.core.audit.event_kind import define_kind
from aigis.core.audit.event_names import Event

ACCESS_ROWS = (
    define_kind(10, Event.ACCESS_SIGNED_IN, "A user signed in", "method"),
    define_kind(11, Event.ACCESS_SIGN_IN_FAILED, "A sign-in failed", "", "username"),
    define_kind(
        12, Event.ACCESS_REFUSED, "A user requested an action that their role does not allow", "address capability"
    ),
    define_kind(
        13, Event.QUERY_REFUSED, "A request was malformed and got an error, never a verdict", "address code field"
    ),
    define_kind(
        14, Event.ACCESS_LINK_ISSUED, "A one-time link to set a password was issued", "user purpose expires_at"
    ),
    define_kind(15, Event.ACCESS_PASSWORD_CHANGED, "A password was set or changed", "user how"),
    define_kind(16, Event.ACCESS_FACTOR_CHANGED, "A second factor was added, removed or renewed", "user change"),
    define_kind(17, Event.ACCESS_SESSIONS_ENDED, "Sessions of a user were ended", "user sessions why"),
    define_kind(20, Event.PEOPLE_ORGANISATION_ADDED, "An organisation was added", "organisation kind"),
    define_kind(21, Event.PEOPLE_USER_ADDED, "A user was added", "user role organisation"),
    define_kind(
        22, Event.PEOPLE_CLIENT_ADDED, "A key was issued to an API client", "client role organisation expires_at"
    ),
    define_kind(23, Event.PEOPLE_CLIENT_REVOKED, "An API client's key was revoked", "client why"),
    define_kind(
        24, Event.PEOPLE_READ, "Organisations, users and API clients were shown", "organisations users clients"
    ),
    define_kind(25, Event.PEOPLE_USER_PLACED, "A user got another role or unit", "user role unit"),
    define_kind(26, Event.PEOPLE_USER_STATE, "An account was locked, unlocked or closed", "user state why"),
    define_kind(27, Event.PEOPLE_USER_CHANGED, "Details of a user were changed", "user fields"),
    define_kind(
        28, Event.PEOPLE_ORGANISATION_CHANGED, "Details of an organisation were changed", "organisation changes"
    ),
    define_kind(29, Event.PEOPLE_GATES_ASSIGNED, "A user or an API client was given other gates", "account gates"),
    define_kind(30, Event.FACILITY_ADDED, "Facilities and their gates were added", "facilities gates"),
    define_kind(31, Event.DESK_ADDED, "A desk that receives alerts was added", "desk kind organisation ports"),
    define_kind(32, Event.FACILITY_CHANGED, "A facility or its gates were changed", "facility changes"),
    define_kind(33, Event.DESK_CHANGED, "A desk that receives alerts was changed", "desk changes"),
    define_kind(34, Event.AUTHORITY_CHANGED, "An authority of the code list was changed", "authority changes"),
    define_kind(36, Event.IDENTITY_PROPOSED, "A change of accounts or keys was proposed", "proposal what organisation"),
    define_kind(
        37,
        Event.IDENTITY_DECIDED,
        "A second person decided about accounts or keys",
        "proposal what organisation state note",
    ),
    define_kind(
        38,
        Event.IDENTITY_REFUSED,
        "A person was refused to decide about accounts or keys",
        "proposal code sentence",
    ),
)
