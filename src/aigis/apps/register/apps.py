"""Registers the room with Django."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.register"
    label = "register"
