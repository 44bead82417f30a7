"""Registers the app with Django."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.checks"
    label = "checks"
