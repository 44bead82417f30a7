"""A small coverage-guided fuzzer: what reaches a new line is kept, and changed further."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.fuzz.lines import Line, reached
from tests.fuzz.mutation import mutated


@dataclass
class Campaign:
    """One target, fuzzed: what was tried, which texts reached new lines, and the text that broke it, if any."""

    target: Callable[[str], None]
    runs: int = 0
    lines: set[Line] = field(default_factory=set)
    corpus: list[str] = field(default_factory=list)
    broken_by: str | None = None
    error: BaseException | None = None

    def run(self, seeds: Sequence[str], *, runs: int, chance: Random, seconds: float = 3600.0) -> "Campaign":
        """Tries the seeds, then so many changed texts, or until the time is over or one breaks the target."""
        end = time.monotonic() + seconds
        for seed in seeds:
            self._try(seed)
        self.corpus = list(seeds)  # a seed is kept whether or not it reaches more than those before it
        while self.broken_by is None and self.runs < len(seeds) + runs and time.monotonic() < end:
            self._try(mutated(self.corpus, chance))
        return self

    def _try(self, text: str) -> None:
        if self.broken_by is not None:
            return
        self.runs += 1
        try:
            lines = reached(self.target, text)
        except Exception as error:
            self.broken_by, self.error = text, error
            return
        if lines - self.lines:
            self.lines |= lines
            self.corpus.append(text)
