"""`aigis match`: the matcher alone, between two lists or over given pairs, without a database."""

import csv
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from aigis.core.errors import InvalidInput
from aigis.core.matching.candidates import candidates
from aigis.core.matching.frequencies import Frequencies
from aigis.core.matching.index import Index
from aigis.core.matching.match import compare, screen
from aigis.core.matching.prepared import Prepared
from aigis.core.matching.types import Match
from aigis.core.matching.weights import FEWEST_SUBJECTS, POSSIBLE
from aigis.core.person.person import Person
from aigis.ops.persons_csv import Notes, person_of, persons, records
from aigis.ops.progress import Progress

T = TypeVar("T")

_CHUNK = 1_000
_MATCH_HEADERS = ("query_id", "subject_id", "bits", "strength", "evidence")
_PAIR_HEADERS = ("id", "bits", "strength", "evidence")
_PAIR_COLUMNS = ("id", "left_full_name", "left_birth_date", "right_full_name", "right_birth_date")


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the two lists or the pairs, and where the matches go."""
    parser.add_argument("--register", type=Path, metavar="R.csv", help="the subjects")
    parser.add_argument("--queries", type=Path, metavar="Q.csv", help="the persons to look for among them")
    parser.add_argument("--pairs", type=Path, metavar="P.csv", help="instead of both: pairs to compare")
    parser.add_argument("--out", type=Path, metavar="M.csv", required=True, help="the matches")
    parser.add_argument("--min-bits", type=float, metavar="B", help="only matches with so many bits")


def run(args: Namespace) -> int:
    """Writes the matches; what cannot be read of a row is told and left out. Exit 0."""
    if bool(args.pairs) == bool(args.register and args.queries) or (args.pairs and (args.register or args.queries)):
        raise InvalidInput("Give either --register and --queries, or --pairs.", field="match")
    notes = Notes()
    if args.pairs:
        _write(args.out, _PAIR_HEADERS, _compared(args.pairs, notes, args.min_bits))
    else:
        _write(args.out, _MATCH_HEADERS, _matched(args.register, args.queries, notes, args.min_bits))
    notes.end()
    return 0


def _matched(register: Path, queries: Path, notes: Notes, least: float | None) -> Iterator[tuple[str, ...]]:
    ids: list[str] = []
    index = Index.build(_numbered(persons(register, notes=notes), ids), version=0)
    done, progress = 0, Progress("queries matched")
    for chunk in _chunks(persons(queries, notes=notes)):
        found = _find([person for _, person in chunk], index, least)
        for (query, _), matches in zip(chunk, found, strict=True):
            for match in matches:
                yield query, ids[match.subject.int], *_said(match)
        done += len(chunk)
        progress.show(done)
    progress.end(done)


def _numbered(rows: Iterable[tuple[str, Person]], ids: list[str]) -> Iterator[tuple[UUID, Person]]:
    """Gives every row its place as identifier and notes its id under that place: ids need not be unique."""
    for place, (name, person) in enumerate(rows):
        ids.append(name)
        yield UUID(int=place), person


def _find(queries: Sequence[Person], index: Index, least: float | None) -> Sequence[Iterable[Match]]:
    """Certain and possible matches; with fewer bits asked for, also the other candidates that reach these."""
    if least is None:
        return screen(queries, index)
    if least >= POSSIBLE:
        return [[match for match in found if match.bits >= least] for found in screen(queries, index)]
    return [_all_candidates(query, index, least) for query in queries]


def _all_candidates(query: Person, index: Index, least: float) -> list[Match]:
    found = (
        compare(query, subject.person, frequencies=index.frequencies, subject_id=subject_id)
        for subject_id, subject in candidates(Prepared.of(query), index)
    )
    return sorted((match for match in found if match.bits >= least), key=lambda match: (-match.bits, match.subject))


def _compared(pairs: Path, notes: Notes, least: float | None) -> Iterator[tuple[str, ...]]:
    """Compares pair after pair; without a register all names count as equally rare, so each pair stands for itself."""
    frequencies = Frequencies(subjects=FEWEST_SUBJECTS)
    done, progress = 0, Progress("pairs compared")
    with records(pairs, needed=_PAIR_COLUMNS) as rows:
        for row in rows:
            left, right = (_side(row, side, notes) for side in ("left", "right"))
            match = compare(left, right, frequencies=frequencies)
            if least is None or match.bits >= least:
                yield row["id"], *_said(match)
            done += 1
            if done % _CHUNK == 0:
                progress.show(done)
    progress.end(done)


def _side(row: dict[str, str], side: str, notes: Notes) -> Person:
    given = {"full_name": row[f"{side}_full_name"], "birth_date": row[f"{side}_birth_date"]}
    return person_of(given, place=f"id {row['id']}, {side}", notes=notes)


def _said(match: Match) -> tuple[str, str, str]:
    evidence = " | ".join(f"{line.sentence} {line.bits:+.1f}" for line in match.evidence)
    return f"{match.bits:.3f}", match.strength.value, evidence


def _chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


def _write(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with _beside(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(rows)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Gives a file beside the path, readable by its owner alone, that takes the path's place once it is whole."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield unfinished
        unfinished.replace(path)
    except OSError as wrong:
        raise InvalidInput(f"{path} cannot be written: {wrong.strerror}. Choose another place.", field="out") from None
    finally:
        unfinished.unlink(missing_ok=True)
