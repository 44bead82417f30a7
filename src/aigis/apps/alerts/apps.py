"""Registers the app with Django."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.alerts"
    label = "alerts"
