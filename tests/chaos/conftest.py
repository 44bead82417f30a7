"""One demo installation to be shaken."""

from tests.harbour import harbour

__all__ = ["harbour"]
