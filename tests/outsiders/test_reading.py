"""Our published log, receipts and exports, proven by a reader that holds no line of ours."""

import ast
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from aigis import wiring
from aigis.adapters.signer import FileSigner
from aigis.apps.audit import export as audit_export
from aigis.apps.audit import queries
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.models import Leaf
from aigis.core.tlog.checkpoint import Checkpoint as CoreCheckpoint
from aigis.core.tlog.note import Note, sign_note
from aigis.core.tlog.replay import replay
from aigis.core.tlog.tiles import TilePath, bundles_of, compose_bundle, parse_tile_path, tiles_of
from aigis.core.tlog.tree import root_from_tiles
from tests.core.tlog.logs import COURT, KEY, MemoryLog, cosigned, log_of, sample_receipt
from tests.faults import go_on, write
from tests.outsiders.reader import (
    Checkpoint,
    Get,
    NotProven,
    leaf_hash,
    open_checkpoint,
    read_log,
    read_proof,
    tree_hash,
)
from tests.verifier.running import verifier

OWN = Path(__file__).parent


@pytest.mark.parametrize("file", ["reader.py", "witness.py", "asker.py"])
def test_the_outsiders_hold_no_line_of_ours(file: str) -> None:
    for node in ast.walk(ast.parse((OWN / file).read_text())):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            top = name.partition(".")[0]
            assert top in sys.stdlib_module_names or top == "cryptography" or name == "tests.outsiders.reader", name


def vkey() -> str:
    return wiring.signer().vkey


def over_http(client: Client, prefix: str = "/log") -> Get:
    """What the log publishes, with every header as the specification asks."""

    def get(path: str) -> bytes | None:
        answer = client.get(f"{prefix}/{path}")
        if answer.status_code == 404:
            return None
        assert answer.status_code == 200 and "Content-Encoding" not in answer
        kind = "text/plain; charset=utf-8" if path == "checkpoint" else "application/octet-stream"
        assert answer["Content-Type"] == kind
        kept = answer["Cache-Control"]
        assert kept == "no-store" if path == "checkpoint" else "immutable" in kept and "max-age=31536000" in kept
        return bytes(answer.content)

    return get


@pytest.mark.usefixtures("db", "fresh_log")
def test_the_published_log_is_proven_at_each_size_around_a_tile(client: Client, at: datetime) -> None:
    get, grown, before = over_http(client), 0, None
    for size in (1, 2, 255, 256, 257, 300):
        write(size - grown - (not grown), at=at)
        go_on(at=at)
        grown = size
        note = get("checkpoint")
        assert note is not None
        checkpoint = open_checkpoint(note, vkey())
        assert checkpoint.size == size
        assert len(read_log(get, checkpoint)) == size
        if before is not None:  # what an earlier checkpoint needed is still there, byte for byte
            assert read_log(get, before) == read_log(get, checkpoint)[: before.size]
        before = checkpoint


@pytest.mark.usefixtures("db", "fresh_log")
def test_nothing_is_served_beyond_the_checkpoint_or_under_a_second_address(client: Client, at: datetime) -> None:
    write(299, at=at)
    go_on(at=at)
    get = over_http(client)
    for there in ("tile/0/000", "tile/0/000.p/255", "tile/0/001.p/44", "tile/0/001.p/1", "tile/1/000.p/1"):
        assert get(there), there
    for absent in (
        "tile/0/001", "tile/0/001.p/45", "tile/0/002.p/1", "tile/1/000", "tile/1/000.p/2", "tile/2/000.p/1",
        "tile/entries/001", "tile/entries/001.p/45", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01",
        "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/0", "tile/0/0000", "tile/0/x000/000", "tile/0/000/",
        "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/1/", "tile/0//000", "tile/0/../0/000", "tile/0/٠٠٠",
        "tile/0/x999/x999/x999/x999/x999/999", "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/63/x999/999.p/255",
        "tile/0/" + "9" * 5_000, "checkpoint/", "Checkpoint", "", "/", "0/checkpoint", "01/checkpoint", "2/checkpoint",
        "1//checkpoint", "١/checkpoint", "tile/0/000%0A", "tile/0/000%00", "tile/0/000.p/255%0A", "%FF", "1",
    ):  # fmt: skip
        answer = client.get(f"/log/{absent}")
        assert answer.status_code == 404, absent
        assert answer.get("Cache-Control") in ("no-store", None), absent
    assert client.get("/log/1/checkpoint").content == client.get("/log/checkpoint").content


@pytest.mark.usefixtures("db", "fresh_log")
def test_the_log_answers_as_a_web_server_does(client: Client, at: datetime) -> None:
    write(3, at=at)
    go_on(at=at)
    for path in ("/log/checkpoint", "/log/tile/0/000.p/4"):
        whole = client.get(path)
        head = client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Type"] == whole["Content-Type"]
        assert client.get(path, headers={"Accept-Encoding": "gzip, br"}).content == whole.content
        # Whoever asks for a range gets it or the whole: never another status with other bytes.
        assert client.get(path, headers={"Range": "bytes=0-3"}).status_code in (200, 206)
        for method in (client.post, client.put, client.delete):
            assert method(path).status_code in (403, 405), path


@pytest.mark.usefixtures("db", "fresh_log")
def test_before_the_first_checkpoint_there_is_nothing(client: Client) -> None:
    for path in ("checkpoint", "witnessed", "tile/0/000.p/1", "1/checkpoint"):
        assert client.get(f"/log/{path}").status_code == 404


@pytest.mark.usefixtures("db", "fresh_log")
def test_receipts_are_proven_while_keys_change(at: datetime) -> None:
    write(5, at=at)
    go_on(at=at)
    old, signer = vkey(), wiring.signer()
    assert isinstance(signer, FileSigner)
    new = signer.add_key()
    write(1, at=at)
    go_on(at=at)
    for leaf in Leaf.objects.order_by("index"):
        receipt = queries.receipt(leaf.entry_id, parts=("core", "actor", "subject", "sequence"))
        assert receipt is not None
        for key in (old, new):
            index, opened, _ = read_proof(receipt, key)
            assert (index, opened["sequence"]["number"]) == (leaf.index, leaf.number)


@pytest.mark.usefixtures("db", "fresh_log")
def test_an_export_is_proven_without_a_network(tmp_path: Path, at: datetime) -> None:
    write(260, at=at)
    go_on(at=at)
    folder = tmp_path / "export"
    export = audit_export.begin(origin="", opened=True, actor=SYSTEM, at=at)
    for name, content in export.files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    checkpoint = open_checkpoint((folder / "checkpoint").read_bytes(), vkey())
    assert len(read_log(lambda path: (folder / path).read_bytes(), checkpoint)) == 261
    assert (folder / "keys").read_text() == f"{vkey()}\n"
    lines = b"".join((folder / "opened" / name).read_bytes() for name in ("000", "001.p/5")).split(b"\n")
    assert len(lines) == 262 and "subject" not in json.loads(lines[7]) and "core" in json.loads(lines[7])


@pytest.fixture(scope="module")
def large() -> MemoryLog:
    """A log of three levels of tiles; the smaller trees are read out of it."""
    return log_of(65_537)


def in_memory(log: MemoryLog, size: int) -> Callable[[str], bytes]:
    """The files of the tree of that size, cut out of what a larger log holds by now."""
    files = {str(path): log.read(path.level or 0, path.n)[: path.width * 32] for path in tiles_of(size)}
    for path in bundles_of(size):
        files[str(path)] = compose_bundle(log.entries[path.n * 256 : path.n * 256 + path.width])
    return files.__getitem__


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537])
def test_tiles_and_bundles_are_those_of_the_specification_at_every_edge(size: int, large: MemoryLog) -> None:
    get = in_memory(large, size)
    mine = CoreCheckpoint(KEY.name, size, root_from_tiles(size=size, read=large.read))
    checkpoint = open_checkpoint(sign_note(mine.text, key=KEY).encode(), str(KEY.verifier))
    if size > 600:
        replay(mine, fetch=lambda path: get(str(path)), progress=lambda _: None)
        assert checkpoint.root == tree_hash([leaf_hash(entry) for entry in large.entries[:size]])
    else:
        assert read_log(get, checkpoint) == large.entries[:size]
    with pytest.raises(NotProven, match="another root"):
        read_log(get, Checkpoint(checkpoint.origin, size, bytes(32), checkpoint.signers))


def test_the_paths_of_the_specification_are_ours() -> None:
    assert str(TilePath(0, 1_234_067)) == "tile/0/x001/x234/067"
    widths = [(path.level, path.n, path.width) for path in tiles_of(70_000) if path.width < 256 or path.level]
    assert widths == [(0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert [str(path) for path in tiles_of(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert parse_tile_path("tile/63/x999/x999/x999/x999/x999/999.p/255").n == 10**18 - 1


def test_all_three_readers_agree_about_a_receipt_that_witnesses_saw(tmp_path: Path) -> None:
    receipt = sample_receipt("core", "actor", "subject", "sequence", witnesses=[COURT])
    index, opened, checkpoint = read_proof(receipt, str(KEY.verifier), str(COURT.cosigner))
    assert (index, opened["sequence"]["number"], checkpoint.signers) == (5, 41, frozenset({KEY.name, COURT.name}))
    (tmp_path / "r").write_bytes(receipt)
    assert verifier("receipt", tmp_path / "r", "--vkey", KEY.verifier).returncode == 0


def test_extension_lines_of_other_logs_are_carried_and_signed() -> None:
    text = f"{log_of(3).checkpoint().partition(chr(10) * 2)[0]}\nan extension\n— another\n"
    note = cosigned(sign_note(text, key=KEY), COURT)
    found = CoreCheckpoint.parse(Note.parse(note).text)
    assert found.extensions == ("an extension", "— another") and found.text == text
