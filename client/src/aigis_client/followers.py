"""Cursors of followers: up to where changes were handled, stored by the caller."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Cursor(Protocol):
    """Where a follower is. `write` is called after every change of a page was handled."""

    def read(self) -> int:
        """Returns the position; 0 at first."""

    def write(self, position: int) -> None:
        """Stores the position durably."""


@dataclass(frozen=True, slots=True)
class FileCursor:
    """A position in a file, replaced as a whole: after a crash it is the old one or the new one."""

    path: Path

    def read(self) -> int:
        """Returns the position; raises ValueError for a file that holds none."""
        return int(self.path.read_text()) if self.path.exists() else 0

    def write(self, position: int) -> None:
        """Stores the position."""
        new = self.path.with_name(f"{self.path.name}.new")
        with new.open("w") as file:
            file.write(str(position))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)


@dataclass(frozen=True, slots=True)
class FunctionCursor:
    """A position in the caller's own storage."""

    get: Callable[[], int]
    put: Callable[[int], None]

    def read(self) -> int:
        """Returns the position."""
        return self.get()

    def write(self, position: int) -> None:
        """Stores the position."""
        self.put(position)
