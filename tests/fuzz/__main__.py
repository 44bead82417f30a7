"""The long form: `python -m tests.fuzz [TARGET …] [--seconds N] [--seed N] [--keep FOLDER]`, from the project's folder.

Each target is fuzzed for the time given; a text that breaks one is printed and ends the run with 1. With the package
`atheris` in the environment, `python -m tests.fuzz.guided TARGET` follows branches by libFuzzer instead of lines.
"""

import argparse
import hashlib
import sys
import traceback
from pathlib import Path
from random import Random

from tests.fuzz.engine import Campaign
from tests.fuzz.lines import PERSON, lines_of
from tests.fuzz.targets import TARGETS, seeds


def main() -> int:
    """Fuzzes the targets asked for, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target; 60 unless given")
    parser.add_argument("--seed", type=int, default=1, help="of chance: the same seed tries the same texts")
    parser.add_argument("--keep", type=Path, help="a folder for the texts that reached new lines")
    asked = parser.parse_args()
    return max(_fuzz(target, asked) for target in asked.targets or TARGETS)


def _fuzz(target: str, asked: argparse.Namespace) -> int:
    starts = seeds(target)
    campaign = Campaign(TARGETS[target]).run(starts, runs=10**12, chance=Random(asked.seed), seconds=asked.seconds)
    sys.stdout.write(f"{target}: {campaign.runs} texts, {len(campaign.corpus) - len(starts)} reached new lines\n")
    if target == "mrz":
        _say_lines(campaign)
    if asked.keep:
        _keep(campaign.corpus[len(starts) :], asked.keep / target)
    if campaign.error is None:
        return 0
    sys.stdout.write(f"{target} broke on {campaign.broken_by!r}\n")
    traceback.print_exception(campaign.error)
    return 1


def _say_lines(campaign: Campaign) -> None:
    every = {line for path in (PERSON / "mrz").glob("*.py") if path.stem != "writer" for line in lines_of(path)}
    missed = sorted(f"{Path(file).name}:{line}" for file, line in every - campaign.lines)
    share = 100 * (1 - len(missed) / len(every))
    sys.stdout.write(
        f"mrz: {share:.1f} % of the parser's {len(every)} lines; not {', '.join(missed) or 'one missed'}\n"
    )


def _keep(texts: list[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for text in texts:
        written = text.encode("utf-8", "surrogatepass")
        (folder / f"{hashlib.sha256(written).hexdigest()[:16]}.txt").write_bytes(written)


if __name__ == "__main__":
    sys.exit(main())
