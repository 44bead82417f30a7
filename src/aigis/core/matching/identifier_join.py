"""Which rows of two lists bear the same identifier, where nothing else is asked."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


class Joined(NamedTuple):
    """Pairs of rows, a place each, by the left row and then the right one."""

    left: Integers
    right: Integers


def joined(left: Integers, right: Integers) -> Joined:
    """Finds all pairs of rows with equal identifiers, given as integers like national numbers; 0 equals nothing."""
    left_rows, right_rows = np.flatnonzero(left), np.flatnonzero(right)
    left_rows = left_rows[np.argsort(left[left_rows], kind="stable")]
    right_rows = right_rows[np.argsort(right[right_rows], kind="stable")]
    wanted, there = left[left_rows], right[right_rows]
    first, behind = there.searchsorted(wanted, "left"), there.searchsorted(wanted, "right")
    counts = behind - first
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    pairs = np.repeat(left_rows, counts), right_rows[np.repeat(first, counts) + within]
    order = np.lexsort((pairs[1], pairs[0]))
    return Joined(pairs[0][order], pairs[1][order])
