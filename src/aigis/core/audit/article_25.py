"""Where each entry of the log holds what Directive (EU) 2016/680, article 25, asks of it: a row for every event.

*Who*, *when* and *what* stand alike in all of them (`actor`, `core.at`, `core.event`). Here is the rest: which of the
article's operations it is, *why*, about *whom*, *to whom* something was disclosed, and *which register* was read. A
fact is a list of places, or the reason why the event has none. `core.audit.events.kind_of` lets no event without them
pass.

A place is `part.field`; `?` behind it: not in every entry of the kind; `core.check>check.answered:core.purpose`: in the
entry that the field names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Operation(StrEnum):
    """The operations of article 25(1); what is none of them concerns no person, or was refused."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    REFUSAL = "refusal"
    NONE = "none"


class No(StrEnum):
    """Why an event holds no such fact."""

    ACT = "what was done says why"
    PERSON = "concerns nobody"
    DISCLOSED = "nothing was disclosed"
    SHOWN = "nothing was shown"
    REGISTER = "nothing of the register was shown"
    EACH = "each of them has an entry of its own"
    BOUND = "each of them is a row under the root"
    NOTICE = "a notice that names nobody"
    LOG = "the entries that were read say theirs"
    ACCOUNTS = "accounts stand outside the register"


Fact = tuple[str, ...] | No


@dataclass(frozen=True, slots=True)
class Article25Facts:
    """What an event is in the words of article 25, and where its facts stand."""

    operation: Operation
    why: Fact
    whom: Fact
    to: Fact
    register: Fact

    @property
    def all(self) -> Mapping[str, Fact]:
        """The facts by their names."""
        return {"why": self.why, "whom": self.whom, "to": self.to, "register": self.register}


def _fact(text: str | No) -> Fact:
    return text if isinstance(text, No) else tuple(text.split())


def _row(operation: Operation, why: str | No, concerned: str | No, to: str | No, register: str | No) -> Article25Facts:
    return Article25Facts(operation, _fact(why), _fact(concerned), _fact(to), _fact(register))


# Where nobody types a purpose, the look is the role's duty: the justification follows from who looked (recital 57).
DUTY = "actor.role"
_ACTOR = "actor.id actor.organisation"
_VERSION = "core.register_version"
_CHECKED = "core.check>check.answered:subject.person"
_CHECK_WHY = "core.check>check.answered:core.purpose"
_CHECK_VERSION = "core.check>check.answered:core.register_version"
_TRAIL_WHY = "core.trail>person.trail_asked:subject.reference"
_TRAIL_WHOM = "core.trail>person.trail_asked:subject.person"


def _read(concerned: str, register: str | No = _VERSION, *, why: str = DUTY) -> Article25Facts:
    return _row(Operation.CONSULTATION, why, concerned, _ACTOR, register)


def _given(concerned: str, register: str | No = _VERSION, *, why: str = DUTY, to: str = _ACTOR) -> Article25Facts:
    return _row(Operation.DISCLOSURE, why, concerned, to, register)


def _kept(
    concerned: str | No, why: str | No = No.ACT, *, to: No = No.DISCLOSED, register: str | No = No.REGISTER
) -> Article25Facts:
    return _row(Operation.COLLECTION, why, concerned, to, register)


def _altered(
    concerned: str | No, why: str | No = No.ACT, *, to: No = No.DISCLOSED, register: str | No = No.REGISTER
) -> Article25Facts:
    return _row(Operation.ALTERATION, why, concerned, to, register)


def _combined(concerned: str | No, why: str | No = No.ACT, *, register: str | No = No.REGISTER) -> Article25Facts:
    return _row(Operation.COMBINATION, why, concerned, No.DISCLOSED, register)


def _erased(concerned: str | No, why: str | No = No.ACT, *, to: No = No.DISCLOSED) -> Article25Facts:
    return _row(Operation.ERASURE, why, concerned, to, No.REGISTER)


def _refused(why: str, concerned: str | No = No.SHOWN) -> Article25Facts:
    return _row(Operation.REFUSAL, why, concerned, No.SHOWN, No.SHOWN)


def _nobody(why: str | No = No.ACT, *, register: str | No = No.REGISTER) -> Article25Facts:
    return _row(Operation.NONE, why, No.PERSON, No.DISCLOSED, register)


FACTS: Mapping[str, Article25Facts] = MappingProxyType(
    {
        "log.opened": _nobody(),
        "access.signed_in": _kept("actor.id"),
        "access.sign_in_failed": _refused("subject.username", "subject.username"),
        "access.refused": _refused("core.address core.capability"),
        "query.refused": _refused("core.address core.code core.field"),
        "access.link_issued": _kept("core.user", "core.purpose"),
        "access.password_changed": _altered("core.user", "core.how"),
        "access.factor_changed": _altered("core.user", "core.change"),
        "access.sessions_ended": _altered("core.user", "core.why"),
        "people.organisation_added": _nobody(),
        "people.user_added": _kept("core.user"),
        "people.client_added": _nobody(),
        "people.client_revoked": _nobody("core.why"),
        "people.read": _read("core.users", No.ACCOUNTS),
        "people.user_placed": _altered("core.user"),
        "people.user_state": _altered("core.user", "core.why"),
        "people.user_changed": _altered("core.user"),
        "people.organisation_changed": _nobody(),
        "people.gates_assigned": _altered("core.account"),
        "facility.added": _nobody(),
        "desk.added": _nobody(),
        "facility.changed": _nobody(),
        "desk.changed": _nobody(),
        "authority.changed": _nobody(),
        "identity.proposed": _kept("core.proposal"),
        "identity.decided": _altered("core.proposal", "core.note"),
        "identity.refused": _refused("core.code core.sentence", No.PERSON),
        "check.answered": _given("subject.person", why="core.purpose subject.note"),
        "check.outcome": _kept(_CHECKED, "core.outcome"),
        "check.judged": _kept(_CHECKED, "subject.why", register=_CHECK_VERSION),
        "check.read": _read(_CHECKED, _CHECK_VERSION),
        "receipt.read": _given(_CHECKED, _CHECK_VERSION),
        "check.matched": _combined("subject.matches", _CHECK_WHY, register=_CHECK_VERSION),
        "check.looked_back": _combined(
            "core.check>check.answered:subject.person", "core.check>check.answered:core.purpose"
        ),
        "check.exported": _nobody(DUTY),
        "ban.registered": _kept("subject.person", "subject.legal_basis subject.case_reference", register=_VERSION),
        "ban.read": _read("subject.subject core.ban", f"core.version {_VERSION} core.known_at?"),
        "ban.imported": _kept(No.EACH, "core.digest", register=No.EACH),
        "ban.changed": _altered("core.ban", "subject.legal_basis subject.reason", register=_VERSION),
        "authority.added": _nobody(),
        "ban.listed": _read("core.bans"),
        "ban.confirmed": _altered("core.ban", register="core.version"),
        "ban.confirmation_overdue": _altered("core.ban", to=No.NOTICE, register="core.version"),
        "lookup.answered": _read("subject.person subject.bans", why="core.purpose subject.case"),
        "lookup.justified": _kept("core.lookup>lookup.answered:subject.person", "subject.justification"),
        "lookup.reviewed": _kept("core.lookup>lookup.answered:subject.person", "core.accepted subject.note"),
        "lookup.reviews_read": _read(
            "core.lookups>lookup.answered:subject.person", "core.lookups>lookup.answered:core.register_version"
        ),
        "subject.found": _read("subject.person subject.subjects", why=f"{DUTY} subject.case"),
        "subject.read": _read("subject.subject core.bans", f"core.version {_VERSION}"),
        "subject.recoded": _altered(No.EACH),
        "lookup.read": _read(
            "core.lookups>lookup.answered:subject.person", "core.lookups>lookup.answered:core.register_version"
        ),
        "detention.read": _read("subject.subject subject.bans", why="core.lookup>lookup.answered:core.purpose"),
        "alert.raised": _given("subject.subject subject.ban", _CHECK_VERSION, why=_CHECK_WHY, to="core.desks"),
        "alert.repeated": _given(
            "subject.subject subject.ban", _CHECK_VERSION, why=_CHECK_WHY, to="core.alert>alert.raised:core.desks"
        ),
        "alert.read": _read("core.alerts>alert.raised:subject.subject"),
        "alert.acknowledged": _kept("core.alert>alert.raised:subject.subject"),
        "alert.closed": _kept("core.alert>alert.raised:subject.subject", "core.outcome"),
        "alert.assigned": _kept("core.alert>alert.raised:subject.subject"),
        "alert.handed_over": _kept("core.alert>alert.raised:subject.subject"),
        "alert.noted": _kept("core.alert>alert.raised:subject.subject", "subject.note"),
        "alert.reopened": _kept("core.alert>alert.raised:subject.subject", "subject.note"),
        "alert.escalated": _kept("core.alert>alert.raised:subject.subject", "core.stage", to=No.NOTICE),
        "alert.digest_sent": _kept("core.alert>alert.raised:subject.subject", "core.hits", to=No.NOTICE),
        "alert.drill": _nobody(),
        "alert.sandbox": _kept(_CHECKED),
        "desk.change_proposed": _nobody("subject.why"),
        "desk.change_approved": _nobody("core.proposal>desk.change_proposed:subject.why"),
        "desk.change_rejected": _nobody("subject.note"),
        "desk.change_refused": _refused("core.code core.sentence", No.PERSON),
        "notice.resent": _nobody("core.kind"),
        "notice.attempt_started": _nobody("core.kind"),
        "notice.attempt_ended": _nobody("core.notice>notice.attempt_started:core.kind"),
        "reminder.sent": _altered("core.ban", "core.days core.level", to=No.NOTICE, register="core.ends"),
        "reminder.untold": _altered("core.ban", "core.days", register="core.ends"),
        "reminder.answered": _kept("core.ban", "core.answer subject.name", register="core.ends"),
        "reminder.listed": _read("core.bans"),
        "roster.entry_set": _kept("subject.person", "core.purpose"),
        "roster.entry_removed": _altered("core.ref>roster.entry_set:subject.person"),
        "roster.verdict_changed": _given(
            "core.ref>roster.entry_set:subject.person", why="core.ref>roster.entry_set:core.purpose"
        ),
        "screening.started": _combined(No.EACH, "core.source"),
        "screening.ended": _combined(No.EACH, "core.screening>screening.started:core.source"),
        "screening.committed": _combined(No.BOUND, "core.screening>screening.started:core.source"),
        "screening.received": _kept(No.EACH, "core.purpose"),
        "screening.steered": _nobody("core.step"),
        "screening.failed": _refused("core.code", No.EACH),
        "screening.read": _given(
            "core.screening>screening.received:core.digest",
            No.EACH,
            why="core.screening>screening.received:core.purpose",
        ),
        "announcement.made": _kept("subject.persons", "core.purpose"),
        "announcement.read": _given(
            "core.announcement>announcement.made:subject.persons",
            No.EACH,
            why="core.announcement>announcement.made:core.purpose",
        ),
        "announcement.overtaken": _combined(
            "core.check>check.answered:subject.person", "core.check>check.answered:core.purpose"
        ),
        "announcement.arrived": _combined(
            "core.check>check.answered:subject.person", "core.check>check.answered:core.purpose"
        ),
        "announcement.closed": _nobody(),
        "host_link.made": _kept("subject.host"),
        "host_link.ended": _nobody(),
        "roster.list_received": _kept(No.EACH, "core.digest"),
        "roster.list_decided": _nobody("core.step"),
        "roster.changed": _nobody(),
        "webhook.added": _nobody(),
        "webhook.changed": _nobody("core.step"),
        "roster.added": _nobody(),
        "roster.entries_read": _given(
            "core.refs>roster.entry_set:subject.person",
            "core.refs>roster.verdict_changed:core.register_version",
            why="core.refs>roster.entry_set:core.purpose",
        ),
        "roster.read": _given("core.rosters", "core.rosters>roster.verdict_changed:core.register_version"),
        "log.read": _read("core.what subject.about?", No.LOG),
        "proposal.made": _kept("core.ban subject.change", "core.what", to=No.NOTICE, register="core.base"),
        "proposal.approved": _altered("core.proposal>proposal.made:core.ban", "core.what"),
        "proposal.rejected": _altered("core.proposal>proposal.made:core.ban", "subject.note"),
        "proposal.refused": _refused("core.code core.sentence", "core.proposal>proposal.made:core.ban"),
        "subject.changed": _altered("subject.person core.bans", "subject.reason", register=_VERSION),
        "detention.reported": _kept("core.stay", register="subject.detained_on subject.released_on"),
        "list.uploaded": _kept("core.upload", "core.digest"),
        "list.mapped": _altered("core.upload"),
        "list.sorted": _combined("core.upload"),
        "list.shown": _read("core.upload core.bans"),
        "list.conflicts_chosen": _altered("core.upload core.rows"),
        "list.rejects_given": _given("core.upload"),
        "list.commit_asked": _altered("core.upload"),
        "list.removed": _erased("core.upload", "core.why"),
        "proposal.read": _read("core.proposal>proposal.made:core.ban core.ban"),
        "proposal.listed": _read("core.proposals>proposal.made:core.ban"),
        "ban.weighed": _read("core.ban", "core.version", why="core.what"),
        "subject.offered": _read("subject.person subject.subjects"),
        "feed.read": _given("core.after core.last", "core.last"),
        "subscription.added": _nobody(),
        "subscription.ended": _nobody(),
        "ban.exported": _given("core.bans", "core.last"),
        "log.key_added": _nobody(),
        "log.key_ended": _nobody(),
        "log.cosigned": _nobody(),
        "log.witness_refused": _nobody("core.why"),
        "log.closed": _nobody(),
        "log.clock_ran_ahead": _nobody("core.reason"),
        "log.succeeded": _nobody(),
        "register.loss_accepted": _nobody("core.reason"),
        "log.signer_recovered": _nobody("core.reason"),
        "erasure.decided": _erased("subject.subject core.digest", "core.basis"),
        "erasure.carried_out": _erased(
            "core.decision>erasure.decided:subject.subject", "core.decision>erasure.decided:core.basis"
        ),
        "hold.placed": _altered("subject.target core.start core.end", "subject.reason subject.reference"),
        "hold.lifted": _altered("core.hold>hold.placed:subject.target"),
        "retention.read": _read("subject.targets", No.REGISTER),
        "erasure.proposed": _erased("subject.subject", "subject.basis subject.reason", to=No.NOTICE),
        "erasure.rejected": _altered("core.decision>erasure.proposed:subject.subject", to=No.NOTICE),
        "erasure.refused": _refused("core.code core.sentence", "core.about"),
        "erasure.keys_swept": _nobody(),
        "erasure.reapplied": _erased(No.EACH),
        "log.verified": _nobody(),
        "person.trail_asked": _read("subject.person", No.LOG, why="subject.reference"),
        "person.trail_ended": _combined(_TRAIL_WHOM, _TRAIL_WHY, register=No.LOG),
        "person.trail_read": _read(_TRAIL_WHOM, No.LOG, why=_TRAIL_WHY),
        "actor.read": _read("subject.actor", No.LOG),
        "pattern.searched": _combined("core.findings", register=No.LOG),
        "pattern.remarked": _kept("core.finding", "core.word subject.note", register=No.LOG),
        "sheet.given": _given("subject.person", No.LOG, why="subject.reference core.proven_by", to="subject.person"),
        "sheet.read": _read(
            "core.sheet>sheet.given:subject.person", No.LOG, why="core.sheet>sheet.given:subject.reference"
        ),
        "judgement.revoked": _altered("core.judgement>check.judged:core.check", "subject.why"),
        "judgement.listed": _read("core.judgements>check.judged:core.check"),
        "judgement.asked": _given(_CHECKED, _CHECK_VERSION, why=_CHECK_WHY, to="core.desks"),
        "judgement.compared": _read(_CHECKED, _CHECK_VERSION),
        "threshold.proposed": _nobody("core.why"),
        "threshold.approved": _nobody("core.proposal>threshold.proposed:core.why", register=_VERSION),
        "threshold.rejected": _nobody("core.note"),
        "threshold.refused": _refused("core.code core.sentence", No.PERSON),
        "threshold.read": _nobody(DUTY),
        "coincidence.estimated": _nobody(register=_VERSION),
        "coincidence.read": _nobody(DUTY),
        "check.recomputed": _read(_CHECKED, _CHECK_VERSION),
        "detention.corrected": _altered("core.stay", "subject.reason", register="subject.before"),
        "detention.opened": _read("core.stay"),
        "lookup.refused": _refused("core.purpose subject.case", "subject.person"),
        "lookup.unreviewed_read": _nobody(DUTY),
        "ban.ended_unanswered": _altered("core.ban", "core.ends", to=No.NOTICE, register="core.ends"),
        "list.confirmed": _altered("core.compared"),
        "list.confirmation_overdue": _altered("core.list", to=No.NOTICE),
        "list.sample_shown": _read("core.bans"),
        "key.registered": _nobody(),
        "people.exported": _given("core.list core.filters", No.ACCOUNTS),
        "kiosk.pin_set": _altered("core.user"),
        "kiosk.locked": _altered("core.user", "core.why"),
        "kiosk.unlocked": _altered("core.user"),
        "kiosk.unlock_failed": _refused("core.user core.tries", "core.user"),
        "key.networks_changed": _nobody(),
        "key.address_refused": _refused("core.source core.path"),
        "provider.rule_added": _nobody(),
        "provider.rule_ended": _nobody(),
        "probing.found": _nobody("core.rule"),
        "probing.read": _nobody(DUTY),
        "probing.released": _nobody("subject.note"),
        "decoy.added": _nobody(),
        "decoy.ended": _nobody(),
        "decoy.read": _nobody(DUTY),
    }
)


def required(code: str) -> frozenset[tuple[str, str]]:
    """The fields, by part, that an entry of the kind must hold for its facts to stand; empty for an unknown kind."""
    return _REQUIRED.get(code, frozenset())


def _fields(facts: Article25Facts) -> frozenset[tuple[str, str]]:
    places = [path for fact in facts.all.values() if not isinstance(fact, No) for path in fact]
    whole = [path.partition(">")[0].partition(".") for path in places if not path.endswith("?")]
    return frozenset((part, name) for part, _, name in whole if part != "actor")


_REQUIRED = {code: _fields(facts) for code, facts in FACTS.items()}
