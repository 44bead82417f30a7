"""The relations of tokens and birth dates by number, those of identity by bit, as the kernel names them."""

from typing import cast

import numpy as np

from aigis.core.matching.evidence import BIT_OF, Identity
from aigis.core.matching.kernel.scratch import RUN
from aigis.core.matching.weights import BirthRelation, TokenRelation

NOTHING = 0
# Numbers that are no literals: a function that is handed a literal would be compiled once more for it.
ZERO, ANYHOW, RUN_ROW = (cast(int, np.int64(number)) for number in (0, -(1 << 40), RUN))
_TOKEN = {relation: number for number, relation in enumerate(TokenRelation, start=1)}
_BIRTH = {relation: number for number, relation in enumerate(BirthRelation, start=1)}

OTHER_GENDER = _TOKEN[TokenRelation.OTHER_GENDER]
EQUAL, VARIANT, CUT = (_TOKEN[r] for r in (TokenRelation.EQUAL, TokenRelation.VARIANT, TokenRelation.CUT))
SWAPPED_LETTERS, ONE_EDIT, ONE_EDIT_SHORT, TWO_EDITS, TWO_EDITS_SHORT = (
    _TOKEN[r]
    for r in (
        TokenRelation.SWAPPED_LETTERS,
        TokenRelation.ONE_EDIT,
        TokenRelation.ONE_EDIT_SHORT,
        TokenRelation.TWO_EDITS,
        TokenRelation.TWO_EDITS_SHORT,
    )
)
SKELETON, SKELETON_SHORT, SHORT_FORM, PREFIX, PARTICLE, JOINED, INITIAL = (
    _TOKEN[r]
    for r in (
        TokenRelation.SKELETON,
        TokenRelation.SKELETON_SHORT,
        TokenRelation.SHORT_FORM,
        TokenRelation.PREFIX,
        TokenRelation.PARTICLE,
        TokenRelation.JOINED,
        TokenRelation.INITIAL,
    )
)
SAME_NUMBER, OTHER_NUMBER, OTHER_SEX = (
    BIT_OF[r] for r in (Identity.SAME_NUMBER, Identity.OTHER_NUMBER, Identity.OTHER_SEX)
)
SAME_DOCUMENT, FOLDED_DOCUMENT = BIT_OF[Identity.SAME_DOCUMENT], BIT_OF[Identity.FOLDED_DOCUMENT]
SAME_NATIONALITY, OTHER_NATIONALITY = BIT_OF[Identity.SAME_NATIONALITY], BIT_OF[Identity.OTHER_NATIONALITY]

BIRTH_EQUAL, BIRTH_EQUAL_FIRST_JANUARY, BIRTH_SWAPPED, BIRTH_DIGIT, BIRTH_TWO_DIGITS = (
    _BIRTH[r]
    for r in (
        BirthRelation.EQUAL,
        BirthRelation.EQUAL_FIRST_JANUARY,
        BirthRelation.SWAPPED,
        BirthRelation.DIGIT,
        BirthRelation.TWO_DIGITS,
    )
)
BIRTH_ESTIMATED = _BIRTH[BirthRelation.ESTIMATED]
BIRTH_YEAR_MONTH, BIRTH_FIRST_JANUARY, BIRTH_YEAR, BIRTH_YEAR_NEAR, BIRTH_MONTH_OTHER = (
    _BIRTH[r]
    for r in (
        BirthRelation.YEAR_MONTH,
        BirthRelation.FIRST_JANUARY,
        BirthRelation.YEAR,
        BirthRelation.YEAR_NEAR,
        BirthRelation.MONTH_OTHER,
    )
)
BIRTH_DAY_OTHER, BIRTH_YEAR_OTHER, BIRTH_FAR, BIRTH_NOTHING_EQUAL = (
    _BIRTH[r]
    for r in (
        BirthRelation.DAY_OTHER,
        BirthRelation.YEAR_OTHER,
        BirthRelation.FAR,
        BirthRelation.NOTHING_EQUAL,
    )
)
