"""Template tags of the alert desk: certainty, age, escalation and events in words."""

from datetime import datetime

from django import template

from aigis.web.labels import alerts

register = template.Library()
register.filter("certainty", alerts.certainty_words)
register.filter("event_words", alerts.event_words)
register.filter("event_detail", alerts.event_detail)


@register.filter
def stage_words(stage: int) -> str:
    """How far an unacknowledged alert was escalated; empty for one that was not."""
    return str(alerts.STAGES.get(stage, ""))


@register.filter
def age(since: datetime, at: datetime) -> str:
    """How long before an instant something was."""
    return alerts.age_words(since, at=at)
