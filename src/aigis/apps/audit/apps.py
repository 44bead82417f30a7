"""Registers the app with Django."""

from django.apps import AppConfig

from aigis.apps.audit import inserted_rows


class AuditConfig(AppConfig):
    """Holds the app's name and label."""

    name = "aigis.apps.audit"
    label = "audit"

    def ready(self) -> None:
        """Has the rows of every INSERT counted."""
        inserted_rows.install()
