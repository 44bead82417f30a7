"""Template tags of the registry: a ban's picture, its story, what a change would do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from aigis.core.access.permissions import Actor, Capability, Role, may
from aigis.core.bans.segments import stretches
from aigis.web.charts import timeline
from aigis.web.charts.timeline import Track, Words
from aigis.web.labels import changes as change_labels
from aigis.web.labels import dates as date_labels
from aigis.web.labels import register as register_labels
from aigis.web.labels.vocabulary import ROLES

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
        "key": [(css, word) for css, word in change_labels.TIMELINE_KEY.items() if css in shows],
    }


def _described(track: Track) -> tuple[str, list[str]]:
    """What the bar of a ban shows, in words."""
    parts = [
        f"{date_labels.written_start(stretch.period)} – "
        f"{date_labels.written_end(stretch.period) or gettext('end open')}: "
        f"{register_labels.BAN_STATES[stretch.state.value]}"
        for stretch in stretches(track.versions)
    ]
    return track.label, parts


@register.filter
def state_word(state: str) -> str:
    """The state of a ban in a word."""
    return str(register_labels.BAN_STATES[str(state)])


@register.filter
def change_word(event: str) -> str:
    """What a proposal or a button would do, in a word or two."""
    return str(change_labels.CHANGES[str(event)])


@register.filter
def proposal_state_word(state: str) -> str:
    """How far a proposal is, in a word."""
    return str(change_labels.PROPOSAL_STATES[str(state)])


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
        '<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, change_labels.PROPOSAL_STATES[state]
    )
