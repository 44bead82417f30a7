"""Signing in without a password, and reading pages in English."""

from django.test import Client

from aigis.apps.people.models import User


def signed_in(client: Client, user: User) -> Client:
    """The client as a user has it, in English."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client
