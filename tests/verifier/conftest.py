"""A published log and a receipt, good and spoilt."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.tlog.logs import MemoryLog, log_of, sample_receipt

SIZE = 600


def _flip(file: Path, at: int = -1) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def _shorten(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5])


SPOILT: dict[str, Callable[[Path], object]] = {
    "a bit of an entry": lambda log: _flip(log / "tile/entries/001"),
    "a bit of the last entry": lambda log: _flip(log / "tile/entries/002.p/88"),
    "the length of an entry": lambda log: _flip(log / "tile/entries/001", 1),
    "a bundle cut off": lambda log: _shorten(log / "tile/entries/002.p/88"),
    "an entry left out": lambda log: _drop_first_entry(log / "tile/entries/000"),
    "a bundle taken away": lambda log: (log / "tile/entries/000").unlink(),
    "a bit of a leaf tile": lambda log: _flip(log / "tile/0/000", 7),
    "a bit of the last leaf tile": lambda log: _flip(log / "tile/0/002.p/88"),
    "a bit of an upper tile": lambda log: _flip(log / "tile/1/000.p/2"),
    "an upper tile cut off": lambda log: _shorten(log / "tile/1/000.p/2"),
    "an upper tile taken away": lambda log: (log / "tile/1/000.p/2").unlink(),
    "two bundles exchanged": lambda log: _exchange(log / "tile/entries/000", log / "tile/entries/001"),
    "everything below the checkpoint": lambda log: _rewrite(log),
    "the size in the checkpoint": lambda log: _edit(log / "checkpoint", "600", "601"),
    "the origin in the checkpoint": lambda log: _edit(log / "checkpoint", "port", "fort"),
    "a bit of the signature": lambda log: _flip(log / "checkpoint", -12),
    "a checkpoint that is no text": lambda log: (log / "checkpoint").write_bytes(b"\xff\xfe"),
}


def _drop_first_entry(file: Path) -> None:
    file.write_bytes(file.read_bytes()[141:])


def _exchange(one: Path, other: Path) -> None:
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def _rewrite(log: Path) -> None:
    """Another log whose entries and tiles agree, under the checkpoint that was signed."""
    signed = (log / "checkpoint").read_bytes()
    other = MemoryLog()
    other.append([b"another entry"] * SIZE)
    other.publish(log)
    (log / "checkpoint").write_bytes(signed)


def _edit(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text().replace(old, new, 1))


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A log of three entry bundles and two levels of tiles."""
    return log_of(SIZE).publish(tmp_path / "log")


@pytest.fixture(params=SPOILT)
def spoilt(request: pytest.FixtureRequest, published: Path) -> Path:
    """The same log, altered in one place."""
    SPOILT[request.param](published)
    return published


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    file = tmp_path / "check.tlog-proof"
    file.write_bytes(sample_receipt("core", "subject", "sequence"))
    return file
