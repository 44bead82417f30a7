"""Template tags of the front office's lists."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django import template

register = template.Library()


@register.simple_tag
def page_link(query: Mapping[str, str], number: int) -> str:
    """Returns the address of another page of the same list, with its search and filters."""
    return f"?{urlencode({**query, 'page': number})}"
