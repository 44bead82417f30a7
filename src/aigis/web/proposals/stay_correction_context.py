"""What the page of a proposal shows of a corrected detention: the stays and every ban's end, before and after."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils.translation import get_language, gettext

from aigis.apps.register.proposals.stay_correction_detail import BanEnds, DetentionSides
from aigis.core.bans.detention import Computation, Stay
from aigis.core.dates.brussels import last_day
from aigis.web.charts.timeline import Track
from aigis.web.labels import dates as date_labels
from aigis.web.labels.register import KINDS
from aigis.web.persons.fact_rows import rows


def context(sides: DetentionSides) -> dict[str, Any]:
    """What the template is given."""
    places = (0, 1) if sides.refused is None else (0,)
    heads = [gettext("Now"), gettext("After the change")][: len(places)]
    stays = (sides.before, sides.after)
    facts = [(gettext("Detention"), lambda side: _stays(stays[side]))]
    for ban_ends in sides.ends:
        facts.append((_label(ban_ends), partial(_end_on, ban_ends)))
    return {
        "name": sides.person.names[0].full,
        "heads": heads,
        "facts": rows(facts, places),
        "tracks": [track for ban_ends in sides.ends for track in _tracks(ban_ends, heads)],
        "does": [(_label(ban_ends), ban_ends.ban, ban_ends.does) for ban_ends in sides.ends if ban_ends.does],
        "refused_words": sides.refused,
    }


def _end_on(ban_ends: BanEnds, side: int) -> str:
    """Returns the computed end of a ban on one side of the comparison."""
    return _end(ban_ends.computed[side])


def _label(ban_ends: BanEnds) -> str:
    return f"{KINDS[ban_ends.ban.kind]} · {ban_ends.ban.authority.name(get_language() or 'nl')}"


def _tracks(ban_ends: BanEnds, heads: Sequence[str]) -> list[Track]:
    lives = (ban_ends.before, ban_ends.after)
    return [
        Track(f"{head} · {_label(ban_ends)}", life.versions, numbered=False, computed=computed)
        for head, life, computed in zip(heads, lives, ban_ends.computed, strict=False)
    ]


def _stays(stays: Sequence[Stay]) -> str:
    return "\n".join(_stay(stay) for stay in stays) or gettext("No detention reported")


def _stay(stay: Stay) -> str:
    first = date_labels.written_day(stay.detained_on)
    if stay.released_on is None:
        return gettext("Detained since %(first)s") % {"first": first}
    last = date_labels.written_day(stay.released_on)
    return gettext("Detained from %(first)s, released on %(last)s") % {"first": first, "last": last}


def _end(computed: Computation) -> str:
    """How an end comes about: the day decided, the days added, the day that comes out."""
    lines = [
        gettext("According to the decision: %(day)s") % {"day": date_labels.written_day(computed.decided_last_day)}
    ]
    lines += [gettext("+ %(days)s days") % {"days": step.days} for step in computed.steps if step.days is not None]
    last = last_day(computed.period)
    end = date_labels.written_day(last) if last else "…"
    return "\n".join([*lines, gettext("In force until: %(day)s") % {"day": end}])
