"""The matcher's evidence in the reader's language: its English sentences, recognised by their form."""

import re

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from aigis.core.errors import InvalidInput
from aigis.core.matching.evidence import Kind
from aigis.core.person.birth import BirthDate
from aigis.web.labels.dates import written_birth
from aigis.web.labels.isolation import isolate

# What a piece of evidence is about, where its sentence would name somebody.
EVIDENCE_KINDS = {
    Kind.NATIONAL_NUMBER.value: _("National number"),
    Kind.DOCUMENT.value: _("Document"),
    Kind.NAME.value: _("Name"),
    Kind.BIRTH.value: _("Date of birth"),
    Kind.SEX.value: _("Sex"),
    Kind.NATIONALITY.value: _("Nationality"),
    Kind.PRIOR.value: _("Size of the register"),
    "clash": _("Name and date of birth contradict each other"),
    "settles": _("The number is decisive"),
}

# Evidence is computed, logged and stored in English; only what is shown is translated. A test compares the list with
# the matcher's own.
SENTENCES = (
    N_("The national number is the same."),
    N_("Both have a valid national number of the same kind, and the numbers differ."),
    N_("The document is the same: {left}."),
    N_("The document numbers {left} and {right} differ only in O and 0 or I and 1."),
    N_("The sex differs: {left} and {right}."),
    N_("The nationality is the same: {left}."),
    N_("The nationality differs: {left} and {right}; many people have two."),
    N_("With {left} subjects in the register, some similarity is expected by chance."),
    N_("{left} is in both names."),
    N_("{left} ~ {right}: two permitted spellings of the same letters."),
    N_("{left} ~ {right}: cut short in a machine-readable zone."),
    N_("{left} ~ {right}: two letters swapped."),
    N_("{left} ~ {right}: one letter differs."),
    N_("{left} ~ {right}: one letter differs in a short name."),
    N_("{left} ~ {right}: two letters differ in a long name."),
    N_("{left} ~ {right}: two letters differ in a short name."),
    N_("{left} ~ {right}: forms of one given name."),
    N_("{left} ~ {right}: the same consonants, as in another transliteration."),
    N_("{left} ~ {right}: the same few consonants."),
    N_("{left} ~ {right}: one begins with the other."),
    N_("{left} ~ {right}: the same except for an attached particle."),
    N_("{left} ~ {right}: the same, or nearly, if written as one word."),
    N_("{left} ~ {right}: a matching initial."),
    N_("{left} ~ {right}: a man's and a woman's form, as of brother and sister."),
    N_("{left} and {right} are different names."),
    N_("{left} and {right} are different family names, possibly after a marriage."),
    N_("{left}{right} is in one of the names only."),
    N_("Names of one family are treated as one and not counted twice."),
    N_("The date of birth is the same: {left}."),
    N_("The date of birth is the same, {left}; 1 January often stands for an unknown day."),
    N_("Dates of birth {left} and {right}: day and month are swapped."),
    N_("Dates of birth {left} and {right}: one digit differs, or two are swapped."),
    N_("Dates of birth {left} and {right}: year and month agree, the day is unknown."),
    N_("Dates of birth {left} and {right}: the year agrees; 1 January may stand for any day."),
    N_("Dates of birth {left} and {right}: the year agrees, the day is unknown."),
    N_("Birth dates {left} and {right}: the year agrees; the day may be an estimate."),
    N_("Birth dates {left} and {right}: at most two years apart; one may be an estimate."),
    N_("Dates of birth {left} and {right}: one digit differs in each of two parts."),
    N_("Dates of birth {left} and {right}: another month of the same year."),
    N_("Dates of birth {left} and {right} differ in one part."),
    N_("Dates of birth {left} and {right}: another year."),
    N_("Dates of birth {left} and {right} differ in two parts."),
    N_("Dates of birth {left} and {right} have nothing in common."),
    N_("The number is the same, but name and date of birth differ: compare the person."),
    N_("The document is the same, but the national number differs: compare the person."),
    N_("A national number or the subject's document would decide it."),
)
_PLACE = re.compile(r"\\{(left|right)\\}")


def _form(sentence: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.*)", re.escape(sentence)))


_FORMS = tuple((_form(sentence), sentence) for sentence in SENTENCES)


def evidence_words(sentence: str) -> str:
    """The sentence in the reader's language with its names and dates; as it is when no form fits."""
    template, values = _read(sentence)
    return gettext(template).format(**values) if template else sentence


def evidence_html(sentence: str) -> str:
    """The same for a page, where each name keeps its own direction of writing."""
    template, values = _read(sentence)
    if not values:
        return gettext(template) if template else sentence
    isolated = {name: isolate(value) if _is_name(template) else value for name, value in values.items()}
    return format_html(gettext(template), **isolated)


def _read(sentence: str) -> tuple[str, dict[str, str]]:
    """The template that a sentence was made from and what it was filled with; an empty one if none fits."""
    for form, template in _FORMS:
        match = form.fullmatch(sentence)
        if match:
            written = _day if "of birth" in template else str
            return template, {name: written(value) for name, value in match.groupdict().items()}
    return "", {}


def _is_name(template: str) -> bool:
    return "of birth" not in template and not template.startswith("With ")


def _day(text: str) -> str:
    """A birth date as pages write it; a day that there never was stays as it was given."""
    try:
        return written_birth(BirthDate.parse(text))
    except InvalidInput:
        return text
