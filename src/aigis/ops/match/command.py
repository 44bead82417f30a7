"""`aigis match`: the matcher alone, between two lists or over given pairs, without a database."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl

from aigis.core.errors import InvalidInput
from aigis.core.matching import compiled_search
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.match import compare
from aigis.core.matching.types import Match
from aigis.core.matching.weights import FEWEST_SUBJECTS
from aigis.ops.compile_lock import compiling_in_turn
from aigis.ops.lists.file import require_other_file
from aigis.ops.lists.frame import LINE
from aigis.ops.lists.persons import PERSON_COLUMNS, WHO, Notes, PersonReader, sound_rows
from aigis.ops.lists.reader import ListFile, open_list
from aigis.ops.lists.writer import require_ending, write_list
from aigis.ops.match.columns import ColumnReader
from aigis.ops.match.evidence import EVIDENCE, MATCHES, format_match
from aigis.ops.match.numbers import matched_numbers, numbers_only
from aigis.ops.match.register import Register
from aigis.ops.match.workers import PART_ROWS, matches_of_workers, write_parts
from aigis.ops.prefetch import prefetch
from aigis.ops.progress import Progress

_AT_ONCE = 20_000  # rows of the queries in memory
_PACKED_AT_ONCE = 125_000  # where they go to the search as columns
_WORTH_COMPILING = 2_000  # queries: fewer are answered sooner than the search is loaded, or compiled for the first time
_PAIRS = pl.Schema({"id": pl.String(), **EVIDENCE})
_NO_REGISTER = Frequencies(subjects=FEWEST_SUBJECTS)
_SIDES = ("id", "left_full_name", "left_birth_date", "right_full_name", "right_birth_date")


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the two lists or the pairs, and where the matches go."""
    parser.add_argument("--register", type=Path, metavar="R.csv", help="the subjects")
    parser.add_argument("--queries", type=Path, metavar="Q.csv", help="the persons to look for among them")
    parser.add_argument("--pairs", type=Path, metavar="P.csv", help="instead of both: pairs to compare")
    parser.add_argument("--out", type=Path, metavar="M.csv", required=True, help="the matches")
    parser.add_argument("--min-bits", type=float, metavar="B", help="whoever reaches so many bits, not by strength")
    parser.add_argument("--explain", action="store_true", help="evidence in words instead of bits by kind")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes that match beside one another")
    parser.add_argument("--part", help=SUPPRESS)  # of a worker: which part of how many, and where they go
    parser.add_argument("--parts-in", type=Path, help=SUPPRESS)
    parser.add_argument("--part-rows", type=int, default=PART_ROWS, help=SUPPRESS)
    parser.epilog = "Lists are .csv (UTF-8), .parquet or .xlsx by the ending of their names; so is the result."


def run(args: Namespace) -> int:
    """Writes the matches; what cannot be read of a row is told with its line and left out. Exit 0."""
    if bool(args.pairs) == bool(args.register and args.queries) or (args.pairs and (args.register or args.queries)):
        raise InvalidInput("Give either --register and --queries, or --pairs.", field="match")
    require_ending(args.out)
    lists = [path for path in (args.pairs, args.register, args.queries) if path]
    for path in lists:
        require_other_file(args.out, than=path)
    if args.workers < 1:
        raise InvalidInput("Give at least one worker.", field="workers")
    notes = Notes()
    if args.pairs:
        pairs = open_list(args.pairs, wanted=_SIDES, needed=_SIDES)
        write_list(args.out, _PAIRS, _framed(_PAIRS, _compared(pairs, notes, args.min_bits, explain=args.explain)))
    else:
        wanted = ("id", *PERSON_COLUMNS)
        register, queries = (open_list(path, wanted=wanted, needed=("id",), one_of=WHO) for path in lists)
        if args.part:
            _write_parts(register, queries, notes, args)
        elif args.workers > 1 and (args.explain or not numbers_only(register, queries)):
            write_list(args.out, MATCHES, matches_of_workers(args))
        else:
            write_list(args.out, MATCHES, _matched(register, queries, notes, args))
    notes.end()
    return 0


def _framed(schema: pl.Schema, chunks: Iterable[list[tuple[str | float, ...]]]) -> Iterator[pl.DataFrame]:
    return (pl.DataFrame(rows, schema=schema, orient="row") for rows in chunks)


def _matched(register: ListFile, queries: ListFile, notes: Notes, args: Namespace) -> Iterator[pl.DataFrame]:
    """The matches: of numbers alone by a join, of anything else by the matcher, compiled where that is worth it."""
    if numbers_only(register, queries) and not args.explain:
        yield from matched_numbers(register, queries, notes, args.min_bits)
        return
    frames = queries.frames(_AT_ONCE if args.explain else _PACKED_AT_ONCE)
    first = list(islice(frames, 1))
    compiled = sum(map(len, first)) >= _WORTH_COMPILING and _warm()
    subjects, name = Register.read(register, notes), queries.path.name
    sound = _sound(chain(first, frames), name, notes)
    if compiled and not args.explain:
        reader = ColumnReader(name, notes)
        for people in prefetch(map(reader.columns, sound)):
            yield from subjects.matches_of_columns(people, args.min_bits)
    else:
        by_row = PersonReader(name, notes)
        for frame in sound:
            yield from subjects.matches(list(by_row.persons(frame)), args.min_bits, explain=args.explain)


def _write_parts(register: ListFile, queries: ListFile, notes: Notes, args: Namespace) -> None:
    """Matches this worker's parts of the queries, as one process would match them."""
    own, workers = map(int, args.part.split("/"))
    frames = queries.frames(args.part_rows)
    first = list(islice(frames, 1))
    compiled = sum(map(len, first)) >= _WORTH_COMPILING and _warm() and not args.explain
    subjects, name = Register.read(register, notes if own == 0 else Notes(quiet=True)), queries.path.name
    columns, persons, empty = ColumnReader(name, notes), PersonReader(name, notes), pl.DataFrame(schema=MATCHES)

    def match(frame: pl.DataFrame) -> pl.DataFrame:
        sound = sound_rows(frame, list_name=name, notes=notes)
        if compiled:
            return pl.concat([empty, *subjects.matches_of_columns(columns.columns(sound), args.min_bits)])
        queried = list(persons.persons(sound))
        return pl.concat([empty, *subjects.matches(queried, args.min_bits, explain=args.explain)])

    write_parts(chain(first, frames), match, folder=args.parts_in, own=own, workers=workers)


def _warm() -> bool:
    with compiling_in_turn():
        return compiled_search.warm()


def _sound(frames: Iterable[pl.DataFrame], name: str, notes: Notes) -> Iterator[pl.DataFrame]:
    """The rows that can be asked about, with a line of progress for each frame that was."""
    done, progress = 0, Progress("queries matched")
    for frame in frames:
        sound = sound_rows(frame, list_name=name, notes=notes)
        yield sound
        done += len(sound)
        progress.show(done)
    progress.end(done)


def _compared(
    pairs: ListFile, notes: Notes, least: float | None, *, explain: bool
) -> Iterator[list[tuple[str | float, ...]]]:
    """Compares pair after pair; without a register all names count as equally rare, so each pair stands for itself."""
    reader = PersonReader(pairs.path.name, notes)
    done, progress = 0, Progress("pairs compared")
    for frame in pairs.frames(_AT_ONCE):
        sound = sound_rows(frame, list_name=pairs.path.name, notes=notes)
        matches = ((row["id"], _match_of_pair(row, reader)) for row in sound.iter_rows(named=True))
        yield [
            (name, *format_match(match, explain=explain))
            for name, match in matches
            if least is None or match.bits >= least
        ]
        done += len(sound)
        progress.show(done)
    progress.end(done)


def _match_of_pair(row: dict[str, Any], reader: PersonReader) -> Match:
    left, right = (
        reader.person(
            {"full_name": row[f"{side}_full_name"], "birth_date": row[f"{side}_birth_date"]},
            location=f"line {row[LINE]}, id {row['id']}, {side}",
        )
        for side in ("left", "right")
    )
    return compare(left, right, frequencies=_NO_REGISTER)
