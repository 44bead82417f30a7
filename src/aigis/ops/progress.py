"""A line on stderr that tells how far a long command is."""

import sys

_WIDTH = 30  # signs of the bar


class Progress:
    """Counts up to a total; on a terminal a bar is redrawn, elsewhere only the end is told."""

    def __init__(self, what: str, *, total: int | None = None) -> None:
        self._what = what
        self._total = total
        self._rewrites = sys.stderr.isatty()

    def show(self, done: int) -> None:
        """Tells where it is."""
        if self._rewrites:
            sys.stderr.write(f"\r{self._bar(done)}{self._line(done)} ")
            sys.stderr.flush()

    def end(self, done: int) -> None:
        """Tells that this is the end."""
        sys.stderr.write((f"\r{self._bar(done)}" if self._rewrites else "") + self._line(done) + "\n")

    def _bar(self, done: int) -> str:
        if not self._total:
            return ""
        full = min(_WIDTH, done * _WIDTH // self._total)
        return f"[{'#' * full}{'.' * (_WIDTH - full)}] "

    def _line(self, done: int) -> str:
        total = f" of {self._total:,}" if self._total is not None else ""
        return f"{self._what}: {done:,}{total}"
