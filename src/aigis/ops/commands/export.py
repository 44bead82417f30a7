"""`aigis export final`: final penalties for the special extract of the criminal record; exit 0, or 2 where refused."""

import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aigis.adapters.table_writer import require_writable, write_table
from aigis.core.access.permissions import Capability
from aigis.core.errors import InvalidInput
from aigis.ops.command_context import acting_as, enter

_DONE = 0
_LARGEST = 2**63
_COLUMNS = (
    "position ban version state family_name given_names aliases birth_date national_numbers documents sex nationality"
    " authority authority_name case_reference legal_basis decision_date final_on starts_on ends_on start end"
    " recorded_at"
).split()


def add_arguments(parser: ArgumentParser) -> None:
    """Adds what is exported, where to, and from which position on."""
    final = parser.add_subparsers(dest="what", required=True).add_parser("final", help="final penalties")
    final.add_argument("--out", type=Path, required=True, metavar="FILE", help=".csv, .xlsx or .json")
    final.add_argument("--after", type=int, default=0, metavar="N", help="only what is new after this position")
    final.add_argument("--as", dest="username", metavar="USERNAME", help="the registrar who exports; else the system")
    final.add_argument("--data", type=Path, metavar="DIR", help="folder of the running installation")


def run(args: Namespace) -> int:
    """Writes the penalties and says from where the next export goes on; each is on record before the file is."""
    at = datetime.now(UTC)
    _require_sound(args)
    enter(args.data)
    from aigis.apps.register.exports.criminal_record import all_final_penalties

    actor = acting_as(args.username, Capability.BAN_EXPORT, at=at, address="aigis export final")
    items: list[dict[str, Any]] = []
    position = args.after
    for page in all_final_penalties(after=args.after, actor=actor, at=at):
        items += [penalty.to_dict() for penalty in page.penalties]
        position = page.next
    _write(args.out, items, position)
    print(f"{len(items)} final penalties. The next export goes on with --after {position}.")
    return _DONE


def _require_sound(args: Namespace) -> None:
    if not 0 <= args.after < _LARGEST:
        raise InvalidInput("A position is a number from 0 on, as the last export said it.", field="after")
    if args.out.suffix.lower() != ".json":
        require_writable(args.out)
    elif not args.out.absolute().parent.is_dir():
        raise InvalidInput(f"{args.out} cannot be written. Choose another place.", field="out")


def _write(path: Path, items: Sequence[Mapping[str, Any]], position: int) -> None:
    if path.suffix.lower() != ".json":
        return write_table(path, _COLUMNS, [_row(item) for item in items])
    content = json.dumps({"items": items, "next": position}, ensure_ascii=False, indent=1).encode()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        beside.replace(path)
    except OSError as wrong:
        beside.unlink(missing_ok=True)
        raise InvalidInput(f"{path} cannot be written: {wrong.strerror}. Choose another place.", field="out") from None


def _row(item: Mapping[str, Any]) -> list[str]:
    """A penalty as a line of texts; several of a thing stand in one cell, apart by semicolons."""
    person, authority = item["person"], item["authority"]
    fields = {
        **item,
        **person,
        **item["ground"],
        **item["period"],
        "aliases": "; ".join(f"{alias['family_name']}, {alias['given_names']}" for alias in person["aliases"]),
        "national_numbers": "; ".join(person["national_numbers"]),
        "documents": "; ".join(f"{document['state']}:{document['number']}" for document in person["documents"]),
        "authority": authority["code"],
        "authority_name": authority["names"]["nl"],
    }
    return ["" if fields[name] is None else str(fields[name]) for name in _COLUMNS]
