"""Checkpoints, and the published log of another program."""

import json
from pathlib import Path

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.tlog.checkpoint import Checkpoint, open_checkpoint
from aigis.core.tlog.keys import SigningKey
from aigis.core.tlog.note import sign_note
from aigis.core.tlog.tree import empty_root
from tests.core.tlog.logs import KEY, MemoryLog

EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
TEXT = f"port.example/log\n0\n{EMPTY}\n"


def test_a_checkpoint_is_three_lines() -> None:
    assert Checkpoint("port.example/log", 0, empty_root()).text == TEXT
    assert Checkpoint.parse(TEXT) == Checkpoint("port.example/log", 0, empty_root())


def test_further_lines_of_others_are_kept() -> None:
    checkpoint = Checkpoint.parse(TEXT + "more\n")
    assert checkpoint.extensions == ("more",)
    assert checkpoint.text == TEXT + "more\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        TEXT[:-1],
        TEXT + "\n",
        TEXT.replace("\n0\n", "\n00\n"),
        TEXT.replace("\n0\n", "\n-1\n"),
        TEXT.replace("\n0\n", "\n+1\n"),
        TEXT.replace("\n0\n", "\n٣\n"),
        TEXT.replace("\n0\n", "\n9223372036854775808\n"),
        TEXT.replace(EMPTY, EMPTY[:-4]),
        TEXT.replace("FU=", "FV="),
        TEXT.replace("port.example/log", ""),
        "port.example/log\n0\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Checkpoint.parse(text)


def test_a_checkpoint_of_another_origin_is_refused_though_the_key_signed_it() -> None:
    note = sign_note(TEXT.replace("port.", "quay."), key=KEY)
    with pytest.raises(InvalidInput, match="another log"):
        open_checkpoint(note, key=KEY.verifier)


def test_the_published_log_of_another_program_comes_out_byte_for_byte(tmp_path: Path, dev_data: Path) -> None:
    folder = dev_data.joinpath("log", "tessera-testlog", "log")
    keys = json.loads(dev_data.joinpath("log", "tessera-testlog", "keys.json").read_text())
    log = MemoryLog(key=SigningKey.parse(keys["signer_key"]))
    assert log.checkpoint() == (folder / "checkpoint.0").read_text()
    for size, entry in enumerate(keys["entries"], start=1):
        log.append([entry.encode()])
        log.publish(tmp_path)
        assert log.checkpoint() == (folder / f"checkpoint.{size}").read_text()
    assert files(tmp_path) == {name: data for name, data in files(folder).items() if "checkpoint." not in name}


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
