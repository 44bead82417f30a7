"""The bench of kills in a short form: nothing that was answered is lost, and the command says so by its exit code."""

import json

import pytest

from tests.harbour import Harbour

pytestmark = pytest.mark.acceptance


def test_what_was_answered_while_processes_were_killed_is_there(harbour: Harbour) -> None:
    done = harbour.aigis("bench", "chaos", "--data", harbour.data, "--seconds", "10", "--kills", "30", "--seed", "7")
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["kills"] >= 1 and figures["answered"] >= 1
    assert not any(figures[name] for name in ("wrong", "lost", "doubled", "unlogged", "undelivered"))
