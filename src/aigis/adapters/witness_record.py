"""What a witness must never forget: for each log the last checkpoint it cosigned, in a file of its own."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aigis.adapters.durable_file import locked, write
from aigis.core.errors import LogRefuses
from aigis.core.tlog.encoding import decode64, encode64
from aigis.core.tlog.keys import SigningKey, VerifierKey
from aigis.core.tlog.note import Signature
from aigis.core.tlog.witness import AddCheckpoint, SeenCheckpoint, WitnessJudgement, judge

_NO_KEY = "The witness's key cannot be read from {}. Put it back, or retire this witness and begin a new one."
_DAMAGED = "{} cannot be read. Put it back or retire this witness: without it a fork would be cosigned unseen."
_MISBEHAVED = (WitnessJudgement.OTHER_ROOT, WitnessJudgement.NOT_CONSISTENT)
_MOST_EVIDENCE = 1_000  # files; whoever has a signed checkpoint may send it again and again with a proof of nothing


class WitnessRecord:
    """A witness's folder: its key, and `seen/` with a file for each log; processes and threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = _read_key(folder / "witness.key")

    @classmethod
    def create(cls, folder: Path, *, name: str) -> "WitnessRecord":
        """Opens the folder, making key and empty record first where there is no key."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(folder):
            if not (folder / "witness.key").exists():
                if (folder / "seen").exists():
                    raise LogRefuses(_NO_KEY.format(folder / "witness.key"))
                seed = Ed25519PrivateKey.generate().private_bytes_raw()
                (folder / "seen").mkdir(mode=0o700)
                write(folder / "witness.key", SigningKey(name, seed).text + "\n")
        return cls(folder)

    @property
    def vkey(self) -> str:
        """The verifier key of its cosignatures: what goes into a policy."""
        return str(self.key.cosigner)

    def seen(self, origin: str) -> SeenCheckpoint:
        """The last checkpoint of a log that it cosigned; raises LogRefuses where the record is damaged."""
        path = self._file(origin)
        try:
            record: Any = json.loads(path.read_text())
            if record["origin"] == origin:
                return SeenCheckpoint(int(record["size"]), decode64(record["root"]))
        except FileNotFoundError:
            if (self.folder / "seen").is_dir():  # a lost folder is not a log never seen
                return SeenCheckpoint()
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            pass
        raise LogRefuses(_DAMAGED.format(path))

    def checkpoint(self, digest: str) -> str | None:
        """The last cosigned checkpoint of the log whose origin has this SHA-256, as it was signed; None without one."""
        path = self.folder / "seen" / f"{digest}.json"
        try:
            record: Any = json.loads(path.read_text())
            return str(record["note"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise LogRefuses(_DAMAGED.format(path)) from None

    def add(
        self, request: AddCheckpoint, *, logs: Sequence[VerifierKey], time: int
    ) -> tuple[WitnessJudgement, SeenCheckpoint, str]:
        """Judges a request and remembers what it cosigns in one step; gives the cosignature line where it does.

        Also gives what was seen last before. The record is on disk before the cosignature exists.
        """
        checkpoint = request.checkpoint
        if checkpoint.origin not in {key.name for key in logs}:
            return WitnessJudgement.UNKNOWN_LOG, SeenCheckpoint(), ""
        with locked(self.folder):
            seen = self.seen(checkpoint.origin)
            judgement = judge(request, logs=logs, seen=seen)
            if judgement is not WitnessJudgement.COSIGN:
                self._keep_evidence(request, judgement)
                return judgement, seen, ""
            line = str(Signature.by(self.key.cosigner, self.key.cosign(checkpoint.text, time=time)))
            self._remember(request, line)
        return judgement, seen, f"{line}\n"

    def _remember(self, request: AddCheckpoint, line: str) -> None:
        checkpoint = request.checkpoint
        state = {"origin": checkpoint.origin, "size": checkpoint.size, "root": encode64(checkpoint.root)}
        write(self._file(checkpoint.origin), json.dumps({**state, "note": f"{request.note}{line}\n"}) + "\n")

    def _keep_evidence(self, request: AddCheckpoint, judgement: WitnessJudgement) -> None:
        """A signed checkpoint that contradicts an earlier one convicts its log; one file for each such text."""
        if judgement not in _MISBEHAVED:
            return
        folder = self.folder / "evidence"
        path = folder / f"{hashlib.sha256(request.checkpoint.text.encode()).hexdigest()}.txt"
        if not path.exists() and (not folder.exists() or len(list(folder.iterdir())) < _MOST_EVIDENCE):
            write(path, request.to_bytes().decode())

    def _file(self, origin: str) -> Path:
        return self.folder / "seen" / f"{hashlib.sha256(origin.encode()).hexdigest()}.json"


def _read_key(path: Path) -> SigningKey:
    try:
        return SigningKey.parse(path.read_text().strip())
    except (OSError, ValueError):
        raise LogRefuses(_NO_KEY.format(path)) from None
