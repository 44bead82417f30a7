"""The embedded PostgreSQL of one installation: one data folder, one owner, a private socket and no TCP.

The server and its tools work in the data folder and call it `/proc/self/cwd`. So nobody needs the right to pass the
folders above it: as root it runs as `nobody` inside a folder that only root can enter.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from aigis.ops.database.privileges import DatabaseRole
from aigis.ops.postgres_binaries import PostgresUnusable, bindir, clean_environment
from aigis.ops.process import end, kill_group, primary_group, spawn

_HERE = "/proc/self/cwd"
_NAME = "aigis"  # of the database and of its owner
_PORT = 5432  # of the socket's name alone; always said, or a PGPORT of the caller would be taken
_SOCKET = f".s.PGSQL.{_PORT}"
_LONGEST_SOCKET_PATH = 103  # bytes that every system's sun_path holds
_READY_WITHIN = 300.0  # seconds: recovery after a crash may replay much
_GRACE = 15.0
_ORDERLY = 10.0  # seconds that a server of an earlier start has for an orderly end

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
# For tests alone: what such a server holds is gone when the machine stops.
# A test may be in one transaction for as long as a busy machine takes.
THROW_AWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "idle_in_transaction_session_timeout": "0",
}
_TUNED = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_directories": "sock",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "effective_io_concurrency": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "1000",
    "log_parameter_max_length": "0",  # personal data stays out of the log file
    "log_parameter_max_length_on_error": "0",
    "idle_in_transaction_session_timeout": "60s",
}


class AlreadyRunning(PostgresUnusable):
    """Another process holds the data folder."""

    code = "already_running"
    sentence = "This data folder is in use by another start. Stop that one, or give another folder with --data."


class Server:
    """A running PostgreSQL over `data/postgres`; whoever holds it holds `data/lock`, and it dies with its holder."""

    name = "postgresql"

    def __init__(self, data: Path, *, settings: Mapping[str, str]) -> None:
        self.data = data.absolute()
        self.folder = self.data / "postgres"
        self.settings = {**_TUNED, **DURABLE, **settings}
        self._lock = _take(self.data)
        self._short: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, data: Path, *, settings: Mapping[str, str] | None = None) -> "Server":
        """Starts the server, made anew in an empty folder; returns when it answers.

        Raises AlreadyRunning where another process holds the folder, PostgresUnusable where it cannot run.
        """
        server = cls(data, settings=settings or {})
        try:
            server.resume()
        except BaseException:
            server.stop()
            raise
        return server

    @property
    def url(self) -> str:
        """The libpq URL of its database."""
        return url_at(self._socket_folder())

    def resume(self) -> None:
        """Starts the process where it is not running, whatever the last one left behind."""
        programs = bindir(user=cluster_owner(self.folder))
        if not self.folder.exists():
            _initialise(self.folder, programs=programs, durable=self.settings["fsync"] == "on")
        _end_orphans(self.folder)
        _refuse_other_version(self.folder, programs=programs)
        _clear_away(self.folder)
        _write_access(self.folder)
        self._spawn(programs)
        self._wait_until_ready()

    def running(self) -> bool:
        """Tells whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ends the server cleanly (immediately where that takes too long) and gives the folder free."""
        if self._process is not None:
            end(self._process, grace=_GRACE, with_signal=signal.SIGINT)
            self._process = None
        if self._short is not None:
            shutil.rmtree(self._short, ignore_errors=True)
            self._short = None
        self._lock.close()

    def kill(self) -> None:
        """Ends the server as a power cut would."""
        if self._process is not None:
            kill_group(self._process)
            self._process.wait()

    def _spawn(self, programs: Path) -> None:
        options = [word for key, value in self.settings.items() for word in ("-c", f"{key}={value}")]
        with _log_file(self.data / "postgresql.log") as log:
            self._process = spawn(
                [programs / "postgres", "-D", _HERE, *options],
                env=clean_environment(),
                cwd=self.folder,
                user=cluster_owner(self.folder),
                output=log,
                end_with=signal.SIGINT,
            )

    def _wait_until_ready(self) -> None:
        """Ready means a real connection; makes the database where it is missing."""
        deadline = time.monotonic() + _READY_WITHIN
        while self.running() and time.monotonic() < deadline:
            try:
                _make_database(host=str(self._socket_folder()))
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise PostgresUnusable(f"PostgreSQL did not start. Its own words are in {self.data / 'postgresql.log'}.")

    def _socket_folder(self) -> Path:
        """The folder clients name: the socket's own, or a short link to it where its path is too long."""
        folder = self.folder / "sock"
        if len(os.fsencode(folder / _SOCKET)) <= _LONGEST_SOCKET_PATH:
            return folder
        if self._short is None:
            self._short = Path(tempfile.mkdtemp(prefix="aigis-", dir="/tmp"))
            (self._short / "s").symlink_to(folder)
        return self._short / "s"


def url_at(socket_folder: Path) -> str:
    """Names the database behind a socket folder, whether its server runs or not."""
    return f"postgresql://{_NAME}@/{_NAME}?host={quote(str(socket_folder))}&port={_PORT}"


def _take(data: Path) -> IO[bytes]:
    """Takes the data folder for this process; the kernel gives it free when the process ends, however it ends."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (data / "lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise AlreadyRunning() from None
    return lock


def cluster_owner(folder: Path) -> int | None:
    """The uid PostgreSQL runs under: ourselves; for root, who owns the folder already, or `nobody`."""
    if os.geteuid() != 0:
        return None
    owner = folder.stat().st_uid if folder.exists() else 0
    return owner or pwd.getpwnam("nobody").pw_uid


def _initialise(folder: Path, *, programs: Path, durable: bool) -> None:
    """Makes an empty cluster beside and renames it into place: a folder that is there is a whole one."""
    beside = folder.with_name("postgres.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    user = cluster_owner(folder)
    if user is not None:
        os.chown(beside, user, primary_group(user))
    options = ["--encoding=UTF8", "--locale-provider=libc", "--locale=C", "--auth=peer", "--no-instructions"]
    with tempfile.TemporaryFile() as output:
        quick = [] if durable else ["--no-sync"]
        command: list[str | Path] = [programs / "initdb", "-D", _HERE, "-U", _NAME, *options, *quick]
        code = spawn(command, env=clean_environment(), cwd=beside, user=user, output=output).wait()
        output.seek(0)
        if code:
            raise PostgresUnusable(f"PostgreSQL could not be set up in {folder}: {output.read().decode().strip()}")
    beside.rename(folder)


def _end_orphans(folder: Path) -> None:
    """Ends what a killed holder left running: it is ending already, so wait, then insist.

    Without the process that leads them the others have nothing left to do in good order: the gates wait for the next.
    """
    orderly = [(signal.SIGINT, _ORDERLY)] if _leader(folder) in _alive(folder) else []
    for signal_number, grace in (*orderly, (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + grace
        _signal_all(_alive(folder), signal_number)
        while time.monotonic() < deadline:
            if not _alive(folder):
                return
            time.sleep(0.02)
    raise PostgresUnusable(f"A PostgreSQL of an earlier start still works in {folder} and cannot be ended.")


def _leader(folder: Path) -> int | None:
    """The process that the pid file names, which may be long gone, or a stranger."""
    try:
        first, *_ = (folder / "postmaster.pid").read_text().splitlines()
        return int(first)
    except (OSError, ValueError):
        return None


def _alive(folder: Path) -> list[int]:
    """The PostgreSQL processes whose working folder this is: a stale pid file proves nothing, this does."""
    here = folder.stat()
    pids = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _works_in(entry, here):
            pids.append(int(entry.name))
    return pids


def _works_in(process: Path, here: os.stat_result) -> bool:
    try:
        cwd = (process / "cwd").stat()
        return os.path.samestat(cwd, here) and (process / "comm").read_text().strip() == "postgres"
    except OSError:  # ended meanwhile, or another user's
        return False


def _signal_all(processes: list[int], number: int) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def _refuse_other_version(folder: Path, *, programs: Path) -> None:
    """A cluster opens only under the major version that made it."""
    made_by = (folder / "PG_VERSION").read_text().strip()
    version_output = subprocess.run(
        [programs / "postgres", "--version"], env=clean_environment(), capture_output=True, text=True
    )
    if f" {made_by}." not in version_output.stdout:
        raise PostgresUnusable(
            f"{folder} was made by PostgreSQL {made_by}, here is {version_output.stdout.strip()}. "
            f"Name a folder of PostgreSQL {made_by} programs in AIGIS_PG_BINDIR, or move the data with pg_dump."
        )


def _clear_away(folder: Path) -> None:
    """Removes the pid and socket files of a server that is gone; call it only when none is alive."""
    (folder / "postmaster.pid").unlink(missing_ok=True)
    shutil.rmtree(folder / "sock", ignore_errors=True)
    _make_owned(folder / "sock", like=folder)


def _make_owned(made: Path, *, like: Path) -> None:
    made.mkdir(mode=0o700)
    owner = like.stat()
    os.chown(made, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _write_access(folder: Path) -> None:
    """Lets in the account that started us and nobody else, as owner or as the role of a process, over the socket."""
    account = pwd.getpwuid(os.geteuid()).pw_name
    names = [_NAME, *(role.name_in(_NAME) for role in DatabaseRole)]
    _write_owned(folder / "pg_hba.conf", "local all all peer map=holder\nlocal replication all peer map=holder\n")
    _write_owned(folder / "pg_ident.conf", "".join(f'holder "{account}" {name}\n' for name in names))


def _write_owned(path: Path, text: str) -> None:
    """Replaces a file in the cluster; root never writes through a link that the cluster's owner could have laid."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    owner = path.parent.stat()
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
    beside.rename(path)


def _make_database(*, host: str) -> None:
    where = make_conninfo(host=host, port=_PORT, user=_NAME, dbname="postgres")
    with psycopg.connect(where, autocommit=True, connect_timeout=5) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_NAME]).fetchone()
        if not there:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_NAME)))


def _log_file(path: Path) -> IO[bytes]:
    """Opens the server's log to append; one that has grown over 10 MB makes room and is kept once."""
    if path.exists() and path.stat().st_size > 10_000_000:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
