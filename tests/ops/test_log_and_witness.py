"""`aigis witness` and `aigis log`, as their users start them."""

import argparse
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from aigis.core.errors import DomainError, InvalidInput
from aigis.core.tlog.keys import COSIGNER, VerifierKey
from aigis.core.tlog.witness import AddCheckpoint
from aigis.ops.commands import log, witness
from tests.core.tlog.logs import KEY, log_of
from tests.running import environment, free_port


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    witness.add_arguments(parser)
    return witness.run(parser.parse_args([str(argument) for argument in arguments]))


def test_a_witness_is_made_once_and_says_its_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init", tmp_path / "w", "witness.court.example/w1") == 0
    first = capsys.readouterr().out
    assert VerifierKey.parse(first.strip()).algorithm == COSIGNER
    run("init", tmp_path / "w", "witness.court.example/w1")
    assert capsys.readouterr().out == first
    with pytest.raises(InvalidInput, match="no spaces"):
        run("init", tmp_path / "x", "a name")


def test_a_witness_that_trusts_no_log_says_what_to_do(tmp_path: Path) -> None:
    run("init", tmp_path, "w")
    with pytest.raises(DomainError, match="No log is trusted yet"):
        run("serve", tmp_path)
    (tmp_path / "logs").write_text(f"{KEY.cosigner}\n")
    with pytest.raises(InvalidInput, match="key of a witness"):
        run("serve", tmp_path)


def test_the_file_of_logs_is_read_again_when_it_changes(tmp_path: Path) -> None:
    trusted = witness.Trusted(tmp_path / "logs", [])
    assert trusted() == ()
    (tmp_path / "logs").write_text(f"# ours\n\n{KEY.verifier}\n")
    assert trusted() == (KEY.verifier,)


def test_a_served_witness_cosigns_and_stops_when_told(tmp_path: Path) -> None:
    run("init", tmp_path / "w", "court.example/w")
    (tmp_path / "w" / "logs").write_text(f"{KEY.verifier}\n")
    port = free_port()
    command = [sys.executable, "-m", "aigis.ops.cli", "witness", "serve", str(tmp_path / "w"), "--port", str(port)]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert f"port {port}" in process.stdout.readline().decode()
        request = AddCheckpoint(0, (), log_of(3).checkpoint())
        answer = httpx.post(f"http://127.0.0.1:{port}/add-checkpoint", content=request.to_bytes(), trust_env=False)
        assert (answer.status_code, answer.text[:17]) == (200, "— court.example/w")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
        assert process.returncode == 0


@pytest.mark.parametrize(
    ("origin", "successor"), [("port.example/log", "port.example/log/2027"), ("port.example/2026", "port.example/2027")]
)
def test_a_successor_is_named_after_its_year(origin: str, successor: str) -> None:
    assert log._with_year(origin, year=2027) == successor
    with pytest.raises(DomainError, match="this year's log already"):
        log._with_year(successor, year=2027)
