"""The folder in which the processes of one web server share their figures."""

import os
import shutil
import tempfile
from pathlib import Path

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def prepare(port: int) -> None:
    """Makes the folder empty and names it in the environment, before `instruments` is imported and processes start.

    It is in systemd's RUNTIME_DIRECTORY if there is one, otherwise in the folder for temporary files.
    """
    base = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    folder = Path(base or tempfile.gettempdir()) / f"aigis-figures-{os.geteuid()}-{port}"
    try:
        _remove_left(folder)
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            folder = Path(tempfile.mkdtemp(prefix="aigis-figures-"))
        for file in folder.glob("*.db"):
            file.unlink()
    except OSError:
        return  # nothing can be written here: each process has figures of its own
    os.environ[SHARED_FOLDER] = str(folder)


def _remove_left(folder: Path) -> None:
    """Removes the folders of our other servers, none of whose processes lives."""
    for other in folder.parent.glob(f"aigis-figures-{os.geteuid()}-*"):
        pids = {file.stem.rpartition("_")[2] for file in other.glob("*.db")}
        if pids and other != folder and not any(Path("/proc", pid).exists() for pid in pids):
            shutil.rmtree(other, ignore_errors=True)
