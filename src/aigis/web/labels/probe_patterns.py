"""The words of probing: rules, levels, and a finding in a sentence."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aigis.core.checks.probe_patterns import LIMITS, ProbingRule, RestraintLevel

RULES: Mapping[str, str | Promise] = {
    ProbingRule.NAME_VARIANTS: _("Variants of one name"),
    ProbingRule.BIRTH_DATES: _("One name with many dates of birth"),
    ProbingRule.DOCUMENT_NUMBERS: _("Document numbers of one series"),
    ProbingRule.NO_ARRIVAL: _("Checks without an entry"),
    ProbingRule.SAME_PERSON: _("One person checked by many accounts"),
    ProbingRule.QUOTA: _("Many more checks than usual"),
    ProbingRule.DECOY: _("Check of a decoy"),
}
_SENTENCES: Mapping[str, str | Promise] = {
    ProbingRule.NAME_VARIANTS: _("%(checks)s spellings of one name were checked, and none of them entered."),
    ProbingRule.BIRTH_DATES: _("One name was checked with %(checks)s dates of birth, and none of them entered."),
    ProbingRule.DOCUMENT_NUMBERS: _(
        "%(checks)s document numbers of one series were checked, and none of them entered."
    ),
    ProbingRule.NO_ARRIVAL: _(
        "%(arrived)s of %(checks)s checked persons entered; usually %(share)s %% do at this gate."
    ),
    ProbingRule.SAME_PERSON: _("%(accounts)s accounts checked the same person, who entered nowhere."),
    ProbingRule.QUOTA: _("%(checks)s checks within an hour; at most %(quota)s are usual."),
    ProbingRule.DECOY: _("%(checks)s checks of an invented person that only auditors know."),
}
_LEVELS: Mapping[int, str | Promise] = {
    RestraintLevel.NONE: _("not restrained"),
    RestraintLevel.SLOWED: _("answers after 2 seconds"),
    RestraintLevel.SLOWED_MORE: _("answers after 8 seconds"),
    RestraintLevel.WITHHELD: _("no answers"),
}
LEVEL_COLOURS: Mapping[int, str] = {
    RestraintLevel.NONE: "grey",
    RestraintLevel.SLOWED: "yellow",
    RestraintLevel.SLOWED_MORE: "orange",
    RestraintLevel.WITHHELD: "red",
}


def level_label(level: int) -> str:
    """Names the level of a restraint."""
    return str(_LEVELS[level])


def describe_finding(rule: str, facts: Mapping[str, int]) -> str:
    """Puts a finding into a sentence with its figures."""
    return str(_SENTENCES[rule]) % facts


def rule_explanations() -> list[tuple[str, str]]:
    """Lists every rule with the limit from which it finds something."""
    values = {
        "variants": LIMITS.variants,
        "hours": int(LIMITS.window.total_seconds()) // 3600,
        "accounts": LIMITS.accounts,
        "gates": LIMITS.gates,
        "times": LIMITS.quota_times,
        "days": LIMITS.quota_days,
    }
    texts = {
        ProbingRule.NAME_VARIANTS: gettext(
            "At least %(variants)s spellings of one name and birth date within %(hours)s hours, without an entry."
        ),
        ProbingRule.BIRTH_DATES: gettext(
            "At least %(variants)s dates of birth with one name within %(hours)s hours, without an entry."
        ),
        ProbingRule.NO_ARRIVAL: gettext(
            "Far fewer entries than the gate usually reports; by chance this happens once in a million times."
        ),
        ProbingRule.SAME_PERSON: gettext(
            "At least %(accounts)s accounts at %(gates)s gates check one person within a day, without an entry."
        ),
        ProbingRule.QUOTA: gettext(
            "More checks in an hour than %(times)s times the busiest hour of the last %(days)s days, of an account, a "
            "gate or an organisation."
        ),
        ProbingRule.DECOY: gettext("A person whom auditors invented was checked."),
    }
    return [(str(RULES[rule]), text % values) for rule, text in texts.items()]
