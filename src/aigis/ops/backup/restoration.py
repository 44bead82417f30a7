"""Puts a backup into an empty data folder, from where `aigis up` starts it; and tries one in a folder of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from aigis.adapters.keyring import FileKeyring
from aigis.core.errors import Conflict
from aigis.ops.backup.base_backup import BASE, BackupManifest
from aigis.ops.postgres import THROW_AWAY, Server, cluster_owner
from aigis.ops.process import primary_group
from aigis.ops.reconcile.memory import ReconcilerMemory
from aigis.ops.reconcile.reconciler import Reconciler
from aigis.ops.reconcile.sealed_log import Frontier

_LEAVES = "SELECT data FROM audit_leaf WHERE index >= %s AND index < %s ORDER BY index"
_REGISTER = "SELECT version FROM register_registerstate WHERE id = 1"
# In a scratch server nothing runs that could deliver, seal or escalate.
_OF_STANDSTILL = ("worker.", "sealer.", "notices.", "notice.not_attempted", "alert.not_escalated")


def restore(backup: Path, data: Path) -> BackupManifest:
    """Copies a backup into a data folder without a database.

    Raises:
        Conflict: the folder has a database already; nothing is overwritten.
    """
    manifest = BackupManifest.read(backup)
    target = data / "postgres"
    if target.exists():
        raise Conflict(f"{data} holds a database already. Name a folder without one, or move that one away first.")
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_name("postgres.new")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(backup / BASE, beside, symlinks=True)
    _hand_over(beside)
    beside.rename(target)
    return manifest


def try_backup(backup: Path, *, keys: Path) -> list[str]:
    """Restores a backup into a scratch folder, starts it, and returns everything that is wrong with it."""
    manifest = BackupManifest.read(backup)
    with _scratch(backup) as server:
        faults = list(_compare(server, manifest))
        reconciler = Reconciler(FileKeyring(keys / "master.key"), ReconcilerMemory())
        keys_url = server.url.replace("/aigis?", "/aigis_keys?")
        differences = reconciler.compare(server.url, keys_url, at=datetime.now(UTC))
        return faults + [str(item) for item in differences if not item.kind.startswith(_OF_STANDSTILL)]


@contextmanager
def _scratch(backup: Path) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="aigis-drill-") as name:
        restore(backup, Path(name))
        server = Server.start(Path(name), settings=THROW_AWAY)
        try:
            yield server
        finally:
            server.stop()


def _compare(server: Server, manifest: BackupManifest) -> Iterator[str]:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(_REGISTER).fetchone()
        if row is None or row[0] < manifest.register_version:
            yield f"The register is older than version {manifest.register_version}, which the backup must hold."
        frontier = Frontier()
        for (leaf,) in connection.execute(_LEAVES, [manifest.first, manifest.first + manifest.size]):
            frontier.append(bytes(leaf))
        if frontier.size != manifest.size or (manifest.size and frontier.root().hex() != manifest.root):
            yield f"The log's first {manifest.size} entries do not make the root that was written down."


def _hand_over(folder: Path) -> None:
    """Gives the files to the account that runs PostgreSQL: for root that is not root."""
    user = cluster_owner(folder)
    if user is None:
        return
    group = primary_group(user)
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files, "."]:
            os.chown(Path(parent) / name, user, group, follow_symlinks=False)
