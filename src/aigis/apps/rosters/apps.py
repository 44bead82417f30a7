"""Registers the app with Django."""

from django.apps import AppConfig


class RostersConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.rosters"
    label = "rosters"
