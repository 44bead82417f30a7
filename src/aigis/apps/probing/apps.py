"""Registers the app with Django."""

from django.apps import AppConfig


class ProbingConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.probing"
    label = "probing"
