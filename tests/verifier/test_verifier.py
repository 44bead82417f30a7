"""The independent verifier, run as its users run it, on logs and receipts made by the platform."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest

from aigis.core.audit.entry import Opened, sequence_part
from aigis.core.audit.receipt import compose_receipt
from aigis.core.crypto.canonical_json import canonical
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.encoding import encode64
from aigis.core.tlog.keys import SigningKey
from aigis.core.tlog.note import sign_note
from aigis.core.tlog.proof_file import ProofFile
from aigis.core.tlog.proofs import inclusion_proof
from tests.core.tlog.logs import KEY, MemoryLog, log_of, sample_leaf, sample_receipt, write
from tests.verifier.running import SOURCES, run, served, verifier

VKEY = str(KEY.verifier)
OTHER = str(SigningKey(KEY.name, bytes(32)).verifier)


def test_a_good_receipt_is_proven_and_told(receipt: Path) -> None:
    done = verifier("receipt", receipt, "--vkey", VKEY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "leaf 5 of 11 in port.example/log" in done.stdout
    assert "event kind 3, sealed 2027-01-15T08:00:00.123+00:00" in done.stdout
    assert 'subject: {"alias": null, "name": "Vandenbroucke, Zoë"}' in done.stdout
    assert "actor" not in done.stdout


def test_a_console_that_cannot_show_a_name_does_not_hide_the_proof(
    receipt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = verifier("receipt", receipt, "--vkey", VKEY)
    assert done.returncode == 0, done.stderr
    assert "Vandenbroucke, Zo\\xeb" in done.stdout


def test_no_byte_of_a_receipt_can_be_changed(tmp_path: Path) -> None:
    small = tmp_path / "small.tlog-proof"
    small.write_bytes(sample_receipt("sequence", size=3))
    script = Path(__file__).with_name("flip_every_byte.py")
    done = run(script, small, VKEY, tmp_path / "bent")
    count = small.stat().st_size
    assert done.stdout.strip() == f"{{1: {3 * count}}} {count}", done.stdout + done.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"core":', b'{ "core":'),
        (b'{"core":', b'{"core":{"salt":"","value":{"verdict":"denied"}},"core":'),
        (b'"verdict":"clear"', b'"verdict":"denied","verdict":"clear"'),
        (b'"clear"', b'"cle\\u0061r"'),
    ],
)
def test_parts_in_another_spelling_are_bad(receipt: Path, old: bytes, new: bytes) -> None:
    file = ProofFile.from_bytes(receipt.read_bytes())
    assert file.extra is not None
    bent = file.extra.replace(old, new, 1)
    assert bent != file.extra
    receipt.write_bytes(replace(file, extra=bent).to_bytes())
    done = verifier("receipt", receipt, "--vkey", VKEY)
    assert (done.returncode, done.stdout) == (1, "BAD: the opened parts are not in canonical form\n"), done.stderr


def test_a_leaf_of_an_unknown_version_is_not_proven(tmp_path: Path) -> None:
    log, leaf = MemoryLog(), b"\x02" + sample_leaf().to_bytes()[1:]
    log.append([leaf])
    extra = canonical({"leaf": encode64(leaf)})
    write(tmp_path / "receipt", ProofFile(extra, 0, (), log.checkpoint()).to_bytes())
    assert verifier("receipt", tmp_path / "receipt", "--vkey", VKEY).returncode == 1


def test_a_receipt_of_another_log_is_bad(receipt: Path) -> None:
    assert verifier("receipt", receipt, "--vkey", OTHER).returncode == 1


def test_a_good_log_is_proven(published: Path) -> None:
    done = verifier("log", published, "--vkey", VKEY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "600 entries" in done.stdout


def test_a_spoilt_log_is_bad(spoilt: Path) -> None:
    done = verifier("log", spoilt, "--vkey", VKEY)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("BAD: ")


def test_a_log_is_read_over_http(published: Path) -> None:
    with served(published) as address:
        assert verifier("log", address, "--vkey", VKEY).returncode == 0
        (published / "tile/1/000.p/2").unlink()
        assert verifier("log", address, "--vkey", VKEY).returncode == 1


def test_a_checkpoint_of_another_origin_is_bad_though_the_key_signed_it(published: Path) -> None:
    log = log_of(600)
    note = sign_note(Checkpoint("quay.example/log", log.size, log.root).text, key=KEY)
    write(published / "checkpoint", note.encode())
    assert verifier("log", published, "--vkey", VKEY).returncode == 1


def test_an_empty_log_is_proven(tmp_path: Path) -> None:
    assert verifier("log", log_of(0).publish(tmp_path / "log"), "--vkey", VKEY).returncode == 0


def test_the_published_log_of_another_program_is_proven(dev_data: Path) -> None:
    folder = dev_data.joinpath("log", "tessera-testlog", "log")
    vkey = json.loads(dev_data.joinpath("log", "tessera-testlog", "keys.json").read_text())["verifier_key"]
    assert verifier("log", folder, "--vkey", vkey).returncode == 0
    old, new = folder / "checkpoint.5", folder / "checkpoint.14"
    assert verifier("consistency", old, new, folder, "--vkey", vkey).returncode == 0


@pytest.mark.parametrize("old", [0, 1, 255, 256, 300, 512, 599, 600])
def test_a_log_that_grew_is_consistent(published: Path, tmp_path: Path, old: int) -> None:
    earlier = checkpoint(tmp_path, old)
    done = verifier("consistency", earlier, published / "checkpoint", published, "--vkey", VKEY)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_log_that_shrank_or_was_rewritten_is_not_consistent(published: Path, tmp_path: Path) -> None:
    larger = checkpoint(tmp_path, 601)
    assert verifier("consistency", larger, published / "checkpoint", published, "--vkey", VKEY).returncode == 1
    rewritten = log_of(300)
    rewritten.root = bytes(32)
    write(tmp_path / "forked", rewritten.checkpoint().encode())
    forked = tmp_path / "forked"
    assert verifier("consistency", forked, published / "checkpoint", published, "--vkey", VKEY).returncode == 1


def test_without_anything_to_judge_by_it_cannot_tell(receipt: Path, tmp_path: Path) -> None:
    assert verifier("receipt", tmp_path / "none", "--vkey", VKEY).returncode == 2
    assert verifier("receipt", receipt, "--vkey", VKEY[:-3]).returncode == 2
    assert verifier("receipt", receipt).returncode == 2
    assert verifier("log", tmp_path / "none", "--vkey", VKEY).returncode == 2
    assert verifier("log", "http://127.0.0.1:1/", "--vkey", VKEY).returncode == 2


def test_the_verifier_knows_nothing_of_the_platform() -> None:
    roots = {name.split(".")[0] for file in SOURCES.rglob("*.py") for name in imported(file)}
    assert roots
    assert not roots & {"aigis", "httpx", "django"}


def imported(file: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found


def checkpoint(folder: Path, size: int) -> Path:
    file = folder / f"checkpoint.{size}"
    write(file, log_of(size).checkpoint().encode())
    return file


def numbered(folder: Path, *numbers: int, organisation: str = "kai-1") -> list[Path]:
    """Receipts of an organisation's entries with these numbers of its own."""
    log, files = MemoryLog(), []
    parts = [sequence_part(organisation=organisation, number=one, salt=bytes([one]) * 32) for one in numbers]
    leaves = [replace(sample_leaf(), sequence=part.commitment) for part in parts]
    log.append([leaf.to_bytes() for leaf in leaves])
    for place, (leaf, part) in enumerate(zip(leaves, parts, strict=True)):
        hashes = inclusion_proof(index=place, size=log.size, read=log.read)
        opened = Opened(leaf, {"sequence": part})
        file = folder / f"{organisation}-{place}"
        write(file, compose_receipt(opened=opened, index=place, hashes=hashes, checkpoint=log.checkpoint()))
        files.append(file)
    return files


def test_an_organisation_can_prove_that_none_of_its_entries_is_missing(tmp_path: Path) -> None:
    whole = numbered(tmp_path / "whole", 5, 6, 7, 8)
    done = verifier("numbers", *whole, "--vkey", VKEY)
    assert done.returncode == 0 and "entries 5 to 8, none missing" in done.stdout
    gap = verifier("numbers", *whole[:1], *whole[2:], "--vkey", VKEY)
    assert gap.returncode == 1 and "missing here: 6" in gap.stdout
    twice = numbered(tmp_path / "twice", 5, 6, 6)
    assert verifier("numbers", *twice, "--vkey", VKEY).returncode == 1
    mixed = [*whole, *numbered(tmp_path / "other", 9, organisation="kai-2")]
    assert verifier("numbers", *mixed, "--vkey", VKEY).returncode == 1
