"""Keeps the direction of writing of a name apart from that of the text around it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def isolate(name: object) -> SafeString:
    """Returns the name in an element that has a direction of its own."""
    return format_html("<bdi>{}</bdi>", name)
