"""Registers the room with Django."""

from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.facilities"
    label = "facilities"
