"""Registers the app with Django."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.retention"
    label = "retention"
