"""The matcher's search is compiled once on a machine: processes that start side by side take turns."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aigis.core.matching import compiled_search


@contextmanager
def compiling_in_turn() -> Iterator[None]:
    """Lets one process at a time compile the search: those that start beside it wait, and load what it has kept."""
    try:
        folder = os.open(compiled_search.kept_in(), os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # read from an archive: nothing is kept, so there is nothing to wait for
        yield
        return
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
        if compiled_search.has_failed():
            _compile_anew()
    finally:
        os.close(folder)


def _compile_anew() -> None:
    """Removes what an earlier version of the software kept, which may name modules that are gone, and tries once more.

    Without this the reference search would serve for good, a hundred times as slow.
    """
    for kept_file in Path(compiled_search.kept_in()).rglob("*.nb[ci]"):
        kept_file.unlink(missing_ok=True)
    compiled_search.warm()
