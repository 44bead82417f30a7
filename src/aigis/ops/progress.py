"""A line on stderr that tells how far a long command is."""

import sys


class Progress:
    """Counts up to a total; on a terminal the line is rewritten, elsewhere only the end is told."""

    def __init__(self, what: str, *, total: int | None = None) -> None:
        self._what = what
        self._total = f" of {total:,}" if total is not None else ""
        self._rewrites = sys.stderr.isatty()

    def show(self, done: int) -> None:
        """Tells where it is."""
        if self._rewrites:
            sys.stderr.write(f"\r{self._line(done)} ")
            sys.stderr.flush()

    def end(self, done: int) -> None:
        """Tells that this is the end."""
        sys.stderr.write(("\r" if self._rewrites else "") + self._line(done) + "\n")

    def _line(self, done: int) -> str:
        return f"{self._what}: {done:,}{self._total}"
