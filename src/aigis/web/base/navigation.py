"""The desks: which page belongs to which capability, in the order of the navigation."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aigis.core.access.permissions import TABLE, Capability, Role


@dataclass(frozen=True, slots=True)
class DeskLink:
    """A page of the navigation: the address by name, what it is called, and the capability that opens it."""

    address: str
    title: str | Promise
    capability: Capability


DESKS = (
    DeskLink("reception", _("Reception"), Capability.CHECK_OUTCOME),
    DeskLink("facility", _("Facility"), Capability.FACILITY_READ),
    DeskLink("announcements", _("Expected people"), Capability.FACILITY_READ),
    DeskLink("rosters", _("Rosters"), Capability.ROSTER_READ),
    DeskLink("webhooks", _("Webhooks"), Capability.WEBHOOK_EDIT),
    DeskLink("registry", _("Registry"), Capability.BAN_READ),
    DeskLink("proposals", _("Proposals"), Capability.PROPOSAL_READ),
    DeskLink("reminders", _("Reminders"), Capability.REMINDER_READ),
    DeskLink("find", _("Find a person"), Capability.SUBJECT_FIND),
    DeskLink("alerts", _("Alerts"), Capability.ALERT_READ),
    DeskLink("lookup", _("Look-up"), Capability.LOOKUP_ASK),
    DeskLink("prison", _("Detention"), Capability.DETENTION_REPORT),
    DeskLink("reviews", _("Justified look-ups"), Capability.LOOKUP_REVIEW),
    DeskLink("audit", _("Audit"), Capability.LOG_READ),
    DeskLink("probing", _("Probing"), Capability.PROBING_READ),
    DeskLink("retention", _("Retention"), Capability.RETENTION_READ),
    DeskLink("judgements", _("Judgements"), Capability.JUDGEMENT_READ),
    DeskLink("thresholds", _("Thresholds"), Capability.THRESHOLD_READ),
    DeskLink("people", _("Administration"), Capability.PEOPLE_MANAGE),
    DeskLink("users", _("Accounts"), Capability.STAFF_MANAGE),
    DeskLink("deliveries", _("Deliveries"), Capability.DELIVERY_RESEND),
)

# Where a person lands when more than one desk is open to the role.
_HOME = {Role.PROSECUTOR: "alerts", Role.OFFICER: "lookup", Role.PFSO: "facility", Role.ADMIN: "people"}


def home(role: Role) -> str | None:
    """The name of the address a role lands on after signing in."""
    first = next((desk.address for desk in DESKS if desk.capability in TABLE[role]), None)
    return _HOME.get(role, first)
