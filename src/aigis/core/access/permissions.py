"""Who may do what: one table, role x capability, and the actor it is asked about."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from aigis.core.errors import InvalidInput, NotAllowed


class Role(StrEnum):
    """The roles of people and of API clients."""

    GUARD = "guard"
    PFSO = "pfso"
    BADGE_ISSUER = "badge_issuer"
    REGISTRAR = "registrar"
    APPROVER = "approver"
    PROSECUTOR = "prosecutor"
    OFFICER = "officer"
    PRISON = "prison"
    SUPERIOR = "superior"
    DESK = "desk"
    AUDITOR = "auditor"
    ADMIN = "admin"
    DIRECTORY = "directory"  # of keys alone: an organisation's directory of its people


class Capability(StrEnum):
    """One thing one may do. Rows one may see are a matter of sight, in `people/access.py`."""

    CHECK_ASK = "check.ask"
    CHECK_READ = "check.read"
    CHECK_OUTCOME = "check.outcome"
    CHECK_JUDGE = "check.judge"
    JUDGEMENT_READ = "judgement.read"
    JUDGEMENT_SETTLE = "judgement.settle"
    THRESHOLD_READ = "threshold.read"
    THRESHOLD_PROPOSE = "threshold.propose"
    THRESHOLD_DECIDE = "threshold.decide"
    RECEIPT_READ = "receipt.read"
    FACILITY_READ = "facility.read"
    ROSTER_EDIT = "roster.edit"
    ROSTER_READ = "roster.read"
    SCREENING_RUN = "screening.run"
    BAN_REGISTER = "ban.register"
    BAN_READ = "ban.read"
    BAN_IMPORT = "ban.import"
    BAN_CHANGE = "ban.change"
    BAN_CONFIRM = "ban.confirm"
    BAN_EXPORT = "ban.export"
    FEED_SUBSCRIBE = "feed.subscribe"
    PROPOSAL_READ = "proposal.read"
    PROPOSAL_DECIDE = "proposal.decide"
    SUBJECT_FIND = "subject.find"
    SUBJECT_CHANGE = "subject.change"
    REMINDER_READ = "reminder.read"
    REMINDER_ANSWER = "reminder.answer"
    DETENTION_REPORT = "detention.report"
    DETENTION_CORRECT = "detention.correct"
    LOOKUP_ASK = "lookup.ask"
    LOOKUP_REVIEW = "lookup.review"
    ALERT_READ = "alert.read"
    ALERT_ANSWER = "alert.answer"
    DESK_PROPOSE = "desk.propose"
    DESK_DECIDE = "desk.decide"
    DELIVERY_RESEND = "delivery.resend"
    LOG_READ = "log.read"
    RETENTION_READ = "retention.read"
    HOLD_PLACE = "hold.place"
    ERASURE_DECIDE = "erasure.decide"
    PEOPLE_MANAGE = "people.manage"
    STAFF_MANAGE = "staff.manage"
    PEOPLE_PROVISION = "people.provision"
    FACILITY_EDIT = "facility.edit"
    CHECK_EXPORT = "check.export"
    CLIENT_SELF = "client.self"
    WEBHOOK_EDIT = "webhook.edit"
    PROBING_READ = "probing.read"
    PROBING_RELEASE = "probing.release"
    DECOY_EDIT = "decoy.edit"


_C = Capability
_OF_ALL = frozenset({_C.CLIENT_SELF})  # a program reads and rotates its own key
_ROWS: dict[Role, frozenset[Capability]] = {
    Role.GUARD: frozenset({_C.CHECK_ASK, _C.CHECK_READ, _C.CHECK_OUTCOME, _C.RECEIPT_READ}),
    Role.PFSO: frozenset(
        {_C.CHECK_ASK, _C.CHECK_READ, _C.CHECK_OUTCOME, _C.CHECK_JUDGE, _C.RECEIPT_READ, _C.FACILITY_READ}
        | {_C.ROSTER_READ, _C.JUDGEMENT_READ, _C.STAFF_MANAGE, _C.FACILITY_EDIT, _C.CHECK_EXPORT, _C.WEBHOOK_EDIT}
    ),
    Role.BADGE_ISSUER: frozenset(
        {_C.CHECK_ASK, _C.CHECK_READ, _C.RECEIPT_READ, _C.ROSTER_EDIT, _C.ROSTER_READ, _C.SCREENING_RUN}
        | {_C.WEBHOOK_EDIT}
    ),
    Role.REGISTRAR: frozenset(
        {_C.BAN_REGISTER, _C.BAN_READ, _C.BAN_IMPORT, _C.BAN_CHANGE, _C.BAN_CONFIRM, _C.BAN_EXPORT}
        | {_C.FEED_SUBSCRIBE}
        | {_C.PROPOSAL_READ, _C.SUBJECT_FIND, _C.SUBJECT_CHANGE, _C.REMINDER_READ, _C.REMINDER_ANSWER}
        | {_C.DETENTION_CORRECT}
    ),
    Role.APPROVER: frozenset(
        {_C.BAN_READ, _C.BAN_CONFIRM, _C.FEED_SUBSCRIBE, _C.PROPOSAL_READ, _C.PROPOSAL_DECIDE, _C.SUBJECT_FIND}
        | {_C.REMINDER_READ, _C.REMINDER_ANSWER, _C.THRESHOLD_READ, _C.THRESHOLD_DECIDE, _C.STAFF_MANAGE}
    ),
    Role.PROSECUTOR: frozenset(
        {_C.BAN_READ, _C.PROPOSAL_READ, _C.SUBJECT_FIND, _C.REMINDER_READ, _C.REMINDER_ANSWER}
        | {_C.LOOKUP_ASK, _C.ALERT_READ, _C.ALERT_ANSWER, _C.JUDGEMENT_READ, _C.JUDGEMENT_SETTLE}
        | {_C.THRESHOLD_READ, _C.THRESHOLD_PROPOSE}
        | {_C.RETENTION_READ, _C.HOLD_PLACE, _C.ERASURE_DECIDE, _C.STAFF_MANAGE}
        | {_C.DESK_PROPOSE, _C.DESK_DECIDE}
    ),
    Role.OFFICER: frozenset(
        {_C.LOOKUP_ASK, _C.ALERT_READ, _C.ALERT_ANSWER, _C.DESK_PROPOSE, _C.DESK_DECIDE, _C.PROBING_READ}
    ),
    Role.PRISON: frozenset({_C.LOOKUP_ASK, _C.DETENTION_REPORT, _C.DETENTION_CORRECT}),
    Role.SUPERIOR: frozenset({_C.LOOKUP_REVIEW, _C.STAFF_MANAGE}),
    Role.DESK: frozenset({_C.ALERT_READ, _C.ALERT_ANSWER, _C.DESK_PROPOSE}),
    Role.AUDITOR: frozenset(
        {_C.LOG_READ, _C.RECEIPT_READ, _C.JUDGEMENT_READ, _C.THRESHOLD_READ}
        | {_C.RETENTION_READ, _C.HOLD_PLACE, _C.ERASURE_DECIDE, _C.STAFF_MANAGE}
        | {_C.PROBING_READ, _C.PROBING_RELEASE, _C.DECOY_EDIT}
    ),
    Role.ADMIN: frozenset({_C.PEOPLE_MANAGE, _C.DELIVERY_RESEND, _C.STAFF_MANAGE}),
    Role.DIRECTORY: frozenset({_C.PEOPLE_PROVISION}),
}
TABLE = MappingProxyType({role: capabilities | _OF_ALL for role, capabilities in _ROWS.items()})


# Which roles an organisation of a kind may have: no company gets an officer's key, whoever administers it.
_OFFICES = {
    "company": frozenset({Role.GUARD, Role.PFSO, Role.BADGE_ISSUER}),
    "court": frozenset({Role.REGISTRAR, Role.APPROVER}),
    "prosecutor": frozenset({Role.REGISTRAR, Role.APPROVER, Role.PROSECUTOR, Role.SUPERIOR, Role.DESK}),
    "police": frozenset({Role.OFFICER, Role.SUPERIOR, Role.DESK}),
    "customs": frozenset({Role.OFFICER, Role.SUPERIOR, Role.DESK}),
    "shipping": frozenset({Role.OFFICER, Role.SUPERIOR}),
    "security": frozenset({Role.OFFICER, Role.SUPERIOR}),
    "prison": frozenset({Role.PRISON, Role.SUPERIOR}),
    "service": frozenset({Role.OFFICER, Role.PRISON, Role.SUPERIOR, Role.AUDITOR, Role.ADMIN}),
}
ROLES_OF = MappingProxyType({kind: roles | {Role.DIRECTORY} for kind, roles in _OFFICES.items()})


def require_fitting(role: Role, *, organisation_kind: str) -> None:
    """Raises InvalidInput where an organisation of the kind cannot have the role."""
    if role not in ROLES_OF.get(organisation_kind, frozenset()):
        raise InvalidInput("An organisation of this kind cannot have this role. Choose another.", field="role")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a user, an API client, or the system itself (which has no role)."""

    kind: str  # "user" | "client" | "system"
    id: str
    role: Role | None
    organisation: int
    scopes: frozenset[str] | None = None  # of a key that may do less than its role

    @property
    def key(self) -> str:
        """`kind:id`, the form in which the log names the actor."""
        return f"{self.kind}:{self.id}"


def may(actor: Actor, capability: Capability) -> bool:
    """Tells whether the actor's role carries the capability; the system acts by its own code, not by this table."""
    if actor.role is None or capability not in TABLE[actor.role]:
        return False
    return actor.scopes is None or capability.value in actor.scopes or capability is Capability.CLIENT_SELF


def require(actor: Actor, capability: Capability) -> None:
    """Raises NotAllowed unless the actor's role carries the capability."""
    if not may(actor, capability):
        raise NotAllowed(f"Your role does not carry '{capability.value}'. Ask your administrator if you need it.")
