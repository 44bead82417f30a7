"""The same matches by several processes: each takes every N-th part of the queries, and the parts come out in order.

A part is written beside and renamed, so that one that is there is whole. A worker that is lost is started again and
goes on with the parts that are missing; the result is that of one process, byte for byte.
"""

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from aigis.core.errors import DomainError

Match = Callable[[pl.DataFrame], pl.DataFrame]

PART_ROWS = 20_000  # queries of one part
_STARTS = 3  # of one worker, the first included
_END = "end"  # names the file that says how many parts there are


class WorkerLost(DomainError):
    """A worker ended before its parts were done, again and again."""

    code = "worker_lost"
    sentence = "A worker ended before its part was done, three times; what it said stands above. No result was written."


def matches_of_workers(args: Namespace) -> Iterator[pl.DataFrame]:
    """Yields the matches of all parts in the order of the queries; raises WorkerLost."""
    with TemporaryDirectory(prefix="aigis-match-", dir=args.out.parent) as folder:
        _run(args, Path(folder))
        for number in range(int((Path(folder) / _END).read_text())):
            yield pl.read_ipc(_part(Path(folder), number))


def write_parts(frames: Iterator[pl.DataFrame], match: Match, *, folder: Path, own: int, workers: int) -> None:
    """Matches every N-th frame of the queries that has no part yet, and notes how many frames there are."""
    for number in count():
        frame = next(frames, None)
        if frame is None:
            break
        if number % workers == own and not _part(folder, number).exists():
            _write_whole(_part(folder, number), match(frame).write_ipc)
    _write_whole(folder / _END, lambda path: path.write_text(str(number)))


def _run(args: Namespace, folder: Path) -> None:
    """Runs every worker to its end; one that fails is started again beside the others."""
    running = {own: _start(args, folder, own) for own in range(args.workers)}
    starts = dict.fromkeys(running, 1)
    try:
        while running:
            own, process = next(iter(running.items()))
            if process.wait() == 0:
                del running[own]
            elif starts[own] == _STARTS:
                raise WorkerLost()
            else:
                starts[own] += 1
                running[own] = _start(args, folder, own)
    finally:
        for process in running.values():
            process.kill()
            process.wait()


def _start(args: Namespace, folder: Path, own: int) -> "subprocess.Popen[bytes]":
    words = ["--register", args.register, "--queries", args.queries, "--out", args.out]
    words += ["--min-bits", args.min_bits] if args.min_bits is not None else []
    words += ["--explain"] if args.explain else []
    words += ["--part-rows", args.part_rows, "--part", f"{own}/{args.workers}", "--parts-in", folder]
    # Each has a core of its own; libraries that start threads for every core would only be in each other's way.
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    return subprocess.Popen([sys.executable, "-m", "aigis.ops.cli", "match", *map(str, words)], env=environment)


def _part(folder: Path, number: int) -> Path:
    return folder / f"{number:08}.arrow"


def _write_whole(path: Path, write: Callable[[Path], object]) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    write(beside)
    beside.replace(path)
