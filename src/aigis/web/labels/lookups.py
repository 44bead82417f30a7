"""What the page says of a look-up's answer: the headline, and how what is known now differs from what was said then."""

from django.utils.translation import gettext

from aigis.apps.register.lookups.actions import LookUpAnswer
from aigis.apps.register.lookups.found_bans import FoundBan
from aigis.core.matching.types import Strength
from aigis.web.labels.register import BAN_STATES

# The look of the answer: colour, symbol and words go together.
PANELS = {Strength.CERTAIN: "denied", Strength.POSSIBLE: "refer", Strength.NONE: "neutral"}
SYMBOLS = {Strength.CERTAIN: "denied", Strength.POSSIBLE: "refer", Strength.NONE: "clear"}


def headline(answer: LookUpAnswer, *, is_now: bool) -> str:
    """The answer in some words, readable at a glance."""
    if answer.in_force is Strength.POSSIBLE:
        return gettext("Possibly this person")
    yes = answer.in_force is Strength.CERTAIN
    if answer.known_at is not None:
        if yes:
            return gettext("Yes: the register showed a port ban in force")
        return gettext("No: the register showed no ban in force")
    if is_now:
        return gettext("Yes: a port ban is in force") if yes else gettext("No port ban in force")
    return gettext("Yes: a port ban was in force") if yes else gettext("No port ban was in force")


def advice(answer: LookUpAnswer, *, is_now: bool) -> str:
    """What to do with an answer that may be about somebody else; empty for the others."""
    if answer.in_force is not Strength.POSSIBLE:
        return ""
    if is_now:
        return gettext(
            "A port ban is in force for a person who may be this one. A national number or a document can confirm it."
        )
    return gettext(
        "A port ban was in force for a person who may be this one. A national number or a document can confirm it."
    )


def difference(answer: LookUpAnswer) -> str:
    """How the other knowledge answers the same question; empty where it makes no difference."""
    if answer.otherwise is None:
        return ""
    yes, other = answer.in_force is not Strength.NONE, answer.otherwise is not Strength.NONE
    if answer.known_at is not None:
        if other and not yes:
            return gettext("A ban was in force, as known now: it was recorded or corrected later.")
        if yes and not other:
            return gettext("No ban was in force, as known now: it was corrected or annulled later.")
        return gettext("The current data differs for some of the bans below.")
    if yes and not other:
        return gettext("This is what is known now. At that time, it was not in the register: it was recorded later.")
    if other and not yes:
        return gettext("This is what is known now. At that time, the register still showed a ban in force.")
    return gettext("This is what is known now. At that time, the register differed for some of the bans below.")


def otherwise(ban: FoundBan, answer: LookUpAnswer) -> tuple[str, str]:
    """The same for one ban, as a label and a word; two empty texts where it makes no difference."""
    if ban.otherwise is None:
        return "", ""
    label = gettext("The register at that time") if answer.known_at is None else gettext("As known now")
    return label, str(BAN_STATES["in_force"]) if ban.otherwise else gettext("Not in force")
