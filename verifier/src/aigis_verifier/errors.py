"""The two ways in which nothing is proven."""


class Bad(Exception):
    """What was given is not what was signed."""


class CannotTell(Exception):
    """Something to judge by is missing: a file, a network, a key."""
