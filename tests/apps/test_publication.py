"""The published log: what is new is written, its checkpoint last; it proves itself, and a change of it is found."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigis import wiring
from aigis.adapters.tile_folder import FolderTileStore
from aigis.apps.audit import publication, sealer
from aigis.apps.audit.actions import SYSTEM, EntryDraft, append
from aigis.apps.audit.models import LogState
from aigis.core.audit.event_names import Event
from aigis.core.errors import LogRefuses, RolledBack
from aigis.core.tlog.tiles import bundles_of, tiles_of
from aigis.ops import cli
from tests.apps.fixtures import at, forgetful, fresh_log

__all__ = ["at", "forgetful", "fresh_log"]
pytestmark = pytest.mark.usefixtures("fresh_log")


class RecordingStore(FolderTileStore):
    """A folder that remembers the order of what was written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.written: list[str] = []

    def put(self, path: str, content: bytes, *, immutable: bool) -> None:
        super().put(path, content, immutable=immutable)
        self.written.append(path)


def seal(number: int, *, at: datetime) -> None:
    """Seals so many entries."""
    sealer.open_log(at=at)
    append([EntryDraft(Event.LOG_READ, SYSTEM, at, {"what": "health"}) for _ in range(number)])
    while sealer.seal(at=at):
        pass


def proven(source: str | Path) -> int:
    """The exit code of the command that proves a published log."""
    vkey = wiring.signer(LogState.objects.latest("id").origin).vkey
    return cli.main(["verify", "log", str(source), "--vkey", vkey])


@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_what_is_new_is_what_the_smaller_tree_did_not_fill(one: int, other: int) -> None:
    small, large = sorted((one, other))
    before, after = ({str(path) for path in (*tiles_of(size), *bundles_of(size))} for size in (small, large))
    assert {str(path) for path in publication.files_since(small, large)} == after - before


def test_a_published_log_proves_itself_and_grows(db: None, at: datetime, tmp_path: Path) -> None:
    store = RecordingStore(tmp_path)
    seal(300, at=at)
    assert publication.publish(store) == len(store.written)
    assert store.written[-1] == "1/checkpoint" and "1/tile/0/000" in store.written
    assert proven(tmp_path / "1") == 0
    assert publication.publish(store) == 0
    store.written.clear()
    seal(300, at=at + timedelta(seconds=1))
    publication.publish(store)
    assert "1/tile/0/000" not in store.written and "1/tile/0/001" in store.written
    assert proven(tmp_path / "1") == 0


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The folder behind a web server that knows nothing of us."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_any_web_server_serves_it(db: None, at: datetime, tmp_path: Path, served: str) -> None:
    seal(10, at=at)
    publication.publish(FolderTileStore(tmp_path))
    assert proven(f"{served}/1") == 0
    assert all(file.stat().st_mode & 0o044 == 0o044 for file in (tmp_path / "1").rglob("*") if file.is_file())


def test_a_published_tile_with_other_content_stops_the_publication(db: None, at: datetime, tmp_path: Path) -> None:
    store = FolderTileStore(tmp_path)
    seal(260, at=at)
    publication.publish(store)
    (tmp_path / "1" / "checkpoint").unlink()
    tile = tmp_path / "1" / "tile" / "0" / "000"
    tile.write_bytes(bytes(len(tile.read_bytes())))
    with pytest.raises(LogRefuses, match="was published with other content"):
        publication.publish(store)
    assert not (tmp_path / "1" / "checkpoint").exists()
    assert proven(tmp_path / "1") != 0


def test_a_database_older_than_what_was_published_is_refused(db: None, at: datetime, tmp_path: Path) -> None:
    store = FolderTileStore(tmp_path)
    seal(5, at=at)
    publication.publish(store)
    note = (tmp_path / "1" / "checkpoint").read_text().split("\n")
    (tmp_path / "1" / "checkpoint").write_text("\n".join([note[0], str(int(note[1]) + 1), *note[2:]]))
    with pytest.raises(RolledBack, match="older than what was published"):
        publication.publish(store)


def test_a_published_checkpoint_that_cannot_be_read_is_no_empty_log(db: None, at: datetime, tmp_path: Path) -> None:
    store = FolderTileStore(tmp_path)
    seal(5, at=at)
    store.put("1/checkpoint", b"nothing", immutable=False)
    with pytest.raises(LogRefuses, match="cannot be read"):
        publication.publish(store)
