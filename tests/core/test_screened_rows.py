"""Rows of a screening in few bytes: what goes in comes out, damage is told, and any change moves the root."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.checks.screened_rows import BINDING_BYTES, ScreenedRow, block_root, decode, encode, root_of
from aigis.core.errors import LogRefuses
from aigis.core.tlog.tree import empty_root, hash_leaf, hash_node
from aigis.core.values import Verdict

ENTRIES = st.lists(st.integers(min_value=1, max_value=2**50), unique=True, max_size=60).map(sorted)


def rows_of(entries: list[int]) -> list[ScreenedRow]:
    verdicts = list(Verdict)
    return [ScreenedRow.of(entry, verdicts[entry % 3], b"%d" % entry) for entry in entries]


@given(ENTRIES)
def test_what_is_written_is_read(entries: list[int]) -> None:
    rows = rows_of(entries)
    assert list(decode(encode(rows))) == rows


def test_a_row_of_a_dense_roster_takes_less_than_twenty_bytes() -> None:
    assert len(encode(rows_of(list(range(1_000_000, 1_001_000))))) < 20 * 1_000


@given(ENTRIES.filter(bool), st.integers(min_value=1))
def test_a_block_that_is_cut_off_is_refused(entries: list[int], cut: int) -> None:
    block = encode(rows_of(entries))
    short = block[: -(1 + cut % (BINDING_BYTES - 1))]
    with pytest.raises(LogRefuses):
        list(decode(short))


@given(ENTRIES.filter(bool), st.integers(min_value=0), st.sampled_from(Verdict))
def test_another_verdict_is_another_root(entries: list[int], place: int, verdict: Verdict) -> None:
    rows = rows_of(entries)
    at = place % len(rows)
    changed = [*rows[:at], ScreenedRow(rows[at].entry, verdict, rows[at].binding), *rows[at + 1 :]]
    assert (block_root(changed) == block_root(rows)) == (changed == rows)


def test_rows_must_ascend() -> None:
    with pytest.raises(ValueError, match="ascend"):
        encode(rows_of([2, 1]))


def test_a_binding_holds_the_entry_as_it_was_encrypted() -> None:
    assert ScreenedRow.of(1, Verdict.CLEAR, b"a") != ScreenedRow.of(1, Verdict.CLEAR, b"b")


def test_roots_are_those_of_rfc_6962() -> None:
    a, b, c = (hash_leaf(text) for text in (b"a", b"b", b"c"))
    assert root_of([]) == empty_root() and root_of([a]) == a
    assert root_of([a, b, c]) == hash_node(hash_node(a, b), c)
