"""Registers the app with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.people"
    label = "people"
