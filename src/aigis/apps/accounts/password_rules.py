"""Rules of passwords (NIST SP 800-63B-4, section 3.1.1): long without a second factor, none that is guessed soon."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from zxcvbn import zxcvbn

from aigis.apps.people.models import User

ALONE = 15  # characters, where the password is the only factor
WITH_FACTOR = 12
_LONGEST_ESTIMATED = 72  # the estimate of longer ones takes too long, and says nothing more
_SHORTEST_WORD = 4
_GOOD_SCORE = 3  # of 4: more than 10^8 guesses
_OUR_WORDS = [
    "aigis",
    "haven",
    "havenverbod",
    "port",
    "poort",
    "antwerpen",
    "registrar",
    "badge",
    "welkom",
    "wachtwoord",
]


class LengthRule:
    """Asks for fifteen characters, or twelve of a user with a second factor."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError for a password that is too short."""
        least = ALONE if user is None or not _has_factor(user) else WITH_FACTOR
        if len(password) < least:
            sentence = gettext("Use at least %(least)s characters. A sentence of several words is easy to remember.")
            raise ValidationError(sentence % {"least": least})

    def get_help_text(self) -> str:
        """Returns the rule in words."""
        sentence = gettext("At least %(alone)s characters, or %(with_factor)s with a second factor.")
        return sentence % {"alone": ALONE, "with_factor": WITH_FACTOR}


class GuessRule:
    """Refuses what stands in lists of common passwords, or is built of the user's names and words of this field."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError for a password that is guessed too soon."""
        if strength(password, user) < _GOOD_SCORE:
            raise ValidationError(gettext("This password is too easy to guess. Add words that nobody expects."))

    def get_help_text(self) -> str:
        """Returns the rule in words."""
        return gettext("No common password, no name of yours and no sequence of keys.")


def strength(password: str, user: User | None) -> int:
    """Returns how hard a password is to guess, from 0 to 4: the estimate of zxcvbn, with and without known words."""
    own = [user.username, user.first_name, user.last_name, user.email] if user else []
    if user is not None and user.organisation is not None:
        own += [user.organisation.code, *user.organisation.name.split()]
    known = sorted({word.casefold() for word in (*_OUR_WORDS, *own) if len(word) >= _SHORTEST_WORD}, key=len)
    rest = password.casefold()
    for word in reversed(known):
        rest = rest.replace(word, "")
    return min(_estimate(password), _estimate(rest))


def _estimate(password: str) -> int:
    return int(zxcvbn(password[:_LONGEST_ESTIMATED])["score"]) if password else 0


def _has_factor(user: User) -> bool:
    return user.pk is not None and bool(Authenticator.objects.filter(user=user).exists())
