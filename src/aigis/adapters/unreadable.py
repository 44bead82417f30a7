"""What stops the reading of a file, by the reason that is told to whoever sent it."""

from aigis.core.imports.file_errors import Refusal


class Unreadable(Exception):
    """A file that is refused; `row` is the number of a row at fault, `readings` a word in each likely encoding."""

    def __init__(self, refusal: Refusal, *, row: int = 0, readings: str = "") -> None:
        self.refusal, self.row, self.readings = refusal, row, readings
        super().__init__(refusal.value)
