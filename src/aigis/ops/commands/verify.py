"""`aigis verify`: proves receipts and the whole log. Exit 0 good, 1 bad, 2 could not tell."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from uuid import UUID

import httpx

from aigis.core.audit.receipt import Receipt, verify_by_policy
from aigis.core.errors import DomainError, InvalidInput
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.policy import Policy
from aigis.core.tlog.replay import replay
from aigis.core.tlog.tiles import TilePath
from aigis.core.tlog.tree import HASH_LENGTH

GOOD, BAD, CANNOT_TELL = 0, 1, 2

_NO_KEY = "Give the log's verifier key: --vkey KEY, --vkey-file FILE or AIGIS_LOG_VKEY. Its operator publishes it."
_MISSING = "{} is missing. The log is not whole: keep a copy and raise the alarm."
_TIMEOUT = 30.0
_LARGEST = 32 * 1024 * 1024  # bytes; a bundle of 256 entries of the longest length has 16.8 MB
_PROGRESS_EVERY = 102_400  # entries; a multiple of a bundle's 256

# These need the database; the others do not.
_AT_HOME = {"live": "aigis.ops.commands.verify_live", "check": "aigis.ops.commands.verify_check"}

Source = Callable[[str], bytes | None]


class CannotTell(Exception):
    """Nothing was proven either way; the text says what to give."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares `receipt FILE`, `log DIR_OR_URL`, `live` and `check ID` on the parser of `aigis verify`."""
    what = parser.add_subparsers(dest="what", required=True)
    receipt = what.add_parser("receipt", help="prove a receipt, offline")
    receipt.add_argument("file", type=Path)
    log = what.add_parser("log", help="recompute a published log, all of it")
    log.add_argument("source", metavar="DIR_OR_URL")
    for command in (receipt, log):
        command.add_argument("--vkey", action="append", default=[], help="a verifier key of the log: name+hash+key")
        command.add_argument("--vkey-file", type=Path, help="a file that holds such keys, a line each")
        command.add_argument("--policy", type=Path, help="a file that names logs, witnesses and a quorum (tlog-policy)")
    live = what.add_parser("live", help="compare the stored rows with the leaves")
    live.add_argument("--unrecorded", action="store_true", help="write nothing: for a copy that is evidence")
    check = what.add_parser("check", help="make a check again with register, weights and thresholds of then")
    check.add_argument("check", metavar="ID", type=UUID, help="as its entry and its receipt name it")


def run(args: argparse.Namespace) -> int:
    """Carries out `aigis verify` and prints one line with the result; gives the exit code."""
    if args.what in _AT_HOME:
        code: int = importlib.import_module(_AT_HOME[args.what]).run(args)
        return code
    try:
        trust = _trust(args)
        say(_receipt(args.file, trust) if args.what == "receipt" else _log(args.source, trust))
    except DomainError as error:
        say(f"BAD: {error.sentence}")
        return BAD
    except Exception as error:  # no file, no network, no text: whatever it is, nothing was proven either way
        say(f"COULD NOT TELL: {error or type(error).__name__}", to=sys.stderr)
        return CANNOT_TELL
    return GOOD


def say(text: str, *, to: TextIO | None = None) -> None:
    """Prints, whatever the console can show: a sign it cannot must not hide what was proven."""
    out = to or sys.stdout
    encoding = out.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=out)


def _trust(args: argparse.Namespace) -> Policy:
    """Whom to believe: a policy file, or just the keys of logs; raises CannotTell where nothing usable is given."""
    try:
        policy = Policy.from_bytes(args.policy.read_bytes()) if args.policy else Policy()
        if policy.logs:
            return policy
        key_text = args.vkey or (args.vkey_file.read_text() if args.vkey_file else os.environ.get("AIGIS_LOG_VKEY", ""))
        keys = tuple(VerifierKey.parse(text) for text in (key_text if isinstance(key_text, list) else key_text.split()))
    except InvalidInput as error:
        raise CannotTell(error.sentence) from None
    if not keys:
        raise CannotTell(_NO_KEY)
    return replace(policy, logs=keys)  # a policy may leave the logs to whoever knows them


def _receipt(file: Path, trust: Policy) -> str:
    return _told(verify_by_policy(_bounded(file), policy=trust))


def _bounded(file: Path) -> bytes:
    """Reads a file; raises CannotTell where it is larger than anything that a log publishes."""
    with file.open("rb") as opened:
        data = opened.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise CannotTell(f"{file} is larger than anything that a log publishes.")
    return data


def _told(receipt: Receipt) -> str:
    opened = ", ".join(receipt.opened.parts) or "nothing"
    position = f"leaf {receipt.index} under the checkpoint of size {receipt.checkpoint.size}"
    seen = [f"cosigned by {name}: {_instant(time)}" for name, time in sorted(receipt.cosigned.items())]
    lines = [f"{name}: {part.data.decode()}" for name, part in receipt.opened.parts.items()]
    return "\n".join([f"GOOD: {position} of {receipt.checkpoint.origin}; opened: {opened}", *seen, *lines])


def _instant(seconds: int) -> str:
    """The time of a witness in words; one beyond the calendar as its number."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return str(seconds)


def _log(source: str, trust: Policy) -> str:
    with ExitStack() as stack:
        get = _source(source, stack)
        note = get("checkpoint")
        if note is None:
            raise CannotTell(f"There is no checkpoint at {source}. Give the address or folder that holds it.")
        return _replayed(_decoded(note), trust, get)


def _replayed(note: str, trust: Policy, get: Source) -> str:
    checkpoint = trust.open(note).checkpoint
    replay(checkpoint, fetch=lambda path: _fetch(path, get), progress=lambda done: _show(done, checkpoint.size))
    return f"GOOD: {checkpoint.size} entries of {checkpoint.origin} lead to the signed root"


def _show(done: int, size: int) -> None:
    if done % _PROGRESS_EVERY == 0:
        print(f"{done} of {size} entries", file=sys.stderr)


def _decoded(note: bytes) -> str:
    try:
        return note.decode()
    except UnicodeDecodeError:
        raise InvalidInput("The checkpoint is not text. The log was altered.", field="checkpoint") from None


def _fetch(path: TilePath, get: Source) -> bytes:
    """Fetches a tile or bundle; where the partial one is gone, its width of the full one, which tlog-tiles allows."""
    data = get(str(path))
    if data is None:
        data = _beginning(get(str(TilePath(path.level, path.n))), path)
    if data is None:
        raise InvalidInput(_MISSING.format(path), field="tile")
    return data


def _beginning(data: bytes | None, path: TilePath) -> bytes | None:
    if data is None or path.level is not None:
        return data and data[: path.width * HASH_LENGTH]
    end = 0
    for _ in range(path.width):
        end += 2 + int.from_bytes(data[end : end + 2])
    return data[:end]


def _source(source: str, stack: ExitStack) -> Source:
    """Gives what reads a path below a folder or an address: its bytes, or None where there is no such thing."""
    if not source.startswith(("http://", "https://")):
        return lambda path: _read(Path(source, path))
    client = stack.enter_context(httpx.Client(timeout=_TIMEOUT))
    return lambda path: _get(client, f"{source.rstrip('/')}/{path}")


def _read(file: Path) -> bytes | None:
    try:
        return _bounded(file)
    except FileNotFoundError:
        return None


def _get(client: httpx.Client, address: str) -> bytes | None:
    """Fetches what is at an address, None where there is nothing or nothing any more."""
    with client.stream("GET", address) as response:
        if response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
            return None
        response.raise_for_status()
        data = b""
        for part in response.iter_bytes():
            data += part
            if len(data) > _LARGEST:
                raise CannotTell(f"{address} is larger than anything that a log publishes.")
    return data
