"""Registers the room with Django."""

from django.apps import AppConfig


class RostersConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.rosters"
    label = "rosters"
