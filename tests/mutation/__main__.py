"""Puts every mutant of the rules that decide about people before their tests: `python -m tests.mutation [MODULE …]`.

A mutant the tests do not notice is a survivor; `docs/MUTATION.md` has each with the reason why that is right, and this
command ends with 1 where there is another one. Each mutant runs in a process of its own, forked from this one.
"""

import importlib.abc
import importlib.util
import os
import sys
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).parents[2]
MODULES = (
    "bans.versions",
    "bans.lifecycle",
    "bans.detention",
    "access.approval",
    "checks.decision",
    "dates.brussels",
    "checks.judgements",
    "checks.thresholds",
)
TESTS = (
    *(
        "test_bans",
        "test_ban_life",
        "test_ban_life_limits",
        "test_detention",
        "test_approval",
        "test_decision",
        "test_day_boundaries",
    ),
    *("test_judging", "test_thresholds"),
)
OWN_TEST: dict[str, str] = {
    "access.approval": "test_approval",
    "bans.detention": "test_detention",
    "bans.lifecycle": "test_ban_life",
    "bans.versions": "test_bans",
    "checks.decision": "test_decision",
    "checks.judgements": "test_judging",
    "checks.thresholds": "test_thresholds",
    "dates.brussels": "test_day_boundaries",
}
CONTROL = "nothing changed"  # must come through, or the tests notice everything
_SECONDS = 60
_AT_ONCE = os.cpu_count() or 1


class Instead(importlib.abc.Loader, importlib.abc.MetaPathFinder):
    """Gives a module's mutant wherever the module is imported."""

    def __init__(self, module: str, source: str) -> None:
        self._module, self._source = module, source

    def find_spec(self, name: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        """The mutant's own spec for its module; nothing for all others."""
        return importlib.util.spec_from_loader(name, self) if name == self._module else None

    def exec_module(self, module: ModuleType) -> None:
        """Runs the mutant's source."""
        exec(compile(self._source, f"<mutant of {self._module}>", "exec"), module.__dict__)  # noqa: S102


def start(module: str, mutant: Mutant) -> int:
    """Starts the tests on a mutant; returns the process."""
    child = os.fork()
    if child:
        return child
    sys.meta_path.insert(0, Instead(f"aigis.core.{module}", mutant.source))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1), os.dup2(quiet, 2)
    own_first = sorted(TESTS, key=lambda name: name != OWN_TEST.get(module))
    tests = [str(ROOT / "tests" / "core" / f"{name}.py") for name in own_first]
    options = ["-x", "-q", "--noconftest", "-c", os.devnull, "--rootdir", str(ROOT), "-W", "error"]
    options += ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:django"]
    os.environ["CI"] = "1"  # the same examples every time, and none remembered
    os._exit(0 if pytest.main([*options, *tests]) == 0 else 1)


def survives(process: int, begun: float) -> bool | None:
    """Whether a mutant came through; None while its tests run. One that hangs is noticed, too."""
    done, status = os.waitpid(process, os.WNOHANG)
    if done:
        return os.waitstatus_to_exitcode(status) == 0
    if time.monotonic() - begun > _SECONDS:
        print(f"  one hangs after {_SECONDS} seconds, or the machine is too busy for this command", file=sys.stderr)
        os.kill(process, 9)
        os.waitpid(process, 0)
        return False
    return None


def run(module: str, source: str) -> tuple[int, list[Mutant]]:
    """Runs all mutants of a module; returns how many there were, and the survivors."""
    waiting = [*mutants(source), Mutant(0, CONTROL, source)]
    count, survivors = len(waiting) - 1, list[Mutant]()
    running: dict[int, tuple[Mutant, float]] = {}
    while waiting or running:
        while waiting and len(running) < _AT_ONCE:
            mutant = waiting.pop()
            running[start(module, mutant)] = (mutant, time.monotonic())
        for process, (mutant, begun) in list(running.items()):
            came_through = survives(process, begun)
            if came_through is not None:
                del running[process]
                survivors += [mutant] if came_through else []
        time.sleep(0.02)
    sound = [one for one in survivors if one.fault != CONTROL]
    if len(sound) == len(survivors):
        raise SystemExit(f"The tests of {module} fail without any fault: mend that first.")
    return count, sorted(sound, key=lambda one: one.line)


def row(module: str, source: str, survivor: Mutant) -> str:
    """A survivor as the page has it: the module, the line it is in, the fault; the reason follows there."""
    line = source.splitlines()[survivor.line - 1].strip()
    return f"| {module} | `{line}` | `{survivor.fault}` |"


def main(modules: Sequence[str]) -> int:
    """Runs the modules and prints what survived; 1 where a survivor has no reason in the page."""
    page = (ROOT / "docs" / "MUTATION.md").read_text()
    unexplained = 0
    for module in modules or MODULES:
        source = (ROOT / "src/aigis/core" / f"{module.replace('.', '/')}.py").read_text()
        count, survivors = run(module, source)
        print(f"{module}: {count} mutants, {count - len(survivors)} noticed, {len(survivors)} survived", flush=True)
        for one in survivors:
            known = row(module, source, one) in page
            unexplained += not known
            print(f"  {'known' if known else 'NEW  '} {row(module, source, one)}", flush=True)
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
