"""Signs checkpoints with a key in a file, and remembers the last in another, so that no log is forked unseen."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aigis.core.errors import InvalidInput, LogRefuses
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.encoding import decode64, encode64
from aigis.core.tlog.keys import SigningKey
from aigis.core.tlog.note import sign_note
from aigis.core.tlog.proofs import verify_consistency
from aigis.core.tlog.tree import empty_root

_OWNER_ONLY = 0o600
_NO_KEY = "The log's signing key cannot be read from {}. Put it back from its safe copy; a new key would be a new log."
_OTHER_KEY = "The signing key is of {}, the settings say {}. Set the origin of the log that this key belongs to."
_NO_STATE = "The signer's state is not in {}. Put it back or follow the runbook: without it a fork goes unseen."
_OTHER_TEXT = "The checkpoint to be signed is not the one announced. Nothing was signed."
_ROLLBACK = (
    "ROLLBACK: the log asks to sign size {size}, which does not extend the last signed size {last}. "
    "An old database may have been restored. See the runbook before anything else."
)


class FileSigner:
    """The Signer whose Ed25519 key and last signed (size, root) are two files; several processes may share them."""

    def __init__(self, key_file: Path, state_file: Path, origin: str) -> None:
        self._key_file = key_file
        self._state_file = state_file
        self._key = _read_key(key_file)
        if self._key.name != origin:
            raise LogRefuses(_OTHER_KEY.format(self._key.name, origin))
        self._read_state()

    @classmethod
    def create(cls, key_file: Path, state_file: Path, origin: str) -> "FileSigner":
        """Opens the signer, making key (mode 0600) and empty state first where both are absent.

        Raises LogRefuses where the state is there without its key.
        """
        key_file.parent.mkdir(parents=True, exist_ok=True)
        with _locked(key_file.parent):  # two processes that start together must not each make a key
            if not key_file.exists():
                _make(key_file, state_file, origin)
        return cls(key_file, state_file, origin)

    @property
    def vkey(self) -> str:
        """The verifier key, `origin+hash+key`: what auditors are given."""
        return str(self._key.verifier)

    @property
    def last(self) -> tuple[int, bytes]:
        """Size and root of the last checkpoint signed; (0, empty root) before the first."""
        return self._read_state()

    def sign(self, text: str, *, size: int, root: bytes, proof: Sequence[bytes]) -> str:
        """Returns the signed note of a checkpoint text; raises LogRefuses unless `proof` shows it extends the last one.

        The new state is on disk before the signature exists; the same checkpoint again gives the same bytes.
        """
        if text != Checkpoint(self._key.name, size, root).text:
            raise LogRefuses(_OTHER_TEXT)
        with _locked(self._key_file):
            last, last_root = self._read_state()
            _require_extension(last, last_root, size, root, proof)
            if last != size:
                _write_state(self._state_file, self._key.name, size, root)
            return sign_note(text, key=self._key)

    def _read_state(self) -> tuple[int, bytes]:
        return _parse_state(self._state_file, self._key.name)


def _make(key_file: Path, state_file: Path, origin: str) -> None:
    if state_file.exists() and _parse_state(state_file, origin) != (0, empty_root()):
        raise LogRefuses(_NO_KEY.format(key_file))
    # State first: a key without state would look like lost state after a crash between the two.
    _write_state(state_file, origin, 0, empty_root())
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    _write(key_file, SigningKey(origin, seed).text + "\n")


def _require_extension(last: int, last_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    # Signing again after a crash needs no proof, and a caller that brings one must not be refused for it.
    if (last, last_root) == (size, root):
        return
    try:
        verify_consistency(old=last, old_root=last_root, new=size, new_root=root, proof=proof)
    except InvalidInput:
        raise LogRefuses(_ROLLBACK.format(size=size, last=last)) from None


def _read_key(path: Path) -> SigningKey:
    try:
        return SigningKey.parse(path.read_text().strip())
    except (OSError, ValueError):
        raise LogRefuses(_NO_KEY.format(path)) from None


def _parse_state(path: Path, origin: str) -> tuple[int, bytes]:
    """Reads size and root; raises LogRefuses where the file is absent, damaged or of another log."""
    try:
        state: Any = json.loads(path.read_text())
        if state["origin"] == origin:
            return int(state["size"]), decode64(state["root"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise LogRefuses(_NO_STATE.format(path))


def _write_state(path: Path, origin: str, size: int, root: bytes) -> None:
    _write(path, json.dumps({"origin": origin, "size": size, "root": encode64(root)}) + "\n")


def _write(path: Path, text: str) -> None:
    """Replaces a file so that after any crash the old or the new text is there, whole; mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w") as file:
            os.fchmod(file.fileno(), _OWNER_ONLY)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Makes a rename durable: without it the old file may come back after a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keeps other processes out of what reads a file or folder and then writes; ends with the process at the latest."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
