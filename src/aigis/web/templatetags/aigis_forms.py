"""Template tags for forms: fields with label, hint and error tied together, and the summary of what is wrong."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from aigis.core.bans.versions import BanKind
from aigis.core.person.birth import BirthDate
from aigis.core.values import Period
from aigis.web.forms.form import FilledForm
from aigis.web.labels import dates as date_labels
from aigis.web.labels import evidence as evidence_labels
from aigis.web.labels.isolation import isolate
from aigis.web.labels.register import BAN_EVENTS, BAN_STATES, IDENTITY_EVENTS, KINDS, LOOKUP_PURPOSES, SEXES

if TYPE_CHECKING:
    from aigis.apps.register.models import Authority

register = template.Library()

Choices = Iterable[Sequence[Any]]

_TAG_OF_STATE = {"in_force": "red", "not_begun": "yellow", "suspended": "orange"}


def _field(form: FilledForm, name: str, label: str, hint: str, **more: Any) -> dict[str, Any]:
    """What every field's template is given; `describes` names the elements that explain the field."""
    error = form.errors.get(name, "")
    describes = " ".join(f"{name}-{part}" for part, text in (("hint", hint), ("error", error)) if text)
    common = {"name": name, "label": label, "hint": hint, "value": form[name], "error": error}
    return {**common, "describes": describes, **more}


@register.inclusion_tag("web/form/input.html")
def form_input(
    form: FilledForm, name: str, *, label: str, hint: str = "", width: str = "", focus: str = ""
) -> dict[str, Any]:
    """A line of text; `width` is one of the look's widths in characters, `focus` names the field a page begins in."""
    return _field(form, name, label, hint, width=width, focus=focus == name)


@register.inclusion_tag("web/form/textarea.html")
def form_textarea(
    form: FilledForm, name: str, *, label: str, hint: str = "", rows: int = 2, focus: str = ""
) -> dict[str, Any]:
    """Some lines of text."""
    return _field(form, name, label, hint, rows=rows, focus=focus == name)


@register.inclusion_tag("web/form/checkbox.html")
def form_checkbox(form: FilledForm, name: str, *, label: str, hint: str = "") -> dict[str, Any]:
    """One thing to say yes to."""
    return _field(form, name, label, hint)


@register.inclusion_tag("web/form/select.html")
def form_select(
    form: FilledForm, name: str, *, label: str, choices: Choices, hint: str = "", focus: str = ""
) -> dict[str, Any]:
    """One of a list, with an empty first line: nothing is chosen for anybody.

    A choice is (code, word), or (code, word, language) where the word is in another language than the page.
    """
    offered = [(code, word, code == form[name], "".join(language)) for code, word, *language in choices]
    return _field(form, name, label, hint, choices=offered, focus=focus == name)


@register.inclusion_tag("web/form/radios.html")
def form_radios(form: FilledForm, name: str, *, label: str, choices: Any, hint: str = "") -> dict[str, Any]:
    """One of a few, all to be seen; a choice is (code, word) or (code, word, hint)."""
    offered = [(code, word, "".join(map(str, more)), code == form[name]) for code, word, *more in choices]
    return _field(form, name, label, hint, choices=offered)


@register.inclusion_tag("web/form/error_summary.html")
def error_summary(form: FilledForm) -> dict[str, Any]:
    """Everything that is wrong with a form, each linked to its field; nothing for a sound one."""
    return {"errors": list(form.errors.items())}


@register.filter
def from_until(period: Period) -> SafeString:
    """The period's first and last instant, `22 Nov 2026 00:00 – 21 Nov 2031 24:00`; one without an end stays open."""
    return format_html("{}&nbsp;– {}", date_labels.written_start(period), date_labels.written_end(period) or "…")


@register.filter
def starts(period: Period) -> str:
    """The first instant of a period, `22 Nov 2026 00:00`."""
    return date_labels.written_start(period)


@register.filter
def ends(period: Period) -> str:
    """The end of a period, `21 Nov 2031 24:00`; empty without one."""
    return date_labels.written_end(period)


@register.filter
def day_written(day: Any) -> str:
    """The day as the reader's language writes it, 22 Nov 2026; empty for none."""
    return date_labels.written_day(day) if day else ""


@register.filter
def day_typed(day: Any) -> str:
    """The day as it stands in a field, 22.11.2026; empty for none."""
    return date_labels.typed_day(day) if day else ""


@register.filter
def instant_written(at: datetime) -> str:
    """The instant in Brussels, 22 Nov 2026 06:12."""
    return date_labels.written_instant(at)


@register.filter
def end_written(end: datetime) -> str:
    """An end in Brussels; one at midnight is the day before at 24:00."""
    return date_labels.written_end_of(end)


@register.filter
def birth_written(birth: BirthDate | None) -> str:
    """A birth date as far as it is known, 3 Apr 1981, Apr 1981 or 1981; empty for none."""
    return date_labels.written_birth(birth) if birth else ""


@register.filter
def iso_birth_written(text: str) -> str:
    """The same for a birth date in ISO form; empty for none."""
    return birth_written(BirthDate.parse(text) if text else None)


@register.filter
def sex_word(sex: str) -> str:
    """The sex as documents state it, in a word."""
    return str(SEXES[str(sex)])


@register.filter
def authority_name(authority: "Authority") -> str:
    """The authority's name in the reader's language."""
    return authority.name(get_language() or "nl")


@register.filter
def kind_word(kind: BanKind | str) -> str:
    """The name of a kind of ban."""
    return str(KINDS[str(kind)])


@register.filter
def identity_event_word(event: str) -> str:
    """What happened to a subject's identity, in a word."""
    return str(IDENTITY_EVENTS[event])


@register.filter
def lookup_purpose(code: str) -> str:
    """The purpose of a look-up, in a word."""
    return str(LOOKUP_PURPOSES.get(code, code))


@register.filter
def event_word(event: str) -> str:
    """What happened to a ban, in a word."""
    return str(BAN_EVENTS[event])


register.filter("evidence_words", evidence_labels.evidence_html)
register.filter("isolated", isolate)


@register.simple_tag
def state_tag(state: str) -> SafeString:
    """The state of a ban as a coloured word."""
    colour = _TAG_OF_STATE.get(state, "grey")
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, BAN_STATES[state])


@register.filter
def item(mapping: dict[str, Any], key: str) -> Any:
    """What a mapping holds under a key; the key itself where it holds nothing."""
    return mapping.get(key, key)
