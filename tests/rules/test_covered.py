"""The rules that decide about a person are tested on every line and every branch, by their own tests alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

RULES = (
    "access/approval",
    "bans/lifecycle",
    "bans/versions",
    "dates/brussels",
    "checks/decision",
    "bans/detention",
    "checks/judgements",
    "checks/thresholds",
)
TESTS = (
    *("test_approval", "test_ban_life", "test_bans", "test_day_boundaries", "test_decision", "test_detention"),
    *("test_judging", "test_thresholds"),
)


def test_every_branch_of_the_rules_is_tested(root: Path, tmp_path: Path) -> None:
    data, report = tmp_path / "coverage", tmp_path / "report.json"
    rules = [str(root / "src" / "aigis" / "core" / f"{name}.py") for name in RULES]
    tests = [str(root / "tests" / "core" / f"{name}.py") for name in TESTS]
    plain = [
        "-q",
        "--noconftest",
        "-c",
        os.devnull,
        "--rootdir",
        str(root),
        "-p",
        "no:cacheprovider",
        "-p",
        "no:django",
    ]
    coverage = [sys.executable, "-m", "coverage"]
    measured = ["run", "--branch", f"--data-file={data}", f"--include={','.join(rules)}", "-m", "pytest"]
    # A measured process of its own: the modules must be imported while somebody looks.
    subprocess.run([*coverage, *measured, *plain, *tests], cwd=root, check=True, capture_output=True)
    subprocess.run(
        [*coverage, "json", f"--data-file={data}", "-o", str(report)], cwd=root, check=True, capture_output=True
    )
    found = json.loads(report.read_text())["files"]
    assert len(found) == len(RULES)
    missed = {name: [*one["missing_lines"], *one["missing_branches"]] for name, one in found.items()}
    assert {name: places for name, places in missed.items() if places} == {}
