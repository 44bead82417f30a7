"""The round of a justice system, as the page about the API has it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.harbour import Harbour
from tests.running import environment

pytestmark = pytest.mark.acceptance


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="the page's commands need curl and jq")
def test_a_justice_systems_round_goes_as_the_page_says(harbour: Harbour, root: Path, tmp_path: Path) -> None:
    (script,) = re.findall(r"```sh\n(.*?)```", (root / "docs" / "API.md").read_text(), flags=re.DOTALL)
    (tmp_path / ".aigis").mkdir()
    (tmp_path / ".aigis" / "demo").symlink_to(harbour.data)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout
    assert '"version": 2' in said and '"code": "changed_since"' in said
    assert '"code": "not_allowed"' in said and '"state": "approved"' in said
    events = re.findall(r'\[(\d),"(\w+)","(\w+)"\]$', said, flags=re.MULTILINE)
    assert events == [("1", "register", "stands"), ("2", "extend", "stands"), ("3", "lift", "lifted")]
