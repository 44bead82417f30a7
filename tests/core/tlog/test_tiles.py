"""Addresses of tiles, and entry bundles: C2SP tlog-tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis.core.errors import InvalidInput
from aigis.core.tlog.tiles import (
    TilePath,
    bundles_of,
    compose_bundle,
    parse_bundle,
    parse_tile_path,
    tile_path,
    tiles_of,
)

WRONG = [
    "tile/0/0",
    "tile/00/000",
    "tile/64/000",
    "tile/0/1000",
    "tile/0/001/234",
    "tile/0/x000/005",
    "tile/0/x001",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/08",
    "tile/0/000.p/",
    "tile/0/000/",
    "tile/0/000\n",
    "tile/0/٠٠٠",
    "/tile/0/000",
    "tile/-1/000",
    "tile/0/../000",
    "tile/data/000",
    "",
]


def test_the_specifications_own_examples() -> None:
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert [(path.level, path.width) for path in tiles_of(70_000)][-4:] == [(0, 112), (1, 256), (1, 17), (2, 1)]
    assert len([path for path in tiles_of(70_000) if path.level == 0]) == 274
    assert [str(path) for path in tiles_of(256)] == ["tile/0/000", "tile/1/000.p/1"]


def test_entry_bundles_and_partial_tiles_have_their_own_addresses() -> None:
    assert tile_path(None, 1_000, 7) == "tile/entries/x001/000.p/7"
    assert [str(path) for path in bundles_of(258)] == ["tile/entries/000", "tile/entries/001.p/2"]
    assert list(tiles_of(0)) == list(bundles_of(0)) == []


@given(st.none() | st.integers(0, 63), st.integers(0, 10**15), st.integers(1, 256))
def test_every_address_is_read_back(level: int | None, n: int, width: int) -> None:
    assert parse_tile_path(tile_path(level, n, width)) == TilePath(level, n, width)


@pytest.mark.parametrize("path", WRONG)
def test_a_tile_has_one_address_only(path: str) -> None:
    with pytest.raises(InvalidInput):
        parse_tile_path(path)


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_bundles_are_read_back(entries: list[bytes]) -> None:
    assert parse_bundle(compose_bundle(entries)) == entries


def test_a_bundle_is_lengths_and_entries() -> None:
    assert compose_bundle([b"one", b""]) == b"\x00\x03one\x00\x00"


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x03on", b"\x00\x00\xff"])
def test_a_bundle_that_is_cut_off_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        parse_bundle(data)
