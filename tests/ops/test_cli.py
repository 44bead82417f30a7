"""The `aigis` command: it finds commands and turns every refusal into a sentence and a code."""

import subprocess
import sys
from pathlib import Path

import pytest

from aigis.ops import cli


def command_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Adds a command `trial` whose module does the given thing."""
    name = f"aigis_trial_{folder.name}"
    source = "def add_arguments(parser):\n    parser.add_argument('--count', type=int, default=0)\n\n\ndef run(args):\n"
    (folder / f"{name}.py").write_text(f"{source}    {does}\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setitem(cli.COMMANDS, "trial", (name, "a trial"))


def test_a_command_gets_its_arguments_and_says_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command_that("return args.count", tmp_path, monkeypatch)
    assert cli.main(["trial", "--count", "4"]) == 4


def test_a_refusal_is_a_sentence_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = "from aigis.core.errors import Conflict; raise Conflict('Reload and try again.')"
    command_that(refusal, tmp_path, monkeypatch)
    assert cli.main(["trial"]) == 2
    assert capsys.readouterr().err == "aigis: Reload and try again.\n"


def test_a_command_whose_module_is_missing_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(cli.COMMANDS, "trial", ("aigis.ops.nowhere", "a trial"))
    assert cli.main(["trial"]) == 2
    assert "'trial' is not part of this installation" in capsys.readouterr().err


def test_a_module_missing_inside_a_command_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command_that("import nowhere_to_be_found", tmp_path, monkeypatch)
    with pytest.raises(ModuleNotFoundError):
        cli.main(["trial"])


def test_an_unknown_command_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demolish"]) == 2
    assert "manage" in capsys.readouterr().err


def test_without_a_command_there_is_an_overview(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert cli.main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in cli.COMMANDS)


def test_ctrl_c_is_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command_that("raise KeyboardInterrupt", tmp_path, monkeypatch)
    assert cli.main(["trial"]) == 130


def test_a_command_pays_for_nothing_that_another_one_needs() -> None:
    program = "import sys; import aigis.ops.cli; sys.exit(bool({'django', 'httpx', 'psycopg'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
