"""The words of the auditor's desk: alarms of the log, unusual patterns, what is said of them, looks at a person."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from aigis.apps.audit.log_status import Alarm
from aigis.apps.insight.models import Remark
from aigis.core.audit.anomalies import THRESHOLDS, AnomalyRule, Finding
from aigis.core.privacy.disclosure_delays import DisclosureCase
from aigis.web.labels.register import LOOKUP_PURPOSES
from aigis.web.labels.vocabulary import PURPOSES

ALARMS = {
    Alarm.NO_CHECKPOINT: _("No checkpoint has been signed yet. Is the sealer running? See the runbook."),
    Alarm.BEHIND: _("Entries have waited for longer than a minute. Tell the operator."),
    Alarm.SIGNER_AWAY: _("The signer's memory cannot be read from here. Tell the operator."),
    Alarm.SIGNER_AHEAD: _("The signer signed more than the log holds: an old database may have been restored."),
    Alarm.WITNESS_REFUSED: _("A witness refused to cosign. What it said stands beside its name; see the runbook."),
    Alarm.WITNESS_SILENT: _("A witness has said nothing for longer than a quarter of an hour."),
    Alarm.NO_QUORUM: _("Too few witnesses have cosigned for longer than a quarter of an hour."),
}

CONFIDENCE = {"certain": _("This person"), "possible": _("May be this person")}

RULES = {
    AnomalyRule.OFF_HOURS: _("Reading at unusual hours"),
    AnomalyRule.VOLUME: _("Reading far more than usual"),
    AnomalyRule.MANY_READERS: _("Many people reading about one person"),
    AnomalyRule.OWN_NAME: _("Looking up somebody of one's own family name"),
    AnomalyRule.NO_ARRIVAL: _("Checks after which nobody entered"),
    AnomalyRule.BEFORE_CLOSING: _("Reading shortly before an alert was closed"),
    AnomalyRule.REFUSALS: _("Refused again and again"),
    AnomalyRule.OTHER_CASES: _("The same person for ever other cases"),
}

REMARKS = {
    Remark.Word.SEEN.value: pgettext_lazy("what becomes of a finding", "Seen"),
    Remark.Word.EXPLAINED.value: pgettext_lazy("what becomes of a finding", "Explained"),
    Remark.Word.HANDED_ON.value: pgettext_lazy("what becomes of a finding", "Handed on"),
}

PROVEN_BY = {
    "document": _("In person, with an identity document"),
    "eid": _("By an electronic identity card or a qualified signature"),
    "supervisor": _("By the supervisory authority, which asks for them"),
}

TOLD = {
    DisclosureCase.GIVEN: _("That the person is told"),
    DisclosureCase.DELAYED: _("That telling may wait"),
    DisclosureCase.REFUSED: _("What a refusal must say, and the way round it"),
    DisclosureCase.COMPANY: _("What a company keeps of its own gates"),
}

# A look at a person as the sheet tells it, to the person.
LOOKS = {
    "check.answered": _("You were checked before entering a port facility"),
    "check.read": _("A check of you was read again"),
    "roster.entry_set": _("You were put on a list of badge holders or staff to be checked"),
    "person.trail_asked": _("The log was read to answer who looked at you"),
    "lookup.answered": _("You were looked up in the register"),
    "lookup.read": _("A look-up of you was read again"),
    "subject.found": _("You were searched for in the register"),
    "subject.offered": _("Your details were compared with the register"),
    "subject.read": _("Your record in the register was read"),
    "ban.read": _("A ban of yours was read"),
    "detention.read": _("Your bans were shown to a prison"),
    "alert.read": _("An alert about you was read"),
}

ORGANISATIONS = {
    "company": _("a company in the port"),
    "court": _("a court or investigating judge"),
    "prosecutor": _("the public prosecutor's office"),
    "police": _("the police"),
    "customs": _("customs"),
    "shipping": _("shipping control"),
    "security": _("a security or intelligence service"),
    "prison": _("a prison"),
    "service": _("the service that keeps the register"),
}


def purpose_word(code: str) -> str:
    """The purpose of a check or a look-up in a word; the code itself where there is none, nothing for no purpose."""
    return str(LOOKUP_PURPOSES.get(code) or PURPOSES.get(code) or code)


def rule_said(rule: AnomalyRule) -> str:
    """From where on a rule finds something, in a sentence."""
    return str(_THRESHOLDS[rule]) % {
        "acts": THRESHOLDS.off_hours_acts,
        "days": THRESHOLDS.habit_days,
        "least": THRESHOLDS.volume_least,
        "times": THRESHOLDS.volume_times,
        "readers": THRESHOLDS.readers,
        "within": THRESHOLDS.readers_within.days,
        "run": THRESHOLDS.run_least,
        "chance": round(1 / THRESHOLDS.run_chance),
        "minutes": int(THRESHOLDS.before_closing.total_seconds()) // 60,
        "refusals": THRESHOLDS.refusals,
        "quarter": int(THRESHOLDS.refusals_within.total_seconds()) // 60,
        "cases": THRESHOLDS.cases,
    }


_THRESHOLDS = {
    AnomalyRule.OFF_HOURS: _(
        "At least %(acts)s readings on one day at hours at which this user never worked in the %(days)s days before."
        " Weekends and public holidays count as days of their own."
    ),
    AnomalyRule.VOLUME: _(
        "At least %(least)s readings on one day, and %(times)s times the user's own median day and that of colleagues."
    ),
    AnomalyRule.MANY_READERS: _(
        "At least %(readers)s users and programs read about one person within %(within)s days."
    ),
    AnomalyRule.OWN_NAME: _("A look-up of somebody whose family name sounds like that of the user."),
    AnomalyRule.NO_ARRIVAL: _(
        "At least %(run)s checks in a row without anybody entering, at a gate that reports arrivals: so many that it"
        " comes by chance less than once in %(chance)s times."
    ),
    AnomalyRule.BEFORE_CLOSING: _(
        "Somebody to whom the alert was not told read about its person in the %(minutes)s minutes before it was closed."
    ),
    AnomalyRule.REFUSALS: _("At least %(refusals)s refusals within %(quarter)s minutes."),
    AnomalyRule.OTHER_CASES: _("At least %(cases)s look-ups of one person by one user, each for another case."),
}


def finding_said(finding: Finding) -> str:
    """What was found, in a sentence with its figures."""
    facts = finding.facts
    count = facts.get("acts", facts.get("run", 0))
    return _sentence(finding.rule, count) % facts


def _sentence(rule: AnomalyRule, count: int) -> str:
    sentences = {
        AnomalyRule.OFF_HOURS: ngettext(
            "%(acts)s reading at an hour that is not this user's; the habit is known from %(days)s days.",
            "%(acts)s readings at hours that are not this user's; the habit is known from %(days)s days.",
            count,
        ),
        AnomalyRule.VOLUME: ngettext(
            "%(acts)s reading on one day; usual are %(own)s for this user and %(colleagues)s for colleagues.",
            "%(acts)s readings on one day; usual are %(own)s for this user and %(colleagues)s for colleagues.",
            count,
        ),
        AnomalyRule.MANY_READERS: ngettext(
            "%(readers)s users of %(organisations)s organisations read about one person, %(acts)s time.",
            "%(readers)s users of %(organisations)s organisations read about one person, %(acts)s times.",
            count,
        ),
        AnomalyRule.OWN_NAME: ngettext(
            "%(acts)s look-up of somebody with the user's own family name.",
            "%(acts)s look-ups of somebody with the user's own family name.",
            count,
        ),
        AnomalyRule.NO_ARRIVAL: ngettext(
            "%(run)s check after which nobody entered, of %(checks)s; at this gate %(share)s %% enter.",
            "%(run)s checks in a row after which nobody entered, of %(checks)s; at this gate %(share)s %% enter.",
            count,
        ),
        AnomalyRule.BEFORE_CLOSING: ngettext(
            "%(acts)s reading, the last %(minutes)s minutes before the alert was closed, by somebody not told of it.",
            "%(acts)s readings, the last %(minutes)s minutes before the alert was closed, by somebody not told of it.",
            count,
        ),
        AnomalyRule.REFUSALS: ngettext(
            "%(acts)s refusal soon after another, %(day)s on that day.",
            "%(acts)s refusals soon after one another, %(day)s on that day.",
            count,
        ),
        AnomalyRule.OTHER_CASES: ngettext(
            "%(acts)s look-up of one person, for %(cases)s different cases.",
            "%(acts)s look-ups of one person, for %(cases)s different cases.",
            count,
        ),
    }
    return sentences[rule]
