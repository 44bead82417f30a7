"""What the signer shows to every process: what it signed last, and the public halves of its keys.

Its private keys are in another file, which only the account of the sealer need be able to read.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aigis.adapters.durable_file import READABLE, write
from aigis.core.errors import InvalidInput, LogRefuses
from aigis.core.tlog.encoding import decode64, encode64
from aigis.core.tlog.keys import VerifierKey

_NO_STATE = "The signer's state is not in {}. Put it back or follow the runbook: without it a fork goes unseen."
_NO_VKEYS = "The log's verifier keys are not in {}. Start the sealer: it writes them."
_NO_KEY = "This process cannot read the log's signing key. Run the command as the account of the sealer."


class PublishedSigner:
    """The Signer of a process without its keys: it tells what was signed and by which keys, and signs nothing."""

    def __init__(self, state_file: Path, origin: str) -> None:
        self._state_file = state_file
        self._origin = origin

    @property
    def vkey(self) -> str:
        """The verifier key longest in service."""
        return self.vkeys[0]

    @property
    def vkeys(self) -> tuple[str, ...]:
        """The verifier keys of all that sign now; raises LogRefuses where the sealer has not written them."""
        return read_vkeys(vkeys_beside(self._state_file), self._origin)

    @property
    def last(self) -> tuple[int, bytes]:
        """Size and root of the last checkpoint signed."""
        return read_state(self._state_file, self._origin)

    def sign(self, text: str, *, size: int, root: bytes, proof: Sequence[bytes]) -> str:
        """Raises LogRefuses: only the account of the sealer can sign."""
        raise LogRefuses(_NO_KEY)


def vkeys_beside(state_file: Path) -> Path:
    """Returns where the verifier keys are: beside the state, under the name of its log."""
    return state_file.with_suffix(".vkeys")


def read_vkeys(path: Path, origin: str) -> tuple[str, ...]:
    """Reads verifier keys, one a line; raises LogRefuses where there is none or one is of another log."""
    try:
        vkeys = tuple(path.read_text().split())
        if vkeys and all(VerifierKey.parse(vkey).name == origin for vkey in vkeys):
            return vkeys
    except (OSError, ValueError, InvalidInput):
        pass
    raise LogRefuses(_NO_VKEYS.format(path))


def publish_vkeys(path: Path, vkeys: Sequence[str]) -> None:
    """Writes verifier keys, one a line, where they are not there already."""
    text = "".join(f"{vkey}\n" for vkey in vkeys)
    if not path.exists() or path.read_text() != text:
        write(path, text, mode=READABLE)


def read_state(path: Path, origin: str) -> tuple[int, bytes]:
    """Reads size and root; raises LogRefuses where the file is absent, damaged or of another log."""
    try:
        state: Any = json.loads(path.read_text())
        if state["origin"] == origin:
            return int(state["size"]), decode64(state["root"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        pass
    raise LogRefuses(_NO_STATE.format(path))


def write_state(path: Path, origin: str, size: int, root: bytes) -> None:
    """Writes what was signed last; durable when it returns."""
    write(path, json.dumps({"origin": origin, "size": size, "root": encode64(root)}) + "\n", mode=READABLE)
