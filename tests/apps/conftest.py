"""The rooms are tested in the small world, at a fixed instant unless a test brings its own."""

from tests.apps.fixtures import at, committed, forgetful, fresh_log, world

__all__ = ["at", "committed", "forgetful", "fresh_log", "world"]
