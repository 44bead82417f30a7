"""Registers the app with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.notices"
    label = "notices"
