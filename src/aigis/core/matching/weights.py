"""The versioned table of weights and bands: bits, that is log2 of how much likelier the same person is than a stranger.

Bits are kept as integers, in thousandths: sums then come out alike in whatever order and by whatever machine they are
made. Every check stores the version. A changed figure is a new version, never a silent edit.

Where a figure comes from is said beside it: *counted* on generated persons and development data by
`aigis_bench.fitting`, *derived* from numbers of days, years or letters, or *set* so that a fact of life holds.
"""

from enum import StrEnum

WEIGHTS_VERSION = "5"


def milli(bits: float) -> int:
    """Gives bits as the integer thousandths in which everything is summed."""
    return round(bits * 1_000)


CERTAIN = 8.0  # 256 to 1 after the prior: with a full birth date and nothing against, a gate may deny
POSSIBLE = 4.0  # 16 to 1: worth a person's look, not the police

# A register of few subjects says nothing about how many people pass the gates: no fewer are assumed than these.
FEWEST_SUBJECTS = 1_000

# Rarity of a token: log2(subjects + 500) - log2(count + 1). The 500 stand for names not seen yet in a small register.
UNSEEN_SUBJECTS = 500
RAREST = milli(12.0)  # set: beyond 1 in 4,096 a count is an accident of the sample (families, spelling)
COMMONEST = milli(1.0)


class TokenRelation(StrEnum):
    """How two tokens resemble each other, or that one found no other."""

    EQUAL = "token_equal"
    VARIANT = "token_variant"
    CUT = "token_cut"
    SWAPPED_LETTERS = "token_swapped_letters"
    ONE_EDIT = "token_one_edit"
    ONE_EDIT_SHORT = "token_one_edit_short"
    TWO_EDITS = "token_two_edits"
    TWO_EDITS_SHORT = "token_two_edits_short"
    SKELETON = "token_skeleton"
    SKELETON_SHORT = "token_skeleton_short"
    SHORT_FORM = "token_short_form"
    PREFIX = "token_prefix"
    PARTICLE = "token_particle"
    JOINED = "token_joined"
    INITIAL = "token_initial"
    BOTH_LEFT = "token_both_left"
    FAMILY_LEFT = "token_family_left"
    ONE_LEFT = "token_one_left"
    TOGETHER = "token_together"
    OTHER_GENDER = "token_other_gender"


# Thousandths of the rarity that are left: how often the same person's tokens stand in that relation, over strangers'.
TOKEN_SHARE = {
    TokenRelation.EQUAL: 1_000,
    TokenRelation.VARIANT: 950,  # set: Müller, Mueller, Muller
    TokenRelation.CUT: 900,
    TokenRelation.JOINED: 900,  # Jean Pierre, Jeanpierre: the same but for spaces
    TokenRelation.PARTICLE: 750,  # Desmet and Smet, Elmehdi and Mehdi
    TokenRelation.SWAPPED_LETTERS: 850,
    TokenRelation.ONE_EDIT: 850,
    TokenRelation.SHORT_FORM: 400,  # Jan and Johannes: a short form serves several names
    TokenRelation.ONE_EDIT_SHORT: 500,
    TokenRelation.TWO_EDITS: 650,
    TokenRelation.TWO_EDITS_SHORT: 250,
    TokenRelation.SKELETON: 600,
    TokenRelation.SKELETON_SHORT: 250,
    TokenRelation.PREFIX: 500,
    TokenRelation.OTHER_GENDER: 500,  # set: Karim and Karima are brother and sister, or one of them with a typing error
}
SHORT_TOKEN = 4  # letters: in Ali, Jan or Adam one edit makes another common name
MIDDLE_TOKEN = 5  # letters: from here two edits still say a little, where the first letter is the same
LONG_TOKEN = 7  # letters: only here two edits still point to the same name
PREFIX_LETTERS = 3
CUT_LETTERS = 2  # a machine-readable zone may cut a name anywhere
JOINED_LETTERS = 3
JOINED_WORDS = 4  # van der Meer Mohr: as many words are read as one
SKELETON_LETTERS = 2
LONG_SKELETON = 4  # kns is Coens and Kenis; mhmd is hardly anything but Mohamed

GENDER_LETTERS = 3  # letters that a man's and a woman's form share; none is read of names with fewer

INITIAL = milli(2.0)  # set below what is counted (3.5): few letters begin most names of one country

# A token left over on both sides is what separates twins: from spelling beyond repair to plainly another name.
# Another family name beside the same given name is milder: people marry, and women are known by two names.
BOTH_LEFT_ALIKE, BOTH_LEFT_OTHER = milli(-5.5), milli(-10.6)
FAMILY_LEFT_ALIKE, FAMILY_LEFT_OTHER = milli(-4.5), milli(-6.0)
ALIKE_FROM, ALIKE_TO = 300, 700  # thousandths of similarity between which the charge slides
PLAINLY_OTHER = 500  # thousandths of similarity up to which two names are no spelling of each other
# The tokens of a name are not independent: whoever shares one surname of a family shares the other.
NAME_AT_MOST = milli(24.0)  # two rarest tokens; else same names with other birth dates would be referred
FAMILY_AT_MOST = milli(12.0)  # one rarest token, where another plainly differs: twins share family name and birth date

# Relations that are too weak to be one of the two tokens a certain match needs.
WEAK = frozenset(
    {
        TokenRelation.ONE_EDIT_SHORT,
        TokenRelation.TWO_EDITS,  # Gurpreet and Harpreet may be twins
        TokenRelation.TWO_EDITS_SHORT,
        TokenRelation.SKELETON_SHORT,
        TokenRelation.SHORT_FORM,
        TokenRelation.PREFIX,
        TokenRelation.INITIAL,
        TokenRelation.OTHER_GENDER,
    }
)
FIRM = frozenset({TokenRelation.EQUAL, TokenRelation.VARIANT})  # what must agree before another family name is mild
TOKENS_FOR_CERTAIN = 2  # a family name and a birth date alone are shared by twins
ONE_LEFT = milli(-1.2)  # counted: second given names, maiden names, present on one side only


class BirthRelation(StrEnum):
    """How two birth dates relate, by their parts; never by a string metric."""

    EQUAL = "birth_equal"
    EQUAL_FIRST_JANUARY = "birth_equal_first_january"
    SWAPPED = "birth_swapped"
    DIGIT = "birth_digit"
    YEAR_MONTH = "birth_year_month"
    FIRST_JANUARY = "birth_first_january"
    YEAR = "birth_year"
    ESTIMATED = "birth_estimated"
    YEAR_NEAR = "birth_year_near"
    TWO_DIGITS = "birth_two_digits"
    MONTH_OTHER = "birth_month_other"
    DAY_OTHER = "birth_day_other"
    YEAR_OTHER = "birth_year_other"
    FAR = "birth_far"
    NOTHING_EQUAL = "birth_nothing_equal"


# Days MMDD that stand for an unknown one in civil and asylum registers; the first is by far the commonest.
STAND_INS = (101, 701, 1231)
YEARS_OFF = 2  # by which a year may be off that is known without a day
YEARS_OFF_BY_DAY = 2  # the same where the day may be a stand-in

# Equal: about 17,000 days are in use (14.0 bits). 1 January stands for "unknown" in many civil registers: 3 % of dates.
# Year alone: a working life holds 55 years (5.8 bits), with month 9.3. The rest: share of keying errors over chance.
BIRTH = {
    BirthRelation.EQUAL: milli(14.0),
    BirthRelation.EQUAL_FIRST_JANUARY: milli(9.0),
    BirthRelation.SWAPPED: milli(8.0),
    BirthRelation.DIGIT: milli(6.0),
    BirthRelation.YEAR_MONTH: milli(9.3),
    BirthRelation.FIRST_JANUARY: milli(4.5),
    BirthRelation.YEAR: milli(5.8),
    BirthRelation.ESTIMATED: milli(3.0),  # set below 1 January: fewer registers write these days
    BirthRelation.YEAR_NEAR: milli(-2.0),  # set: whoever estimates a year is often off by one or two
    BirthRelation.TWO_DIGITS: milli(-7.0),
    BirthRelation.MONTH_OTHER: milli(-6.0),
    BirthRelation.DAY_OTHER: milli(-7.0),
    BirthRelation.YEAR_OTHER: milli(-8.0),
    BirthRelation.FAR: milli(-8.2),
    BirthRelation.NOTHING_EQUAL: milli(-8.5),
}
BIRTH_CLASH = frozenset({BirthRelation.YEAR_OTHER, BirthRelation.FAR, BirthRelation.NOTHING_EQUAL})

# Identifiers decide by rule (match.py); their bits only put matches in order.
SAME_NUMBER = milli(40.0)
SAME_DOCUMENT = milli(36.0)
FOLDED_DOCUMENT = milli(16.0)  # O for 0, I for 1: one document in some thousands has such a neighbour in use
OTHER_NUMBER = milli(-14.0)  # another number whose check digits are right is no typing error (1 in 97 passes)

OTHER_SEX = milli(-2.0)  # documents err, registers err; never decides alone
SAME_NATIONALITY = milli(1.0)  # small: half the visitors share one
OTHER_NATIONALITY = milli(-0.5)  # many hold two
