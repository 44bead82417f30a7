"""The chaos bench can fail: each program with a fault turns it red, and the same minute with the true one is green.

The whole ring is `./aigis test sabotage`, two minutes for each variant. The short ring tests that each fault still fits
the source it changes.
"""

import json
import subprocess
import sys

import pytest

from tests.running import environment
from tests.sabotage.variants import VARIANTS, Variant, read_source

CHAOS = "bench chaos --seconds 75 --kills 5 --seed 5 --only".split()
FIGURES = frozenset({"wrong", "lost", "doubled", "unlogged", "undelivered"})

ids = [variant.name.replace(" ", "-") for variant in VARIANTS]


@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_a_fault_fits_the_source_it_changes(variant: Variant) -> None:
    source = read_source(variant.module)
    for text, replacement in variant.edits:
        assert source.count(text) == 1
        source = source.replace(text, replacement)
    compile(source, variant.module, "exec")
    assert variant.seen <= FIGURES


def test_a_process_runs_the_program_with_the_fault() -> None:
    variant = Variant("", "aigis.core.webhooks.backoff", (("def retry_after(", "def never_after("),), "", frozenset())
    names = "import aigis.core.webhooks.backoff as b; print(hasattr(b, 'retry_after'), hasattr(b, 'never_after'))"
    for env, printed in ((variant.environment(), "False True"), (environment(), "True False")):
        done = subprocess.run([sys.executable, "-c", names], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == printed


def test_a_fault_that_does_not_fit_stops_the_process() -> None:
    variant = Variant("", "aigis.core.webhooks.backoff", (("no such text", ""),), "", frozenset())
    done = subprocess.run(
        [sys.executable, "-c", "import aigis.core.webhooks.backoff"],
        env=variant.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode and "does not have once: no such text" in done.stderr


@pytest.mark.sabotage
@pytest.mark.parametrize("variant", VARIANTS, ids=ids)
def test_the_chaos_bench_sees_the_fault(variant: Variant) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aigis.ops.cli", *CHAOS, variant.only],
        env=variant.environment(),
        capture_output=True,
        text=True,
    )
    print(done.stdout, done.stderr)
    figures = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 1
    assert any(figures[name] for name in variant.seen)


@pytest.mark.sabotage
def test_the_chaos_bench_is_green_without_a_fault() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aigis.ops.cli", *CHAOS, ""], env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
