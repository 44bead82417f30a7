"""Registers the package with Django."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The package's name and label."""

    name = "aigis.apps.approvals"
    label = "approvals"
