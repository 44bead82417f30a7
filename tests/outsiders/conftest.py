"""What outsiders meet: the same world as the rooms' and doors' tests."""

from tests.apps.fixtures import at, committed, forgetful, fresh_log, world

__all__ = ["at", "committed", "forgetful", "fresh_log", "world"]
