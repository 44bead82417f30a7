"""`aigis witness`: be a witness for logs of this kind: see that each only grows, and cosign what is seen."""

import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from aigis.adapters.witness_record import WitnessRecord
from aigis.adapters.witness_server import WitnessServer
from aigis.core.errors import DomainError, InvalidInput
from aigis.core.tlog.keys import LOG, VerifierKey
from aigis.telemetry import logs

_LOGS = "logs"
_NO_LOGS = "No log is trusted yet. Write its verifier key into {}, a line for each key, or name it with --log."


def add_arguments(parser: ArgumentParser) -> None:
    """Adds `init DIR NAME` and `serve DIR`."""
    what = parser.add_subparsers(dest="what", required=True)
    init = what.add_parser("init", help="make the folder of a witness and print its verifier key")
    init.add_argument("folder", type=Path)
    init.add_argument("name", help="the name it cosigns under, such as witness.court.example/w1")
    serve = what.add_parser("serve", help="take checkpoints and cosign them")
    serve.add_argument("folder", type=Path)
    serve.add_argument("--log", action="append", default=[], metavar="VKEY", help="trust this log, too")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8044)


def run(args: Namespace) -> int:
    """Makes a witness, or serves as one until SIGTERM or Ctrl-C."""
    if args.what == "init":
        print(WitnessRecord.create(args.folder, name=_name(args.name)).vkey)
        return 0
    return _serve(WitnessRecord(args.folder), args)


def _name(name: str) -> str:
    from aigis.core.tlog.keys import is_name

    if not is_name(name):
        raise InvalidInput("A witness's name has no spaces and no plus, such as witness.court.example/w1.")
    return name


def _serve(record: WitnessRecord, args: Namespace) -> int:
    from aigis.ops.process import stop_on_signals

    logs.configure()
    stop = stop_on_signals()
    trusted = Trusted(args.folder / _LOGS, [_key(text) for text in args.log])
    if not trusted():
        raise DomainError(_NO_LOGS.format(args.folder / _LOGS))
    with _server(record, trusted, args) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        print(f"{record.vkey}\nlistening on {args.host} port {server.server_address[1]}", flush=True)
        stop.wait()
        server.shutdown()
    return 0


def _server(record: WitnessRecord, trusted: "Trusted", args: Namespace) -> WitnessServer:
    try:
        return WitnessServer(record, trusted, address=(args.host, args.port))
    except (OSError, OverflowError) as taken:
        raise DomainError(f"The witness cannot listen on {args.host} port {args.port}: {taken}.") from None


class Trusted:
    """The keys of the logs a witness serves: those named at the start, and those in a file that may change."""

    def __init__(self, path: Path, named: Sequence[VerifierKey]) -> None:
        self._path = path
        self._named = tuple(named)
        self._read_at = -1
        self._keys: tuple[VerifierKey, ...] = ()

    def __call__(self) -> tuple[VerifierKey, ...]:
        """The keys as they are now; a file that cannot be read, or with a line that is no key, is an error."""
        changed = self._path.stat().st_mtime_ns if self._path.exists() else 0
        if changed != self._read_at:
            lines = self._read() if changed else []
            keys_read = [_key(line) for line in map(str.strip, lines) if line and not line.startswith("#")]
            self._keys, self._read_at = (*self._named, *keys_read), changed
        return self._keys

    def _read(self) -> list[str]:
        try:
            return self._path.read_text().splitlines()
        except ValueError:
            raise InvalidInput(f"{self._path} is not text. Write a verifier key on each line.") from None


def _key(text: str) -> VerifierKey:
    key = VerifierKey.parse(text)
    if key.algorithm != LOG:
        raise InvalidInput("This is the key of a witness. Give the verifier key of a log.", field="vkey")
    return key
