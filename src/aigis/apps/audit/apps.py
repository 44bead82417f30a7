"""Registers the room with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The room's name and label."""

    name = "aigis.apps.audit"
    label = "audit"
