"""Takes a base backup of the whole server: the register and the data keys at one and the same point.

The keys folder is never part of it: whoever has a backup has no key, and `log.state` must not come from a backup.
"""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from aigis.core.errors import Conflict, DomainError
from aigis.ops.postgres_binaries import bindir, clean_environment

BASE, MANIFEST = "base", "aigis.json"
_LOG = "SELECT origin, first, size, root FROM audit_logstate ORDER BY id DESC LIMIT 1"
_REGISTER = "SELECT version FROM register_registerstate WHERE id = 1"


class BackupFailed(DomainError):
    """PostgreSQL's own program did not succeed; its words stand in the sentence."""

    code = "backup_failed"
    sentence = "The backup did not succeed. Nothing usable was left."


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup must hold at least: the log's size and root, and the register's version, before it began."""

    made_at: str
    origin: str
    first: int
    size: int
    root: str
    register_version: int

    @classmethod
    def read(cls, folder: Path) -> "BackupManifest":
        """Reads the manifest of a backup; raises DomainError where the folder holds none."""
        try:
            return cls(**json.loads((folder / MANIFEST).read_text()))
        except (OSError, ValueError, TypeError):
            raise DomainError(f"{folder} holds no finished backup. Name one that 'aigis backup' made.") from None


def take_backup(owner_url: str, folder: Path) -> BackupManifest:
    """Backs the server up into a new folder and verifies every file of it by its checksum.

    Raises:
        Conflict: the folder is not empty.
        BackupFailed: PostgreSQL refused; the folder is left without a manifest, so that nobody takes it for a backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"The folder {folder} is not empty. Give one that is.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    manifest = _manifest(owner_url)
    options = ["--checkpoint=fast", "--wal-method=stream", "--manifest-checksums=SHA256", "--no-password"]
    _run("pg_basebackup", "--pgdata", str(folder / BASE), *options, environment=_connection(owner_url))
    _run("pg_verifybackup", str(folder / BASE), environment={})
    _write(folder / MANIFEST, asdict(manifest))
    return manifest


def _manifest(owner_url: str) -> BackupManifest:
    with psycopg.connect(owner_url, connect_timeout=10) as connection:
        log = connection.execute(_LOG).fetchone()
        register = connection.execute(_REGISTER).fetchone()
    origin, first, size, root = log if log is not None else ("", 0, 0, b"")
    version = int(register[0]) if register is not None else 0
    return BackupManifest(datetime.now(UTC).isoformat(), origin, first, size, bytes(root).hex(), version)


def _connection(url: str) -> Mapping[str, str]:
    """Returns libpq's variables for a URL: a password never stands in a command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
    parts = conninfo_to_dict(url)
    return {names[name]: str(value) for name, value in parts.items() if name in names}


def _run(program: str, *arguments: str, environment: Mapping[str, str]) -> None:
    command = [str(bindir(user=None) / program), *arguments]
    done = subprocess.run(command, env={**clean_environment(), **environment}, capture_output=True, text=True)
    if done.returncode:
        raise BackupFailed(f"{program} did not succeed: {done.stderr.strip() or done.stdout.strip()}")


def _write(path: Path, content: Mapping[str, Any]) -> None:
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
