"""Registers the room with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.notices"
    label = "notices"
