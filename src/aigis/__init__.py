"""Aigis: the register of port bans and the access check that goes with it."""

__version__ = "0.1.0"
