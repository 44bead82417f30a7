"""What stops the reading of a file, by the reason that is told to whoever sent it."""

from aigis.core.list_refusals import Refusal


class Unreadable(Exception):
    """A file that is refused."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.value)
