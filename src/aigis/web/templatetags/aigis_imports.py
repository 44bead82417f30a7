"""Template tags of imported lists: states as coloured words, counts in words, addresses of pages of rows."""

from uuid import UUID

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from aigis.web.imports import context as import_context
from aigis.web.labels import imports

register = template.Library()


@register.simple_tag
def row_tag(state: str) -> SafeString:
    """What becomes of a row, as a coloured word."""
    colour, word = imports.ROW_COLOURS[str(state)], imports.ROW_STATES[str(state)]
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, word)


@register.simple_tag
def upload_tag(state: str) -> SafeString:
    """How far a list is, as a coloured word."""
    colour = imports.UPLOAD_COLOURS.get(str(state), "blue")
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, imports.UPLOAD_STATES[state])


@register.simple_tag
def counted(counts: dict[str, int]) -> SafeString:
    """How many rows of each state a list has; nothing before it was compared."""
    some = ((counts[code], word) for code, word in imports.ROW_STATES.items() if counts.get(code))
    return format_html_join(", ", "{} {}", ((count, str(word).lower()) for count, word in some))


@register.simple_tag
def rows_address(upload: UUID, state: str, page: int, step: int) -> str:
    """The address of the page of rows before or after this one."""
    return import_context.address(upload, state, str(page + step))
