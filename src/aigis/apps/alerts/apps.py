"""Registers the room with Django."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.alerts"
    label = "alerts"
