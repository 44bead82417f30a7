"""Registers the app with Django."""

from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.facilities"
    label = "facilities"
