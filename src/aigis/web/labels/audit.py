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
    Alarm.NO_CHECKPOINT: _("No checkpoint has been signed yet. Check that the sealer is running. See the runbook."),
    Alarm.BEHIND: _("Entries have not been sealed for longer than a minute. Call the operator."),
    Alarm.SIGNER_AWAY: _("The signer's state cannot be read from here. Call the operator."),
    Alarm.SIGNER_AHEAD: _(
        "The signer signed more than the log contains. An old database may have been restored: see the runbook."
    ),
    Alarm.WITNESS_REFUSED: _("A witness refused to cosign. Its message is shown next to its name. See the runbook."),
    Alarm.WITNESS_SILENT: _("A witness has not answered for more than 15 minutes."),
    Alarm.NO_QUORUM: _("Too few witnesses have cosigned in the last 15 minutes."),
}

CONFIDENCE = {"certain": _("This person"), "possible": _("Possibly this person")}

RULES = {
    AnomalyRule.OFF_HOURS: _("Views at unusual hours"),
    AnomalyRule.VOLUME: _("Far more views than usual"),
    AnomalyRule.MANY_READERS: _("Many users viewing data about one person"),
    AnomalyRule.OWN_NAME: _("Looking up a person with the user's own family name"),
    AnomalyRule.NO_ARRIVAL: _("Checks without a reported entry"),
    AnomalyRule.BEFORE_CLOSING: _("Views shortly before an alert was closed"),
    AnomalyRule.REFUSALS: _("Repeated refusals"),
    AnomalyRule.OTHER_CASES: _("The same person for many different cases"),
}

REMARKS = {
    Remark.Word.SEEN.value: pgettext_lazy("what becomes of a finding", "Seen"),
    Remark.Word.EXPLAINED.value: pgettext_lazy("what becomes of a finding", "Explained"),
    Remark.Word.HANDED_ON.value: pgettext_lazy("what becomes of a finding", "Passed on"),
}

PROVEN_BY = {
    "document": _("In person, with an identity document"),
    "eid": _("By an electronic identity card or a qualified signature"),
    "supervisor": _("By the supervisory authority, on the person's behalf"),
}

TOLD = {
    DisclosureCase.GIVEN: _("Grounds for the disclosure"),
    DisclosureCase.DELAYED: _("Grounds for postponing the disclosure"),
    DisclosureCase.REFUSED: _("Content of a refusal, and the other remedy"),
    DisclosureCase.COMPANY: _("Data a company keeps about its own gates"),
}

# A look at a person as the sheet tells it, to the person.
LOOKS = {
    "check.answered": _("You were checked before entering a port facility"),
    "check.read": _("A check on you was viewed again"),
    "roster.entry_set": _("You were added to a roster of persons to be checked, such as badge holders or staff"),
    "person.trail_asked": _("The log was searched for views of your data"),
    "lookup.answered": _("Your data was looked up in the register"),
    "lookup.read": _("A look-up on you was viewed again"),
    "subject.found": _("You were searched for in the register"),
    "subject.offered": _("Your details were compared with the register"),
    "subject.read": _("Your data in the register was viewed"),
    "ban.read": _("A ban on you was viewed"),
    "detention.read": _("Your bans were shown to a prison"),
    "alert.read": _("An alert about you was viewed"),
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
        "At least %(acts)s views on one day at hours when this user never worked in the %(days)s "
        "days before. Weekends and public holidays are counted separately."
    ),
    AnomalyRule.VOLUME: _(
        "At least %(least)s views on one day, and %(times)s times the median day of the user and of colleagues."
    ),
    AnomalyRule.MANY_READERS: _(
        "At least %(readers)s users and programs viewed data about one person within %(within)s days."
    ),
    AnomalyRule.OWN_NAME: _("A look-up of a person whose family name sounds like the user's."),
    AnomalyRule.NO_ARRIVAL: _(
        "At least %(run)s checks in a row without a reported entry, at a gate that reports "
        "entries. By chance, this happens less than once in %(chance)s times."
    ),
    AnomalyRule.BEFORE_CLOSING: _(
        "A user who was not notified of the alert viewed data about its person in the "
        "%(minutes)s minutes before it was closed."
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
            "%(acts)s view at an hour that is unusual for this user; known from %(days)s days.",
            "%(acts)s views at hours that are unusual for this user; known from %(days)s days.",
            count,
        ),
        AnomalyRule.VOLUME: ngettext(
            "%(acts)s view on one day; usual: %(own)s for this user, %(colleagues)s for colleagues.",
            "%(acts)s views on one day; usual: %(own)s for this user, %(colleagues)s for colleagues.",
            count,
        ),
        AnomalyRule.MANY_READERS: ngettext(
            "%(readers)s users of %(organisations)s organisations viewed data about one person, %(acts)s time.",
            "%(readers)s users of %(organisations)s organisations viewed data about one person, %(acts)s times.",
            count,
        ),
        AnomalyRule.OWN_NAME: ngettext(
            "%(acts)s look-up of a person with the user's own family name.",
            "%(acts)s look-ups of persons with the user's own family name.",
            count,
        ),
        AnomalyRule.NO_ARRIVAL: ngettext(
            "%(run)s check without a reported entry, of %(checks)s; at this gate %(share)s %% enter.",
            "%(run)s checks in a row without a reported entry, of %(checks)s; at this gate %(share)s %% enter.",
            count,
        ),
        AnomalyRule.BEFORE_CLOSING: ngettext(
            "%(acts)s view by a user who was not notified of the alert, %(minutes)s minutes before it was closed.",
            "%(acts)s views by a user who was not notified of the alert; the last one %(minutes)s "
            "minutes before it was closed.",
            count,
        ),
        AnomalyRule.REFUSALS: ngettext(
            "%(acts)s refusal shortly after another; %(day)s on that day.",
            "%(acts)s refusals in quick succession; %(day)s on that day.",
            count,
        ),
        AnomalyRule.OTHER_CASES: ngettext(
            "%(acts)s look-up of one person, for %(cases)s different cases.",
            "%(acts)s look-ups of one person, for %(cases)s different cases.",
            count,
        ),
    }
    return sentences[rule]
