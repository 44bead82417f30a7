"""The audit catalogue: every kind of event, its number in the log, and the fields each of its parts may hold.

Numbers are final: they stand in the leaves. `docs/AUDIT-EVENTS.md` is generated from this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aigis.core.audit.article_25 import required


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event. `core` says what, when, why and how it ended; `subject` about whom and what was disclosed."""

    number: int
    code: str
    sentence: str
    core: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()


def _kind(number: int, code: str, sentence: str, core: str = "", subject: str = "") -> EventKind:
    return EventKind(number, code, sentence, frozenset(core.split()), frozenset(subject.split()))


_ROWS = (
    _kind(1, "log.opened", "The log was begun", "origin version vkeys"),
    _kind(10, "access.signed_in", "A user signed in", "method"),
    _kind(11, "access.sign_in_failed", "A sign-in failed", "", "username"),
    _kind(12, "access.refused", "Somebody asked for what their role does not carry", "address capability"),
    _kind(13, "query.refused", "A request was malformed and got an error, never a verdict", "address code field"),
    _kind(20, "people.organisation_added", "An organisation was added", "organisation kind"),
    _kind(21, "people.user_added", "A user was added", "user role organisation"),
    _kind(22, "people.client_added", "An API client was given a key", "client role organisation expires_at"),
    _kind(23, "people.client_revoked", "An API client's key was ended", "client why"),
    _kind(24, "people.read", "Organisations, users and API clients were shown", "organisations users clients"),
    _kind(25, "people.user_placed", "A user got another role or unit", "user role unit"),
    _kind(30, "facility.added", "Facilities and their gates were added", "facilities gates"),
    _kind(31, "desk.added", "A desk that receives alerts was added", "desk kind organisation ports"),
    _kind(
        40,
        "check.answered",
        "A person was checked",
        "check gate purpose verdict reason register_version weights bands source",
        "person note",
    ),
    _kind(
        45, "check.matched", "Why a check was not clear, for those who may see it", "check weights spared", "matches"
    ),
    _kind(41, "check.outcome", "What happened after a check was reported", "check outcome"),
    _kind(
        42,
        "check.judged",
        "A referred check was judged by a person",
        "check judgement number remembered forgotten",
        "why document",
    ),
    _kind(43, "check.read", "A check was read", "check"),
    _kind(44, "receipt.read", "A receipt was given out", "check opened"),
    _kind(
        50,
        "ban.registered",
        "A ban was registered",
        "ban version register_version kind authority decision_date final_on start end stayed details_confirmed",
        "person legal_basis case_reference",
    ),
    _kind(51, "ban.read", "A ban was read", "ban version register_version others known_at", "subject"),
    _kind(
        52,
        "ban.imported",
        "A list of bans was imported",
        "file digest rows new known conflicts conflicts_registered rejected upload",
    ),
    _kind(54, "authority.added", "Authorities were added to the code list", "authorities"),
    _kind(
        53,
        "ban.changed",
        "A ban got another version",
        "ban version register_version what standing authority decision_date final_on start end stayed counts_from"
        " approved_by proposal",
        "legal_basis case_reference reason",
    ),
    _kind(56, "ban.confirmed", "A colleague confirmed what somebody had entered", "ban version"),
    _kind(57, "ban.confirmation_overdue", "Nobody confirmed a version within a day", "ban version"),
    _kind(120, "proposal.made", "A change that needs a second person was proposed", "proposal what ban base", "change"),
    _kind(121, "proposal.approved", "A proposal was approved and carried out", "proposal what ban"),
    _kind(122, "proposal.rejected", "A proposal was rejected", "proposal what ban", "note"),
    _kind(123, "proposal.refused", "Somebody tried to decide a proposal and was refused", "proposal code sentence"),
    _kind(160, "proposal.read", "A proposal was read", "proposal what ban register_version"),
    _kind(161, "proposal.listed", "Proposals were shown in a list", "shown proposals register_version"),
    _kind(163, "ban.weighed", "Somebody asked what a change of a ban would do, without making it", "ban version what"),
    _kind(
        165,
        "subject.offered",
        "Subjects that may be the person typed were shown",
        "shown register_version",
        "person subjects",
    ),
    _kind(
        130,
        "subject.changed",
        "A subject's identity was changed, or it was merged or split",
        "what version register_version other bans approved_by proposal details_confirmed",
        "person reason",
    ),
    _kind(131, "detention.reported", "A prison reported a detention or a release", "stay", "detained_on released_on"),
    _kind(
        260,
        "detention.corrected",
        "A wrong report of a detention was put right or withdrawn",
        "stay withdrawn approved_by proposal",
        "detained_on released_on before reason",
    ),
    _kind(
        261,
        "detention.opened",
        "A report of a detention was shown to somebody who may correct it",
        "stay register_version",
    ),
    _kind(
        262,
        "lookup.refused",
        "A look-up was refused, for an earlier one waits for its justification",
        "purpose lookup",
        "person case",
    ),
    _kind(
        263,
        "lookup.unreviewed_read",
        "It was shown which organisations leave justifications unreviewed",
        "organisations",
    ),
    _kind(264, "ban.ended_unanswered", "A ban ended while nobody answered its reminders", "ban ends level"),
    _kind(265, "list.confirmed", "A colleague confirmed a whole imported list", "list bans compared"),
    _kind(266, "list.confirmation_overdue", "Nobody confirmed an imported list within a day", "list bans"),
    _kind(
        267,
        "list.sample_shown",
        "The bans drawn from an imported list were shown to be compared",
        "list bans register_version",
    ),
    _kind(140, "list.uploaded", "A list of bans was uploaded", "upload digest rows"),
    _kind(141, "list.mapped", "The columns of an uploaded list were told", "upload columns month_first"),
    _kind(142, "list.sorted", "An uploaded list was compared with the register", "upload new known conflicts rejected"),
    _kind(143, "list.shown", "The rows of an uploaded list were shown", "upload state rows bans register_version"),
    _kind(144, "list.conflicts_chosen", "Conflicts of a list were chosen to be registered all the same", "upload rows"),
    _kind(
        145,
        "list.rejects_given",
        "The rows of a list that were not registered were downloaded",
        "upload rows register_version",
    ),
    _kind(146, "list.commit_asked", "Somebody asked for an uploaded list to be registered", "upload"),
    _kind(147, "list.removed", "An uploaded list was removed", "upload why"),
    _kind(170, "feed.read", "The register's changes were handed out", "after last shown"),
    _kind(171, "subscription.added", "A system asked to be told of the register's changes", "subscription webhook"),
    _kind(172, "subscription.ended", "A subscription to the register's changes was ended", "subscription"),
    _kind(173, "ban.exported", "Final penalties were handed out for the criminal record", "after last shown bans"),
    _kind(55, "ban.listed", "Bans were shown in the lists of the registry desk", "shown bans register_version"),
    _kind(
        60,
        "lookup.answered",
        "An official looked a person up",
        "lookup purpose instant known_at register_version found asks_more",
        "person case bans",
    ),
    _kind(61, "lookup.justified", "An official justified a look-up more fully", "lookup", "justification"),
    _kind(62, "lookup.reviewed", "A superior accepted a justification or objected to it", "lookup accepted", "note"),
    _kind(63, "lookup.reviews_read", "Justifications of look-ups were shown to a superior", "lookups"),
    _kind(
        64,
        "subject.found",
        "Subjects were looked for, and those that fit were shown",
        "shown more register_version",
        "person case subjects",
    ),
    _kind(65, "subject.read", "A subject was read with all its bans", "version register_version bans", "subject"),
    _kind(66, "subject.recoded", "Codes by which subjects are found were completed", "subjects codes"),
    _kind(67, "lookup.read", "An official's own look-ups were shown again", "lookups"),
    _kind(
        68,
        "detention.read",
        "A prison was shown the bans whose end a detention moves",
        "lookup register_version",
        "subject bans",
    ),
    _kind(70, "alert.raised", "A hit was told to the desks", "alert check gate desks", "subject ban"),
    _kind(74, "alert.repeated", "A further hit joined an alert", "alert check gate", "subject ban"),
    _kind(71, "alert.read", "Alerts were shown to a desk", "alerts register_version"),
    _kind(72, "alert.acknowledged", "A desk acknowledged an alert", "alert desk number"),
    _kind(73, "alert.closed", "A desk closed an alert", "alert desk number outcome"),
    _kind(80, "notice.attempt_started", "A delivery was begun", "notice kind channel attempt"),
    _kind(81, "notice.attempt_ended", "A delivery ended", "notice attempt outcome"),
    _kind(90, "reminder.sent", "A reminder that a ban is about to end was sent", "ban ends days level up covered"),
    _kind(91, "reminder.untold", "Nobody could be told that a ban is about to end", "ban ends days"),
    _kind(
        92,
        "reminder.answered",
        "An office answered the reminders that a ban is about to end",
        "ban ends answer",
        "name",
    ),
    _kind(
        93, "reminder.listed", "Bans that are about to end were shown to their office", "shown bans register_version"
    ),
    _kind(100, "roster.entry_set", "A roster entry was set", "roster ref purpose", "person"),
    _kind(101, "roster.entry_removed", "A roster entry was removed", "roster ref"),
    _kind(
        102,
        "roster.verdict_changed",
        "The verdict on a roster entry changed",
        "roster ref verdict number register_version",
    ),
    _kind(105, "roster.added", "A roster was added", "roster organisation gate"),
    _kind(103, "screening.started", "A screening was begun", "screening source total"),
    _kind(104, "screening.ended", "A screening ended", "screening done denied refer failed"),
    _kind(106, "roster.read", "The changes on rosters were shown", "rosters"),
    _kind(110, "log.read", "The log was read", "what", "about"),
    _kind(210, "log.verified", "Everything stored was compared with the log", "good entries checks sentence"),
    _kind(211, "person.trail_asked", "An auditor asked who looked at a person", "trail first last", "person reference"),
    _kind(
        212,
        "person.trail_ended",
        "The log was read for who looked at a person",
        "trail scanned found erased state",
    ),
    _kind(213, "person.trail_read", "An auditor was shown who looked at a person", "trail shown"),
    _kind(214, "actor.read", "An auditor was shown what an actor did", "first last kinds shown", "actor"),
    _kind(215, "pattern.searched", "An auditor had unusual patterns looked for", "first last findings"),
    _kind(216, "pattern.remarked", "An auditor remarked on an unusual pattern", "finding rule word", "note"),
    _kind(
        217,
        "sheet.given",
        "A person was told on a sheet who looked at them",
        "sheet trail language proven_by inquiry shown withheld unsure",
        "person reference",
    ),
    _kind(218, "sheet.read", "A sheet for a person was shown again", "sheet"),
    _kind(230, "judgement.revoked", "A remembered judgement no longer spares anybody", "judgement organisation", "why"),
    _kind(231, "judgement.listed", "Remembered judgements were shown", "judgements register_version"),
    _kind(232, "judgement.asked", "A desk was asked to settle a referred check", "check desks"),
    _kind(233, "judgement.compared", "A referred check was shown beside the register, to be settled", "check"),
    _kind(234, "threshold.proposed", "Other thresholds were proposed", "proposal possible certain base why"),
    _kind(
        235,
        "threshold.approved",
        "Other thresholds were approved and count from then on",
        "proposal number possible certain register_version",
    ),
    _kind(236, "threshold.rejected", "Other thresholds were rejected or withdrawn", "proposal note"),
    _kind(237, "threshold.refused", "Somebody tried to decide on thresholds and was refused", "proposal code sentence"),
    _kind(238, "threshold.read", "Thresholds and what others would do were shown", "number proposal"),
    _kind(
        239,
        "coincidence.estimated",
        "What chance alone makes of a day's checks was estimated",
        "day people register_version organisations outside",
    ),
    _kind(240, "coincidence.read", "What chance alone makes was shown", "days"),
    _kind(241, "check.recomputed", "A check was made again from what it kept", "check same"),
    _kind(180, "log.key_added", "A key began to sign the log", "origin vkey"),
    _kind(181, "log.key_ended", "A key no longer signs the log", "origin vkey"),
    _kind(182, "log.cosigned", "Witnesses cosigned a checkpoint of the log", "origin size root cosignatures"),
    _kind(183, "log.witness_refused", "A witness did not cosign a checkpoint of the log", "origin size witness why"),
    _kind(184, "log.closed", "The log was closed, and names its successor", "origin successor vkey"),
    _kind(
        186,
        "log.clock_ran_ahead",
        "The log was closed because its clock had run ahead, and names its successor",
        "origin successor vkey last_leaf attested reason",
    ),
    _kind(
        187,
        "register.loss_accepted",
        "The register goes on although its last changes were lost",
        "register_version lost reason",
    ),
    _kind(
        200,
        "erasure.decided",
        "It was decided to erase what is kept no longer",
        "decision basis counts scopes digest",
        "subject",
    ),
    _kind(201, "erasure.carried_out", "A decision to erase was carried out", "decision rows"),
    _kind(
        202,
        "hold.placed",
        "A legal hold was placed: what it is on is not erased",
        "hold kind start end",
        "target reason reference",
    ),
    _kind(203, "hold.lifted", "A legal hold was lifted by a second person", "hold kind"),
    _kind(
        204,
        "retention.read",
        "What is kept how long, what is due and the holds were shown",
        "due holds erasures",
        "targets",
    ),
    _kind(
        205,
        "erasure.proposed",
        "The erasure of a subject was proposed to a second person",
        "decision",
        "subject basis reference reason",
    ),
    _kind(206, "erasure.rejected", "The erasure of a subject was rejected or withdrawn", "decision"),
    _kind(
        207,
        "erasure.refused",
        "Somebody tried to decide an erasure or to lift a hold and was refused",
        "about code sentence",
    ),
    _kind(208, "erasure.keys_swept", "Keys that close nothing were removed", "keys"),
    _kind(209, "erasure.reapplied", "Keys that an old backup had brought back were destroyed again", "keys"),
    _kind(185, "log.succeeded", "The log goes on from the last checkpoint of another", "origin predecessor note vkeys"),
)
CATALOGUE: Mapping[str, EventKind] = {row.code: row for row in _ROWS}
BY_NUMBER: Mapping[int, EventKind] = {row.number: row for row in _ROWS}


def kind_of(code: str, *, core: Mapping[str, Any], subject: Mapping[str, Any]) -> EventKind:
    """The catalogue's row for an event.

    Raises ValueError on an unknown kind, a field outside the catalogue, or an event without what article 25 asks of it.
    """
    kind = CATALOGUE.get(code)
    if kind is None:
        raise ValueError(f"the catalogue has no event '{code}'")
    foreign = (core.keys() - kind.core) | (subject.keys() - kind.subject)
    if foreign:
        raise ValueError(f"event '{code}' may not hold {', '.join(sorted(foreign))}")
    missing = [name for part, name in required(code) if name not in (core if part == "core" else subject)]
    if missing:
        raise ValueError(f"event '{code}' must hold {', '.join(sorted(missing))}")
    return kind
