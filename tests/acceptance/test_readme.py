"""The README's first check, as it stands there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.harbour import Harbour
from tests.running import environment

pytestmark = pytest.mark.acceptance


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="the README's commands need curl and jq")
def test_the_first_check_by_curl_goes_as_the_readme_says(harbour: Harbour, root: Path, tmp_path: Path) -> None:
    """Runs the commands in a folder in which the demo and the bootstrap stand where they would in a clone."""
    blocks = re.findall(r"```sh\n(.*?)```", (root / "README.md").read_text(), flags=re.DOTALL)
    script = next(block for block in blocks if "curl" in block)
    (tmp_path / ".aigis").mkdir()
    (tmp_path / ".aigis" / "demo").symlink_to(harbour.data)
    (tmp_path / "aigis").symlink_to(root / "aigis")
    waiting = script.replace("# The receipt of the first check", "sleep 2\n# The receipt of the first check")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", waiting],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"verdict": "clear"' in done.stdout
    assert '"in_force": true' in done.stdout
    assert '"verdict": "denied"' in done.stdout
    assert "GOOD: leaf" in done.stdout
