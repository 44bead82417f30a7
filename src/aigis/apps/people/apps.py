"""Registers the room with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.people"
    label = "people"
