"""The versioned table of weights and bands: bits, that is log2 of how much likelier the same person is than a stranger.

Every check stores the version. A changed figure is a new version, never a silent edit.
"""

from enum import StrEnum

WEIGHTS_VERSION = "1"

CERTAIN = 8.0  # 256 to 1 after the prior: with a full birth date and nothing against, a gate may deny
POSSIBLE = 4.0  # 16 to 1: worth a person's look, not the police

# A register of few subjects says nothing about how many people pass the gates: no fewer are assumed than these.
FEWEST_SUBJECTS = 1_000

# Rarity of a token: -log2((count + 1) / (subjects + 500)). The 500 stand for names not seen yet in a small register.
UNSEEN_SUBJECTS = 500
RAREST = 12.0  # beyond 1 in 4,096 a count is an accident of the sample (families, spelling)
COMMONEST = 1.0


class TokenRelation(StrEnum):
    """How two tokens resemble each other, or that one found no other."""

    EQUAL = "token_equal"
    VARIANT = "token_variant"
    CUT = "token_cut"
    SWAPPED_LETTERS = "token_swapped_letters"
    ONE_EDIT = "token_one_edit"
    ONE_EDIT_SHORT = "token_one_edit_short"
    TWO_EDITS = "token_two_edits"
    SKELETON = "token_skeleton"
    SKELETON_SHORT = "token_skeleton_short"
    PREFIX = "token_prefix"
    PARTICLE = "token_particle"
    JOINED = "token_joined"
    INITIAL = "token_initial"
    BOTH_LEFT = "token_both_left"
    ONE_LEFT = "token_one_left"
    TOGETHER = "token_together"


# Share of the rarity that is left, from how often strangers' tokens stand in that relation (figures of a trial).
TOKEN_SHARE = {
    TokenRelation.EQUAL: 1.0,
    TokenRelation.VARIANT: 0.95,  # Müller, Mueller, Muller
    TokenRelation.CUT: 0.9,
    TokenRelation.JOINED: 0.9,  # Jean Pierre, Jeanpierre: the same but for spaces
    TokenRelation.PARTICLE: 0.85,  # Desmet and Smet, Elmehdi and Mehdi
    TokenRelation.SWAPPED_LETTERS: 0.85,
    TokenRelation.ONE_EDIT: 0.85,
    TokenRelation.ONE_EDIT_SHORT: 0.5,
    TokenRelation.TWO_EDITS: 0.65,
    TokenRelation.SKELETON: 0.6,
    TokenRelation.SKELETON_SHORT: 0.4,
    TokenRelation.PREFIX: 0.55,
}
SHORT_TOKEN = 4  # letters: in Ali, Jan or Adam one edit makes another common name
LONG_TOKEN = 7  # letters: only here two edits still point to the same name
PREFIX_LETTERS = 3
CUT_LETTERS = 2  # a machine-readable zone may cut a name anywhere
SKELETON_LETTERS = 2
LONG_SKELETON = 4  # kns is Coens and Kenis; mhmd is hardly anything but Mohamed

INITIAL = 1.5  # a third of all initials are shared by a twelfth of the names

# A token left over on both sides is what separates twins: from spelling beyond repair to plainly another name.
BOTH_LEFT_ALIKE = -6.5
BOTH_LEFT_OTHER = -12.0
ALIKE_FROM, ALIKE_TO = 0.3, 0.7  # normalised similarity between which the penalty slides
# The tokens of a name are not independent: whoever shares one surname of a family shares the other.
NAME_AT_MOST = 24.0  # two rarest tokens; else same names with other birth dates would be referred
FAMILY_AT_MOST = 12.0  # one rarest token, where another plainly differs: twins share family name and birth date
PLAINLY_OTHER = -9.0  # a charge for left-over tokens from which they are no spelling of each other

# Relations that are too weak to be one of the two tokens a certain match needs.
WEAK = frozenset(
    {TokenRelation.ONE_EDIT_SHORT, TokenRelation.SKELETON_SHORT, TokenRelation.PREFIX, TokenRelation.INITIAL}
)
TOKENS_FOR_CERTAIN = 2  # a family name and a birth date alone are shared by twins
ONE_LEFT = -0.9  # second given names, maiden names: present on one side only


class BirthRelation(StrEnum):
    """How two birth dates relate, by their parts; never by a string metric."""

    EQUAL = "birth_equal"
    EQUAL_FIRST_JANUARY = "birth_equal_first_january"
    SWAPPED = "birth_swapped"
    DIGIT = "birth_digit"
    YEAR_MONTH = "birth_year_month"
    FIRST_JANUARY = "birth_first_january"
    YEAR = "birth_year"
    YEAR_NEAR = "birth_year_near"
    MONTH_OTHER = "birth_month_other"
    DAY_OTHER = "birth_day_other"
    YEAR_OTHER = "birth_year_other"
    FAR = "birth_far"
    NOTHING_EQUAL = "birth_nothing_equal"


# Equal: about 17,000 days are in use (14.0 bits). 1 January stands for "unknown" in many civil registers: 3 % of dates.
# Year alone: a working life holds 55 years (5.8 bits), with month 9.3. The rest: share of keying errors over chance.
BIRTH = {
    BirthRelation.EQUAL: 14.0,
    BirthRelation.EQUAL_FIRST_JANUARY: 10.0,
    BirthRelation.SWAPPED: 10.0,
    BirthRelation.DIGIT: 8.0,
    BirthRelation.YEAR_MONTH: 9.3,
    BirthRelation.FIRST_JANUARY: 5.8,
    BirthRelation.YEAR: 5.8,
    BirthRelation.YEAR_NEAR: -4.0,
    BirthRelation.MONTH_OTHER: -6.0,
    BirthRelation.DAY_OTHER: -9.0,
    BirthRelation.YEAR_OTHER: -9.0,
    BirthRelation.FAR: -13.0,
    BirthRelation.NOTHING_EQUAL: -20.0,
}
BIRTH_CLASH = frozenset({BirthRelation.YEAR_OTHER, BirthRelation.FAR, BirthRelation.NOTHING_EQUAL})

# Identifiers decide by rule (match.py); their bits only put matches in order.
SAME_NUMBER = 40.0
SAME_DOCUMENT = 36.0
FOLDED_DOCUMENT = 16.0  # O for 0, I for 1: one document in some thousands has such a neighbour in use
OTHER_NUMBER = -14.0  # another number whose check digits are right is no typing error (1 in 97 passes)

OTHER_SEX = -2.0  # documents err, registers err; never decides alone
SAME_NATIONALITY = 1.0  # small: half the visitors share one
OTHER_NATIONALITY = -0.5  # many hold two
