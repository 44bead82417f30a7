"""Registers the app with Django."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.register"
    label = "register"
