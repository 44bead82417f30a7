"""The tree against RFC 6962's definition, written down a second time and without tiles."""

import json
import random
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.errors import LogRefuses
from aigis.core.tlog.tiles import tiles_of
from aigis.core.tlog.tree import empty_root, extend, hash_leaf, hash_node, root_from_tiles
from tests.core.tlog.logs import MemoryLog, entry_number, log_of


def defined_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


def test_the_reference_tree_of_rfc_6962_comes_out(dev_data: Path) -> None:
    reference = json.loads(dev_data.joinpath("log", "rfc6962-reference-tree.json").read_text())
    log = MemoryLog()
    assert log.root.hex() == reference["empty_root"]
    for leaf, root in zip(reference["leaf_inputs_hex"], reference["root_hashes"], strict=True):
        log.append([bytes.fromhex(leaf)])
        assert log.root.hex() == root


def test_known_hashes_of_leaf_and_node() -> None:
    assert hash_leaf(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert hash_node(hash_leaf(b""), hash_leaf(b"\x00")).hex().startswith("fac54203e7cc696c")
    assert empty_root().hex().startswith("e3b0c44298fc1c14")


@given(st.lists(st.integers(0, 700), max_size=4))
def test_however_the_batches_fall_the_root_is_the_defined_one(batches: list[int]) -> None:
    log = MemoryLog()
    for batch in batches:
        log.append([entry_number(log.size + number) for number in range(batch)])
    assert log.root == defined_root(log.entries) == root_from_tiles(size=log.size, read=log.read)


def test_a_tree_of_three_levels_of_tiles_has_the_defined_root() -> None:
    log = log_of(65_536 + 256 + 3)
    assert sorted({level for level, _ in log.tiles}) == [0, 1, 2]
    assert log.root == defined_root(log.entries)


def test_roots_of_earlier_sizes_can_still_be_read_from_the_tiles() -> None:
    log = log_of(1_300)
    for size in random.Random(6962).sample(range(1_300), 40):
        assert root_from_tiles(size=size, read=log.read) == defined_root(log.entries[:size])


def test_a_batch_touches_only_the_tiles_at_the_right_edge() -> None:
    log = log_of(300)
    assert sorted(log.append([b"x"] * 1_000)) == [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 0)]
    assert log.append([]) == {}


def test_a_tile_grows_and_is_never_rewritten() -> None:
    log = log_of(300)
    before = log.tiles[0, 1]
    log.append([b"x"])
    assert log.tiles[0, 1][: len(before)] == before
    assert len(log.tiles[0, 1]) == len(before) + 32


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_791, 65_792])
def test_exactly_the_tiles_of_the_specification_are_kept(size: int) -> None:
    kept = {place: len(tile) // 32 for place, tile in log_of(size).tiles.items()}
    assert kept == {(path.level, path.n): path.width for path in tiles_of(size)}


def test_appending_the_same_batch_again_after_a_crash_gives_the_same_tiles() -> None:
    log = log_of(700)
    hashes = [hash_leaf(entry) for entry in log.entries[300:]]
    size, root, changed = extend(size=300, leaf_hashes=hashes, read=log.read)
    assert (size, root) == (700, log.root)
    assert changed == {place: log.tiles[place] for place in changed}


def test_a_stored_tile_that_lost_hashes_stops_the_log() -> None:
    log = log_of(300)
    log.tiles[0, 1] = log.tiles[0, 1][:-32]
    with pytest.raises(LogRefuses, match="Tile 1 of level 0"):
        log.append([b"x"])
    with pytest.raises(LogRefuses, match="Tile 1 of level 0"):
        root_from_tiles(size=300, read=log.read)


def test_what_is_not_a_hash_is_not_appended() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        extend(size=0, leaf_hashes=[b"short"], read=lambda level, n: b"")
