"""Registers the room with Django."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.insight"
    label = "insight"
