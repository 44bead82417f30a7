"""Signs checkpoints with keys in a file, and remembers the last in another, so that no log is forked unseen."""

from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aigis.adapters.durable_file import locked, write
from aigis.adapters.signer_files import publish_vkeys, read_state, vkeys_beside, write_state
from aigis.core.errors import Conflict, InvalidInput, LogRefuses, RolledBack
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.keys import SigningKey
from aigis.core.tlog.note import Note, Signature
from aigis.core.tlog.proofs import verify_consistency
from aigis.core.tlog.tree import empty_root

MOST_KEYS = 2  # the old one and its successor

_NO_KEY = "The log's signing key cannot be read from {}. Put it back from its safe copy; a new key would be a new log."
_OTHER_KEY = "The signing key is of {}, the settings say {}. Set the origin of the log that this key belongs to."
_OTHER_TEXT = "The checkpoint to be signed is not the one announced. Nothing was signed."
_CHANGING = "The log's key is being changed already. End the old key before another one is added."
_ONLY_KEY = "The log has one key only, which cannot end. Add its successor first."
_REMEMBERS = "The signer's state is in {}. Move a damaged file away and keep it; nothing was changed."
_ROLLBACK = (
    "ROLLBACK: the log asks to sign size {size}, which does not extend the last signed size {last}. "
    "An old database may have been restored. See the runbook before anything else."
)


class FileSigner:
    """The Signer whose Ed25519 keys and last signed (size, root) are two files; several processes may share them.

    The file of keys holds one a line, the one longest in service first; while a key is being changed it holds two.
    """

    def __init__(self, key_file: Path, state_file: Path, origin: str) -> None:
        self._key_file = key_file
        self._state_file = state_file
        self._origin = origin
        self._kept: tuple[tuple[int, int, int], tuple[SigningKey, ...]] | None = None
        self._read_keys()
        self._read_state()

    @classmethod
    def create(cls, key_file: Path, state_file: Path, origin: str) -> "FileSigner":
        """Opens the signer, making key (mode 0600) and empty state first where both are absent.

        Raises LogRefuses where the state is there without its key.
        """
        key_file.parent.mkdir(parents=True, exist_ok=True)
        state_file.parent.mkdir(parents=True, exist_ok=True)
        with locked(key_file.parent):  # two processes that start together must not each make a key
            if not key_file.exists():
                _make(key_file, state_file, origin)
        return cls(key_file, state_file, origin)

    @classmethod
    def restore(cls, key_file: Path, state_file: Path, origin: str, *, size: int, root: bytes) -> "FileSigner":
        """Opens the signer after giving it back what it signed last; raises Conflict where it remembers that."""
        with locked(key_file.parent):
            if state_file.exists():
                raise Conflict(_REMEMBERS.format(state_file))
            write_state(state_file, origin, size, root)
        return cls(key_file, state_file, origin)

    @property
    def vkey(self) -> str:
        """The verifier key longest in service, `origin+hash+key`."""
        return self.vkeys[0]

    @property
    def vkeys(self) -> tuple[str, ...]:
        """The verifier keys of all that sign now: what auditors are given."""
        return tuple(str(key.verifier) for key in self._read_keys())

    @property
    def last(self) -> tuple[int, bytes]:
        """Size and root of the last checkpoint signed; (0, empty root) before the first."""
        return self._read_state()

    def sign(self, text: str, *, size: int, root: bytes, proof: Sequence[bytes]) -> str:
        """Returns the signed note of a checkpoint text; raises RolledBack unless `proof` shows it extends the last one.

        The new state is on disk before the signature exists; the same checkpoint again gives the same bytes.
        """
        if text != Checkpoint(self._origin, size, root).text:
            raise LogRefuses(_OTHER_TEXT)
        with locked(self._key_file.parent):
            publish_vkeys(vkeys_beside(self._state_file), self.vkeys)
            last, last_root = self._read_state()
            _require_extension(last, last_root, size, root, proof)
            if last != size:
                write_state(self._state_file, self._origin, size, root)
            return str(Note(text, tuple(Signature.by(key.verifier, key.sign(text)) for key in self._read_keys())))

    def add_key(self) -> str:
        """Makes a second key that signs beside the first from now on; returns its verifier key."""
        with locked(self._key_file.parent):
            keys = self._read_keys()
            if len(keys) >= MOST_KEYS:
                raise LogRefuses(_CHANGING)
            new = _new_key(self._origin)
            self._keep_keys([*keys, new])
        return str(new.verifier)

    def end_key(self) -> str:
        """Takes the key longest in service away; returns its verifier key, which stays good for what it signed."""
        with locked(self._key_file.parent):
            old, *others = self._read_keys()
            if not others:
                raise LogRefuses(_ONLY_KEY)
            self._keep_keys(others)
        return str(old.verifier)

    def _keep_keys(self, keys: Sequence[SigningKey]) -> None:
        _write_keys(self._key_file, keys)
        publish_vkeys(vkeys_beside(self._state_file), [str(key.verifier) for key in keys])

    def _read_keys(self) -> list[SigningKey]:
        """The keys as they are in the file now: they may be changed while the sealer runs. Read again if they were."""
        try:
            status = self._key_file.stat()
            # A change replaces the file by another one, so that its number changes even within one tick of the clock.
            stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
            if self._kept is not None and self._kept[0] == stamp:
                return list(self._kept[1])
        except OSError:
            raise LogRefuses(_NO_KEY.format(self._key_file)) from None
        keys = _parse_keys(self._key_file, self._origin)
        self._kept = (stamp, tuple(keys))
        return keys

    def _read_state(self) -> tuple[int, bytes]:
        return read_state(self._state_file, self._origin)


def read_verifier_keys(key_file: Path, origin: str) -> tuple[str, ...]:
    """Returns the verifier keys of a file of signing keys, without the signer's state; raises LogRefuses as it does."""
    return tuple(str(key.verifier) for key in _parse_keys(key_file, origin))


def _parse_keys(key_file: Path, origin: str) -> list[SigningKey]:
    try:
        keys = [SigningKey.parse(line) for line in key_file.read_text().split()]
    except (OSError, ValueError):
        keys = []
    if not keys:
        raise LogRefuses(_NO_KEY.format(key_file))
    for key in keys:
        if key.name != origin:
            raise LogRefuses(_OTHER_KEY.format(key.name, origin))
    return keys


def _make(key_file: Path, state_file: Path, origin: str) -> None:
    if state_file.exists() and read_state(state_file, origin) != (0, empty_root()):
        raise LogRefuses(_NO_KEY.format(key_file))
    # State first: a key without state would look like lost state after a crash between the two.
    write_state(state_file, origin, 0, empty_root())
    key = _new_key(origin)
    _write_keys(key_file, [key])
    publish_vkeys(vkeys_beside(state_file), [str(key.verifier)])


def _new_key(origin: str) -> SigningKey:
    return SigningKey(origin, Ed25519PrivateKey.generate().private_bytes_raw())


def _write_keys(path: Path, keys: Sequence[SigningKey]) -> None:
    write(path, "".join(f"{key.text}\n" for key in keys))


def _require_extension(last: int, last_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    # Signing again after a crash needs no proof, and a caller that brings one must not be refused for it.
    if (last, last_root) == (size, root):
        return
    try:
        verify_consistency(old=last, old_root=last_root, new=size, new_root=root, proof=proof)
    except InvalidInput:
        raise RolledBack(_ROLLBACK.format(size=size, last=last)) from None
