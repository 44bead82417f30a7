"""Registers the room with Django."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.retention"
    label = "retention"
