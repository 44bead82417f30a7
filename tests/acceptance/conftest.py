"""One demo installation for the whole story."""

from tests.harbour import harbour

__all__ = ["harbour"]
