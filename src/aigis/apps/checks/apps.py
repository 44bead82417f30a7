"""Registers the room with Django."""

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.checks"
    label = "checks"
