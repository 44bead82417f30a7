"""Proof files: C2SP tlog-proof."""

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.tlog.proof_file import ProofFile

HASHES = (bytes(32), b"\xff" * 32)
FILE = ProofFile(b"extra", 73_894, HASHES, "example.com/log\n109482\nroot\n\n— example.com/log hI2DJw==\n")
TEXT = (
    "c2sp.org/tlog-proof@v1\n"
    "extra ZXh0cmE=\n"
    "index 73894\n"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    "//////////////////////////////////////////8=\n"
    "\n"
    "example.com/log\n109482\nroot\n\n— example.com/log hI2DJw==\n"
)


def test_a_proof_file_is_written_as_the_specification_shows() -> None:
    assert FILE.to_bytes().decode() == TEXT


@pytest.mark.parametrize("file", [FILE, ProofFile(None, 0, (), "checkpoint\n"), ProofFile(b"", 5, HASHES, "c\n")])
def test_a_proof_file_is_read_back(file: ProofFile) -> None:
    assert ProofFile.from_bytes(file.to_bytes()) == file


def test_without_extra_data_the_line_is_left_out() -> None:
    assert ProofFile(None, 0, (), "checkpoint\n").to_bytes() == b"c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("extra Z", "extra  Z"),
        ("ZXh0cmE=", "ZXh0cmE"),
        ("ZXh0cmE=", "ZXh0cmF="),
        ("index 73894", "index 073894"),
        ("index 73894", "index -1"),
        ("index 73894\n", ""),
        ("extra ZXh0cmE=\nindex 73894", "index 73894\nextra ZXh0cmE="),
        ("8=\n", "8=\r\n"),
        ("//8=", "///8="),
        ("//8=\n\n", "//8=\n"),
        ("c2sp", "\ufeffc2sp"),
    ],
)
def test_any_other_spelling_is_refused(old: str, new: str) -> None:
    bent = TEXT.replace(old, new).partition("root")[0]
    with pytest.raises(InvalidInput):
        ProofFile.from_bytes(bent.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InvalidInput):
        ProofFile.from_bytes(b"\xff\xfe")


def test_more_hashes_than_any_tree_has_levels_are_refused() -> None:
    file = ProofFile(None, 0, (bytes(32),) * 64, "checkpoint\n")
    with pytest.raises(InvalidInput):
        ProofFile.from_bytes(file.to_bytes())
