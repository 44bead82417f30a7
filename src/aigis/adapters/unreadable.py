"""What stops the reading of a file, by the reason that is told to whoever sent it."""

from aigis.core.imports.file_errors import Refusal


class Unreadable(Exception):
    """A file that is refused, and where the fault is one row's, the number of that row."""

    def __init__(self, refusal: Refusal, *, row: int = 0) -> None:
        self.refusal, self.row = refusal, row
        super().__init__(refusal.value)
