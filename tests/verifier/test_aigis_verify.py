"""`aigis verify`, called as the command line calls it."""

import argparse
import json
from pathlib import Path

import pytest

from aigis.core.tlog.keys import SigningKey
from aigis.ops.commands import verify
from tests.core.tlog.logs import COURT, KEY, LABORATORY, log_of, sample_receipt
from tests.verifier.running import served, verifier

VKEY = str(KEY.verifier)


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIGIS_LOG_VKEY", raising=False)


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    verify.add_arguments(parser)
    return verify.run(parser.parse_args([str(argument) for argument in arguments]))


def test_a_good_receipt_is_good(receipt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("receipt", receipt, "--vkey", VKEY) == 0
    assert capsys.readouterr().out.splitlines() == [
        "GOOD: leaf 5 under the checkpoint of size 11 of port.example/log; opened: core, sequence, subject",
        'core: {"gate":"BEANR-0001/main","purpose":"driver","verdict":"clear"}',
        'sequence: {"number":41,"organisation":"kai-1"}',
        'subject: {"alias":null,"name":"Vandenbroucke, Zoë"}',
    ]


def test_a_receipt_with_another_byte_is_bad(receipt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = receipt.read_bytes()
    receipt.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    assert run("receipt", receipt, "--vkey", VKEY) == 1
    assert capsys.readouterr().out.startswith("BAD: ")


def test_a_good_log_is_good(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("log", published, "--vkey", VKEY) == 0
    assert capsys.readouterr().out == "GOOD: 600 entries of port.example/log lead to the signed root\n"


def test_a_spoilt_log_is_bad(spoilt: Path) -> None:
    assert run("log", spoilt, "--vkey", VKEY) == 1


def test_a_log_is_read_over_http(published: Path) -> None:
    with served(published) as address:
        assert run("log", address, "--vkey", VKEY) == 0
        (published / "tile/entries/001").unlink()
        assert run("log", address, "--vkey", VKEY) == 1


def test_a_partial_tile_that_was_cleared_away_is_read_from_the_full_one(published: Path) -> None:
    signed = (published / "checkpoint").read_bytes()
    log_of(1_024).publish(published)
    (published / "checkpoint").write_bytes(signed)
    (published / "tile/0/002.p/88").unlink()
    (published / "tile/entries/002.p/88").unlink()
    assert run("log", published, "--vkey", VKEY) == 0


def test_an_empty_log_is_good(tmp_path: Path) -> None:
    assert run("log", log_of(0).publish(tmp_path / "log"), "--vkey", VKEY) == 0


def test_the_published_log_of_another_program_is_good(dev_data: Path) -> None:
    vkey = json.loads(dev_data.joinpath("log", "tessera-testlog", "keys.json").read_text())["verifier_key"]
    assert run("log", dev_data.joinpath("log", "tessera-testlog", "log"), "--vkey", vkey) == 0


def test_the_key_may_come_from_a_file_or_the_environment(
    receipt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vkey").write_text(VKEY + "\n")
    assert run("receipt", receipt, "--vkey-file", tmp_path / "vkey") == 0
    monkeypatch.setenv("AIGIS_LOG_VKEY", VKEY)
    assert run("receipt", receipt) == 0
    assert run("receipt", receipt, "--vkey", SigningKey(KEY.name, bytes(32)).verifier) == 1


def test_without_a_key_it_says_what_to_give(receipt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("receipt", receipt) == 2
    assert "--vkey KEY, --vkey-file FILE or AIGIS_LOG_VKEY" in capsys.readouterr().err


def test_without_anything_to_judge_by_it_cannot_tell(receipt: Path, tmp_path: Path) -> None:
    assert run("receipt", tmp_path / "none", "--vkey", VKEY) == 2
    assert run("receipt", receipt, "--vkey", VKEY[:-3]) == 2
    assert run("receipt", receipt, "--vkey-file", tmp_path / "none") == 2
    assert run("log", tmp_path / "none", "--vkey", VKEY) == 2
    assert run("log", "http://127.0.0.1:1/", "--vkey", VKEY) == 2


POLICY = f"log {VKEY}\nwitness court {COURT.cosigner}\nwitness lab {LABORATORY.cosigner}\ngroup all all court lab\n"


def test_a_policy_asks_for_its_quorum_of_both_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, both, one = tmp_path / "policy", tmp_path / "both", tmp_path / "one"
    policy.write_text(f"{POLICY}quorum all\n")
    both.write_bytes(sample_receipt("core", witnesses=[COURT, LABORATORY]))
    one.write_bytes(sample_receipt("core", witnesses=[COURT]))
    assert run("receipt", both, "--policy", policy) == 0
    assert "cosigned by court: 2027-01-15T08:00:00+00:00" in capsys.readouterr().out
    assert run("receipt", one, "--policy", policy) == 1
    done = verifier("receipt", both, "--policy", policy)
    assert done.returncode == 0 and "cosigned by lab at 2027-01-15T08:00:00.000+00:00" in done.stdout, done.stderr
    assert verifier("receipt", one, "--policy", policy).returncode == 1
    policy.write_text(f"{POLICY}quorum nobody\n")
    assert run("receipt", both, "--policy", policy) == verifier("receipt", both, "--policy", policy).returncode == 2


def test_any_of_several_keys_of_the_log_will_do(receipt: Path, tmp_path: Path) -> None:
    other = SigningKey(KEY.name, bytes(32)).verifier
    assert run("receipt", receipt, "--vkey", other, "--vkey", VKEY) == 0
    assert verifier("receipt", receipt, "--vkey", other, "--vkey", VKEY).returncode == 0
    (tmp_path / "keys").write_text(f"{other}\n{VKEY}\n")
    assert run("receipt", receipt, "--vkey-file", tmp_path / "keys") == 0
