"""A PostgreSQL cluster whose database is migrated already, made once for each state of the migrations and copied.

Initialising and migrating a cluster costs more than most test files. The copy stands in the project's environment and
is made anew as soon as a migration, a lock or the settings change; that the migrations run from nothing is shown by
`tests/ops/test_up.py`.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from aigis.ops import keys
from aigis.ops.postgres import THROW_AWAY, Server

ROOT = Path(__file__).resolve().parents[2]
_MADE_FROM = (
    "src/aigis/apps/*/migrations/*.py",
    "src/aigis/config/settings.py",
    "src/aigis/ops/database/*.py",
    "src/aigis/ops/postgres.py",
)


def put_migrated_cluster(data: Path) -> None:
    """Copies the cluster into a data folder that has none yet."""
    if (data / "postgres").exists():
        return
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(_cluster()), str(data / "postgres")], check=True)


def _cluster() -> Path:
    """Returns the cluster's folder, made where it is missing; of several sessions one makes it and the others wait."""
    folder = Path(sys.prefix) / "clusters"
    folder.mkdir(mode=0o711, exist_ok=True)
    with (folder / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cluster = folder / _fingerprint()
        if not cluster.exists():
            for older in folder.iterdir():
                if older.is_dir():
                    shutil.rmtree(older)
            _make(cluster)
        return cluster


def _fingerprint() -> str:
    """Names what the migrated cluster depends on: migrations, settings, the server's own options, and every library."""
    digest = hashlib.sha256()
    files = [file for pattern in _MADE_FROM for file in ROOT.glob(pattern)]
    for file in sorted([*files, ROOT / "requirements" / "base.txt"]):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


def _make(cluster: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="aigis-cluster-", dir="/tmp") as name:
        data = Path(name)
        keys.ensure(data / "keys", origin="aigis.test/log")
        server = Server.start(data, settings=THROW_AWAY)
        try:
            command = [sys.executable, "-m", "aigis.ops.cli", "migrate"]
            subprocess.run(command, check=True, env={**os.environ, **_environment(data, server)})
        finally:
            server.stop()
        subprocess.run(["cp", "-a", str(data / "postgres"), str(cluster)], check=True)


def _environment(data: Path, server: Server) -> dict[str, str]:
    return {
        "AIGIS_DATABASE_URL": server.url,
        "AIGIS_MODE": "test",
        "AIGIS_DATA": str(data),
        "AIGIS_KEYS": str(data / "keys"),
        "AIGIS_LOG_ORIGIN": "aigis.test/log",
    }
