"""Registers the app with Django."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.insight"
    label = "insight"
