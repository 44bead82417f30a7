"""Registers the package with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The package's name and label."""

    name = "aigis.apps.accounts"
    label = "accounts"
