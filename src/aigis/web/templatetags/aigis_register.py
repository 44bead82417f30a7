"""Template tags of the registry: a ban's picture, its story, what a change would do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from aigis.core.ban_stretches import stretches
from aigis.core.permissions import Actor, Capability, Role, may
from aigis.web import brussels, change_words, register_words, timeline
from aigis.web.timeline import Track, Words
from aigis.web.wording import ROLES

register = template.Library()

# The same picture for wide and for narrow screens: in one that shrinks, nobody could read the days.
_WIDTHS = (("wide", 920), ("narrow", 330))


@register.inclusion_tag("web/timeline/picture.html")
def ban_timeline(tracks: Sequence[Track], at: datetime, title: str) -> dict[str, Any]:
    """Bans over time as SVG, with a description in words and a key of what is in it."""
    words = Words(gettext("Today"), gettext("end open"))
    pictures = [(name, timeline.draw(tracks, at=at, width=width, words=words)) for name, width in _WIDTHS]
    shows = pictures[0][1].shows
    return {
        "title": title,
        "pictures": pictures,
        "description": [_described(track) for track in tracks],
        "key": [(css, word) for css, word in change_words.TIMELINE_KEY.items() if css in shows],
    }


def _described(track: Track) -> tuple[str, list[str]]:
    """What the bar of a ban shows, in words."""
    parts = [
        f"{brussels.written_start(one.period)} – {brussels.written_end(one.period) or gettext('end open')}: "
        f"{register_words.BAN_STATES[one.state.value]}"
        for one in stretches(track.versions)
    ]
    return track.label, parts


@register.filter
def state_word(state: str) -> str:
    """The state of a ban in a word."""
    return str(register_words.BAN_STATES[str(state)])


@register.filter
def change_word(event: str) -> str:
    """What a proposal or a button would do, in a word or two."""
    return str(change_words.CHANGES[str(event)])


@register.filter
def proposal_state_word(state: str) -> str:
    """How far a proposal is, in a word."""
    return str(change_words.PROPOSAL_STATES[str(state)])


@register.filter
def role_word(role: str) -> str:
    """The name of a role."""
    return str(ROLES.get(Role(role).value, role))


@register.simple_tag
def may_do(actor: Actor, capability: str) -> bool:
    """Tells whether the reader's role carries a capability."""
    return may(actor, Capability(capability))


@register.simple_tag
def proposal_tag(state: str) -> SafeString:
    """How far a proposal is as a coloured word."""
    colour = {"waiting": "blue", "approved": "green", "rejected": "red"}.get(state, "grey")
    return format_html(
        '<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, change_words.PROPOSAL_STATES[state]
    )
