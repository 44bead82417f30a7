"""Two real PostgreSQL servers: a primary, and a standby that may be left behind and then promoted."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg

from aigis.ops.postgres import Server, cluster_owner
from aigis.ops.postgres_binaries import bindir, clean_environment
from aigis.ops.process import primary_group
from tests.running import comes_true

QUICK = {"shared_buffers": "32MB", "fsync": "off"}  # the servers are killed, the machine is not
_LET_REPLICATE = "local replication all trust\n"
_WITHIN = 300.0


class Pair:
    """A primary with an asynchronous standby, both in one folder; sockets only.

    The servers of root run as `nobody`, and one has to reach the other's socket: their folders may be passed by all.
    """

    def __init__(self) -> None:
        self.folder = folder = Path(tempfile.mkdtemp(prefix="aigis-pair-", dir="/tmp"))
        folder.chmod(0o711)
        self.primary = Server.start(folder / "one", settings=QUICK)
        self.primary.data.chmod(0o711)
        hba = self.primary.folder / "pg_hba.conf"
        hba.write_text(_LET_REPLICATE + hba.read_text())
        _ask(self.primary, "SELECT pg_reload_conf()")
        self.standby_data = folder / "two"
        self.standby: Server | None = None

    @property
    def url(self) -> str:
        """The address of both: clients take the one that can be written to."""
        sockets = ",".join(quote(str(data / "postgres" / "sock")) for data in (self.primary.data, self.standby_data))
        return f"postgresql://aigis@/aigis?host={sockets}&port=5432,5432&target_session_attrs=read-write"

    def follow(self) -> None:
        """Makes the standby from a base backup, lets it catch up, and kills it: from now on it is left behind."""
        self.standby_data.mkdir(mode=0o711)
        self._base_backup()
        standby = Server.start(self.standby_data, settings=QUICK)
        last = _ask(self.primary, "SELECT pg_current_wal_lsn()")
        caught_up = f"SELECT pg_last_wal_replay_lsn() >= '{last}'"
        assert comes_true(lambda: _ask(standby, caught_up) is True, _WITHIN)
        standby.kill()
        self.standby = standby

    def fail_over(self) -> None:
        """Kills the primary as a power cut would, starts the standby as it was left, and promotes it."""
        self.primary.kill()
        assert self.standby is not None
        self.standby.resume()
        _ask(self.standby, "SELECT pg_promote()")

    def fail_back(self) -> None:
        """Brings the old primary back in place of the standby."""
        assert self.standby is not None
        self.standby.kill()
        self.primary.resume()

    def stop(self) -> None:
        """Ends both servers at once."""
        for server in (self.standby, self.primary):
            if server is not None:
                server.kill()
                server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _base_backup(self) -> None:
        folder, user = self.standby_data / "postgres", cluster_owner(self.primary.folder)
        folder.mkdir(mode=0o700)
        if user is not None:
            os.chown(folder, user, primary_group(user))
        program, sock = str(bindir(user=user) / "pg_basebackup"), str(self.primary.folder / "sock")
        command = [program, "-h", sock, "-U", "aigis"]
        command += ["-D", "/proc/self/cwd", "-R", "-c", "fast", "-X", "stream"]
        environment = {**clean_environment(), "PGPORT": "5432"}
        group = None if user is None else primary_group(user)
        subprocess.run(command, env=environment, cwd=folder, user=user, group=group, check=True, timeout=_WITHIN)


def _ask(server: Server, statement: str) -> object:
    with psycopg.connect(server.url, autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None
