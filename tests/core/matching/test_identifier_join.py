"""Equal identifiers of two lists."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.matching.identifier_join import joined

lists = st.lists(st.integers(0, 6), max_size=12)


@given(lists, lists)
def test_all_pairs_of_equal_identifiers_are_found_and_no_others(left: list[int], right: list[int]) -> None:
    found = joined(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    every = [(i, j) for i, one in enumerate(left) for j, other in enumerate(right) if one == other != 0]
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == every
