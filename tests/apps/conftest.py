"""The rooms are tested in the small world, at a fixed instant unless a test brings its own."""

from tests.apps.fixtures import at, committed, django_db_modify_db_settings, forgetful, fresh_log, world

__all__ = ["at", "committed", "django_db_modify_db_settings", "forgetful", "fresh_log", "world"]
