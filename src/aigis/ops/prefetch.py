"""Makes the next thing while the last one is worked on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def prefetch(things: Iterator[T]) -> Iterator[T]:
    """Yields the things in order; a thread makes each while whoever took the one before works on it, never two ahead.

    What goes wrong in the making is raised where the thing would have come.
    """
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, things, None)
        while (item := coming.result()) is not None:
            coming = maker.submit(next, things, None)
            yield item
