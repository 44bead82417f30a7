"""The audit catalogue: every kind of event, its number in the log, and the fields each of its parts may hold.

Numbers are final: they stand in the leaves. `docs/AUDIT-EVENTS.md` is generated from this table.
"""

from collections.abc import Mapping
from typing import Any

from aigis.core.audit.access_events import ACCESS_ROWS
from aigis.core.audit.article_25 import required
from aigis.core.audit.event_kind import EventKind
from aigis.core.audit.event_kind import define_kind as _kind
from aigis.core.audit.event_names import Event
from aigis.core.audit.front_office_events import FRONT_OFFICE_ROWS
from aigis.core.audit.roster_events import ROSTER_ROWS
from aigis.core.audit.security_events import SECURITY_ROWS

_ROWS = (
    _kind(1, Event.LOG_OPENED, "The log was started", "origin version vkeys"),
    *ACCESS_ROWS,
    _kind(
        40,
        Event.CHECK_ANSWERED,
        "A person was checked",
        "check gate purpose verdict reason register_version weights bands source",
        "person note",
    ),
    _kind(41, Event.CHECK_OUTCOME, "The outcome after a check was reported", "check outcome"),
    _kind(
        42,
        Event.CHECK_JUDGED,
        "A referred check was judged by a person",
        "check judgement number remembered forgotten",
        "why document",
    ),
    _kind(43, Event.CHECK_READ, "A check was read", "check"),
    _kind(44, Event.RECEIPT_READ, "A receipt was issued", "check opened"),
    _kind(
        45,
        Event.CHECK_MATCHED,
        "The reasons of a check that was not clear were recorded",
        "check weights spared",
        "matches",
    ),
    _kind(46, Event.CHECK_EXPORTED, "A company exported its own checks, without persons", "first last rows format"),
    _kind(
        47,
        Event.CHECK_LOOKED_BACK,
        "A person who was clear at gates was met by a later ban",
        "check earlier",
    ),
    _kind(
        50,
        Event.BAN_REGISTERED,
        "A ban was registered",
        "ban version register_version kind authority decision_date final_on start end stayed details_confirmed",
        "person legal_basis case_reference",
    ),
    _kind(51, Event.BAN_READ, "A ban was read", "ban version register_version others known_at", "subject"),
    _kind(
        52,
        Event.BAN_IMPORTED,
        "A list of bans was imported",
        "file digest rows new known conflicts conflicts_registered rejected upload",
    ),
    _kind(
        53,
        Event.BAN_CHANGED,
        "A new version of a ban was recorded",
        "ban version register_version what standing authority decision_date final_on start end stayed counts_from"
        " approved_by proposal",
        "legal_basis case_reference reason",
    ),
    _kind(54, Event.AUTHORITY_ADDED, "Authorities were added to the code list", "authorities"),
    _kind(55, Event.BAN_LISTED, "Bans were shown in the lists of the registry desk", "shown bans register_version"),
    _kind(56, Event.BAN_CONFIRMED, "A colleague confirmed a registration", "ban version"),
    _kind(57, Event.BAN_CONFIRMATION_OVERDUE, "A version was not confirmed within a day", "ban version"),
    _kind(
        60,
        Event.LOOKUP_ANSWERED,
        "An official looked a person up",
        "lookup purpose instant known_at register_version found asks_more",
        "person case bans",
    ),
    _kind(
        61, Event.LOOKUP_JUSTIFIED, "An official gave a fuller justification of a look-up", "lookup", "justification"
    ),
    _kind(
        62, Event.LOOKUP_REVIEWED, "A superior accepted a justification or objected to it", "lookup accepted", "note"
    ),
    _kind(63, Event.LOOKUP_REVIEWS_READ, "Justifications of look-ups were shown to a superior", "lookups"),
    _kind(
        64,
        Event.SUBJECT_FOUND,
        "Subjects were searched and the matches were shown",
        "shown more register_version",
        "person case subjects",
    ),
    _kind(65, Event.SUBJECT_READ, "A subject was read with all its bans", "version register_version bans", "subject"),
    _kind(66, Event.SUBJECT_RECODED, "Blind indexes of subjects were completed", "subjects codes"),
    _kind(67, Event.LOOKUP_READ, "An official's own look-ups were shown again", "lookups"),
    _kind(
        68,
        Event.DETENTION_READ,
        "A prison was shown the bans whose end a detention moves",
        "lookup register_version",
        "subject bans",
    ),
    _kind(70, Event.ALERT_RAISED, "The desks were notified of a hit", "alert check gate desks", "subject ban"),
    _kind(71, Event.ALERT_READ, "Alerts were shown to a desk", "alerts register_version"),
    _kind(72, Event.ALERT_ACKNOWLEDGED, "A desk acknowledged an alert", "alert desk number", "name"),
    _kind(73, Event.ALERT_CLOSED, "A desk closed an alert", "alert desk number outcome", "name"),
    _kind(74, Event.ALERT_REPEATED, "A further hit joined an alert", "alert check gate", "subject ban"),
    _kind(75, Event.ALERT_ASSIGNED, "An alert was assigned to an official", "alert desk number", "name recipient"),
    _kind(76, Event.ALERT_HANDED_OVER, "An alert was handed over", "alert desk number", "name recipient note"),
    _kind(77, Event.ALERT_NOTED, "A note was added to an alert", "alert desk number", "name note"),
    _kind(78, Event.ALERT_REOPENED, "A closed alert was reopened", "alert desk number", "name note"),
    _kind(79, Event.ALERT_ESCALATED, "An unacknowledged alert was escalated", "alert desk number stage", "recipient"),
    _kind(80, Event.NOTICE_ATTEMPT_STARTED, "A delivery was started", "notice kind channel attempt"),
    _kind(81, Event.NOTICE_ATTEMPT_ENDED, "A delivery ended", "notice attempt outcome"),
    _kind(82, Event.NOTICE_RESENT, "A notice that could not be delivered was sent again", "notice kind"),
    _kind(83, Event.ALERT_DIGEST_SENT, "The desks were told of further hits of an alert", "alert hits"),
    _kind(84, Event.ALERT_DRILL, "A desk raised a drill", "drill desk number"),
    _kind(85, Event.DESK_CHANGE_PROPOSED, "A change of an alert desk was proposed", "desk proposal fields", "why"),
    _kind(86, Event.DESK_CHANGE_APPROVED, "A proposed change of an alert desk was approved", "desk proposal fields"),
    _kind(87, Event.DESK_CHANGE_REJECTED, "A proposed change of an alert desk was rejected", "desk proposal", "note"),
    _kind(88, Event.DESK_CHANGE_REFUSED, "A decision on an alert desk's change was refused", "proposal code sentence"),
    _kind(90, Event.REMINDER_SENT, "A reminder that a ban is about to end was sent", "ban ends days level up covered"),
    _kind(91, Event.REMINDER_UNTOLD, "A reminder that a ban is about to end had no recipient", "ban ends days"),
    _kind(
        92,
        Event.REMINDER_ANSWERED,
        "An office answered the reminders that a ban is about to end",
        "ban ends answer",
        "name",
    ),
    _kind(
        93,
        Event.REMINDER_LISTED,
        "Bans that are about to end were shown to their office",
        "shown bans register_version",
    ),
    *ROSTER_ROWS,
    _kind(
        120, Event.PROPOSAL_MADE, "A change that needs a second person was proposed", "proposal what ban base", "change"
    ),
    _kind(121, Event.PROPOSAL_APPROVED, "A proposal was approved and carried out", "proposal what ban"),
    _kind(122, Event.PROPOSAL_REJECTED, "A proposal was rejected", "proposal what ban", "note"),
    _kind(
        123, Event.PROPOSAL_REFUSED, "A user tried to decide on a proposal and was refused", "proposal code sentence"
    ),
    _kind(
        130,
        Event.SUBJECT_CHANGED,
        "A subject's identity was changed, or it was merged or split",
        "what version register_version other bans approved_by proposal details_confirmed",
        "person reason",
    ),
    _kind(
        131, Event.DETENTION_REPORTED, "A prison reported a detention or a release", "stay", "detained_on released_on"
    ),
    _kind(132, Event.ALERT_SANDBOX, "A test identity was denied: a drill for the drill desks", "check alert desks"),
    _kind(140, Event.LIST_UPLOADED, "A list of bans was uploaded", "upload digest rows"),
    _kind(141, Event.LIST_MAPPED, "The columns of an uploaded list were assigned", "upload columns month_first"),
    _kind(
        142, Event.LIST_SORTED, "An uploaded list was compared with the register", "upload new known conflicts rejected"
    ),
    _kind(143, Event.LIST_SHOWN, "The rows of an uploaded list were shown", "upload state rows bans register_version"),
    _kind(144, Event.LIST_CONFLICTS_CHOSEN, "Conflicts of a list were selected for registration", "upload rows"),
    _kind(
        145,
        Event.LIST_REJECTS_GIVEN,
        "The rows of a list that were not registered were downloaded",
        "upload rows register_version",
    ),
    _kind(146, Event.LIST_COMMIT_ASKED, "A user requested the registration of an uploaded list", "upload"),
    _kind(147, Event.LIST_REMOVED, "An uploaded list was removed", "upload why"),
    *FRONT_OFFICE_ROWS,
    _kind(160, Event.PROPOSAL_READ, "A proposal was read", "proposal what ban register_version"),
    _kind(161, Event.PROPOSAL_LISTED, "Proposals were shown in a list", "shown proposals register_version"),
    _kind(163, Event.BAN_WEIGHED, "The effect of a change of a ban was previewed", "ban version what"),
    _kind(
        165,
        Event.SUBJECT_OFFERED,
        "Possible matches for an entered person were shown",
        "shown register_version",
        "person subjects",
    ),
    _kind(170, Event.FEED_READ, "The register's changes were supplied", "after last shown"),
    _kind(171, Event.SUBSCRIPTION_ADDED, "A system subscribed to the register's changes", "subscription webhook"),
    _kind(172, Event.SUBSCRIPTION_ENDED, "A subscription to the register's changes was ended", "subscription"),
    _kind(173, Event.BAN_EXPORTED, "Final penalties were supplied for the criminal record", "after last shown bans"),
    _kind(180, Event.LOG_KEY_ADDED, "A key started to sign the log", "origin vkey"),
    _kind(181, Event.LOG_KEY_ENDED, "A key stopped signing the log", "origin vkey"),
    _kind(182, Event.LOG_COSIGNED, "Witnesses cosigned a checkpoint of the log", "origin size root cosignatures"),
    _kind(
        183, Event.LOG_WITNESS_REFUSED, "A witness did not cosign a checkpoint of the log", "origin size witness why"
    ),
    _kind(184, Event.LOG_CLOSED, "The log was closed, and names its successor", "origin successor vkey"),
    _kind(
        185,
        Event.LOG_SUCCEEDED,
        "The log continues from the last checkpoint of another log",
        "origin predecessor note vkeys",
    ),
    _kind(
        186,
        Event.LOG_CLOCK_RAN_AHEAD,
        "The log was closed because its clock was ahead, and names its successor",
        "origin successor vkey last_leaf attested reason",
    ),
    _kind(
        187,
        Event.REGISTER_LOSS_ACCEPTED,
        "The register continues although its last changes were lost",
        "register_version lost reason",
    ),
    _kind(
        188,
        Event.LOG_SIGNER_RECOVERED,
        "The signer's memory was lost and taken from the log again",
        "origin size root confirmed_by reason",
    ),
    _kind(
        200,
        Event.ERASURE_DECIDED,
        "The erasure of data past its retention period was decided",
        "decision basis counts scopes digest",
        "subject",
    ),
    _kind(201, Event.ERASURE_CARRIED_OUT, "A decision to erase data was carried out", "decision rows"),
    _kind(
        202,
        Event.HOLD_PLACED,
        "A legal hold was placed: the data it covers is not erased",
        "hold kind start end",
        "target reason reference",
    ),
    _kind(203, Event.HOLD_LIFTED, "A legal hold was lifted by a second person", "hold kind"),
    _kind(
        204,
        Event.RETENTION_READ,
        "Retention periods, due erasures and holds were shown",
        "due holds erasures",
        "targets",
    ),
    _kind(
        205,
        Event.ERASURE_PROPOSED,
        "The erasure of a subject was proposed",
        "decision",
        "subject basis reference reason",
    ),
    _kind(206, Event.ERASURE_REJECTED, "The erasure of a subject was rejected or withdrawn", "decision"),
    _kind(
        207,
        Event.ERASURE_REFUSED,
        "A user tried to decide on an erasure or to lift a hold and was refused",
        "about code sentence",
    ),
    _kind(208, Event.ERASURE_KEYS_SWEPT, "Unused data keys were removed", "keys"),
    _kind(209, Event.ERASURE_REAPPLIED, "Keys restored by an old backup were destroyed again", "keys"),
    _kind(210, Event.LOG_VERIFIED, "All stored data was compared with the log", "good entries checks sentence"),
    _kind(
        211,
        Event.PERSON_TRAIL_ASKED,
        "An auditor asked who viewed a person's data",
        "trail first last",
        "person reference",
    ),
    _kind(
        212,
        Event.PERSON_TRAIL_ENDED,
        "The log was searched for views of a person's data",
        "trail scanned found erased state",
    ),
    _kind(213, Event.PERSON_TRAIL_READ, "An auditor was shown who viewed a person's data", "trail shown"),
    _kind(214, Event.ACTOR_READ, "An auditor was shown what an actor did", "first last kinds shown", "actor"),
    _kind(215, Event.PATTERN_SEARCHED, "An auditor searched for unusual patterns", "first last findings"),
    _kind(216, Event.PATTERN_REMARKED, "An auditor remarked on an unusual pattern", "finding rule word", "note"),
    _kind(
        217,
        Event.SHEET_GIVEN,
        "A person received an access report",
        "sheet trail language proven_by inquiry shown withheld unsure",
        "person reference",
    ),
    _kind(218, Event.SHEET_READ, "An access report was shown again", "sheet"),
    _kind(230, Event.JUDGEMENT_REVOKED, "A remembered judgement was revoked", "judgement organisation", "why"),
    _kind(231, Event.JUDGEMENT_LISTED, "Remembered judgements were shown", "judgements register_version"),
    _kind(232, Event.JUDGEMENT_ASKED, "A desk was asked to decide on a referred check", "check desks"),
    _kind(
        233, Event.JUDGEMENT_COMPARED, "A referred check was shown next to the register data, for a decision", "check"
    ),
    _kind(234, Event.THRESHOLD_PROPOSED, "New thresholds were proposed", "proposal possible certain base why"),
    _kind(
        235,
        Event.THRESHOLD_APPROVED,
        "New thresholds were approved and took effect",
        "proposal number possible certain register_version",
    ),
    _kind(236, Event.THRESHOLD_REJECTED, "Proposed thresholds were rejected or withdrawn", "proposal note"),
    _kind(
        237, Event.THRESHOLD_REFUSED, "A user tried to decide on thresholds and was refused", "proposal code sentence"
    ),
    _kind(238, Event.THRESHOLD_READ, "Thresholds and the effect of other thresholds were shown", "number proposal"),
    _kind(
        239,
        Event.COINCIDENCE_ESTIMATED,
        "The chance matches of a day's checks were estimated",
        "day people register_version organisations outside",
    ),
    _kind(240, Event.COINCIDENCE_READ, "Chance matches were shown", "days"),
    _kind(241, Event.CHECK_RECOMPUTED, "A check was recomputed from its stored data", "check same"),
    _kind(
        260,
        Event.DETENTION_CORRECTED,
        "A wrong report of a detention was corrected or withdrawn",
        "stay withdrawn approved_by proposal",
        "detained_on released_on before reason",
    ),
    _kind(
        261,
        Event.DETENTION_OPENED,
        "A report of a detention was shown to a user who may correct it",
        "stay register_version",
    ),
    _kind(
        262,
        Event.LOOKUP_REFUSED,
        "A look-up was refused because an earlier one still needs its justification",
        "purpose lookup",
        "person case",
    ),
    _kind(
        263,
        Event.LOOKUP_UNREVIEWED_READ,
        "Organisations with unreviewed justifications were shown",
        "organisations",
    ),
    _kind(264, Event.BAN_ENDED_UNANSWERED, "A ban ended without a reply to its reminders", "ban ends level"),
    _kind(265, Event.LIST_CONFIRMED, "A colleague confirmed a whole imported list", "list bans compared"),
    _kind(266, Event.LIST_CONFIRMATION_OVERDUE, "An imported list was not confirmed within a day", "list bans"),
    _kind(
        267,
        Event.LIST_SAMPLE_SHOWN,
        "The bans selected from an imported list were shown for comparison",
        "list bans register_version",
    ),
    *SECURITY_ROWS,
    _kind(286, Event.WEBHOOK_ADDED, "A webhook of an organisation was added", "target url events"),
    _kind(
        287, Event.WEBHOOK_CHANGED, "A webhook of an organisation was changed, tested or ended", "target step events"
    ),
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
