"""Puts evidence in words that a reviewer, and a judge, can read."""

from collections.abc import Sequence

from aigis.core.matching.evidence import Identity, Kind, Part
from aigis.core.matching.types import Evidence
from aigis.core.matching.weights import BirthRelation, TokenRelation
from aigis.core.person.names import spelling
from aigis.core.person.person import Person

_SENTENCES = {
    Identity.SAME_NUMBER: "The national number is the same.",
    Identity.OTHER_NUMBER: "Both have a valid national number of the same kind, and the numbers differ.",
    Identity.SAME_DOCUMENT: "The document is the same: {left}.",
    Identity.FOLDED_DOCUMENT: "The document numbers {left} and {right} differ only in O and 0 or I and 1.",
    Identity.OTHER_SEX: "The sex differs: {left} and {right}.",
    Identity.SAME_NATIONALITY: "The nationality is the same: {left}.",
    Identity.OTHER_NATIONALITY: "The nationality differs: {left} and {right}; many people have two.",
    Identity.PRIOR: "With {left} subjects in the register, some similarity is expected by chance.",
    TokenRelation.EQUAL: "{left} is in both names.",
    TokenRelation.VARIANT: "{left} ~ {right}: two permitted spellings of the same letters.",
    TokenRelation.CUT: "{left} ~ {right}: cut short in a machine-readable zone.",
    TokenRelation.SWAPPED_LETTERS: "{left} ~ {right}: two letters swapped.",
    TokenRelation.ONE_EDIT: "{left} ~ {right}: one letter differs.",
    TokenRelation.ONE_EDIT_SHORT: "{left} ~ {right}: one letter differs in a short name.",
    TokenRelation.TWO_EDITS: "{left} ~ {right}: two letters differ in a long name.",
    TokenRelation.TWO_EDITS_SHORT: "{left} ~ {right}: two letters differ in a short name.",
    TokenRelation.SHORT_FORM: "{left} ~ {right}: forms of one given name.",
    TokenRelation.SKELETON: "{left} ~ {right}: the same consonants, as in another transliteration.",
    TokenRelation.SKELETON_SHORT: "{left} ~ {right}: the same few consonants.",
    TokenRelation.PREFIX: "{left} ~ {right}: one begins with the other.",
    TokenRelation.PARTICLE: "{left} ~ {right}: the same except for an attached particle.",
    TokenRelation.JOINED: "{left} ~ {right}: the same, or nearly, if written as one word.",
    TokenRelation.INITIAL: "{left} ~ {right}: a matching initial.",
    TokenRelation.OTHER_GENDER: "{left} ~ {right}: a man's and a woman's form, as of brother and sister.",
    TokenRelation.BOTH_LEFT: "{left} and {right} are different names.",
    TokenRelation.FAMILY_LEFT: "{left} and {right} are different family names, possibly after a marriage.",
    TokenRelation.ONE_LEFT: "{left}{right} is in one of the names only.",
    TokenRelation.TOGETHER: "Names of one family are treated as one and not counted twice.",
    BirthRelation.EQUAL: "The date of birth is the same: {left}.",
    BirthRelation.EQUAL_FIRST_JANUARY: (
        "The date of birth is the same, {left}; 1 January often stands for an unknown day."
    ),
    BirthRelation.SWAPPED: "Dates of birth {left} and {right}: day and month are swapped.",
    BirthRelation.DIGIT: "Dates of birth {left} and {right}: one digit differs, or two are swapped.",
    BirthRelation.YEAR_MONTH: "Dates of birth {left} and {right}: year and month agree, the day is unknown.",
    BirthRelation.FIRST_JANUARY: "Dates of birth {left} and {right}: the year agrees; 1 January may stand for any day.",
    BirthRelation.YEAR: "Dates of birth {left} and {right}: the year agrees, the day is unknown.",
    BirthRelation.ESTIMATED: "Birth dates {left} and {right}: the year agrees; the day may be an estimate.",
    BirthRelation.YEAR_NEAR: "Birth dates {left} and {right}: at most two years apart; one may be an estimate.",
    BirthRelation.TWO_DIGITS: "Dates of birth {left} and {right}: one digit differs in each of two parts.",
    BirthRelation.MONTH_OTHER: "Dates of birth {left} and {right}: another month of the same year.",
    BirthRelation.DAY_OTHER: "Dates of birth {left} and {right} differ in one part.",
    BirthRelation.YEAR_OTHER: "Dates of birth {left} and {right}: another year.",
    BirthRelation.FAR: "Dates of birth {left} and {right} differ in two parts.",
    BirthRelation.NOTHING_EQUAL: "Dates of birth {left} and {right} have nothing in common.",
}
_CLASH = "The number is the same, but name and date of birth differ: compare the person."
_NUMBERS_CLASH = "The document is the same, but the national number differs: compare the person."
_SETTLES = "A national number or the subject's document would decide it."


def evidence(parts: Sequence[Part], *, query: Person, subject: Person) -> list[Evidence]:
    """Words every contribution, bits untouched, with names spelled as query and subject write them."""
    left, right = _spelling(query), _spelling(subject)
    return [Evidence(part.kind.value, part.bits / 1_000, _sentence(part, left, right)) for part in parts]


def remark(*, clash: bool, numbers_clash: bool) -> Evidence:
    """The line without bits that tells a reviewer what in a possible match contradicts itself or would settle it."""
    if clash:
        return Evidence("clash", 0.0, _NUMBERS_CLASH if numbers_clash else _CLASH)
    return Evidence("settles", 0.0, _SETTLES)


def _sentence(part: Part, left: dict[str, str], right: dict[str, str]) -> str:
    template = _SENTENCES[part.relation]
    if part.kind is not Kind.NAME:
        return template.format(left=part.left, right=part.right)
    return template.format(left=_spelled(part.left, left), right=_spelled(part.right, right))


def _spelled(tokens: str, written: dict[str, str]) -> str:
    return " ".join(written.get(token, token) for token in tokens.split())


def _spelling(person: Person) -> dict[str, str]:
    return {token: word for name in reversed(person.names) for token, word in spelling(name).items()}
