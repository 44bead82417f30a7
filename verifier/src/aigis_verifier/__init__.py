"""Checks the proofs of an Aigis log with code of its own."""
