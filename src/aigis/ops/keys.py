"""The keys of an installation: made once, kept as files of mode 0600 in a folder outside the database."""

import os
import secrets
from pathlib import Path

from aigis.adapters.signer import FileSigner


def ensure(folder: Path, *, origin: str, signer: Path | None = None) -> None:
    """Makes whatever key is missing in the folder; never replaces one that is there.

    With a folder of its own for the signer, `ensure_signer` makes the log's key: another account does that.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_once(folder / "master.key", secrets.token_bytes(32))
    _write_once(folder / "django.key", secrets.token_urlsafe(48).encode())
    if signer is None and not (folder / "log.key").exists():
        FileSigner.create(folder / "log.key", folder / "log.state", origin)


def ensure_signer(folder: Path, *, origin: str) -> str:
    """Makes the log's key in a folder of the sealer's account, where it is missing; returns its verifier key.

    Every account may enter the folder and read what is in `public`; the key is of mode 0600.
    """
    for path in (folder, folder / "public"):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o755)
    return FileSigner.create(folder / "log.key", folder / "public" / "log.state", origin).vkey


def _write_once(path: Path, content: bytes) -> None:
    """Creates the file whole or not at all: written beside, then linked into place without overwriting."""
    if path.exists():
        return
    beside = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
