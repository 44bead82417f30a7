"""Published tiles as files in a folder that any web server serves."""

import os
from pathlib import Path

from aigis.core.errors import LogRefuses

_DIFFERS = "{} was published with other content. Keep both as evidence: the published log and this database differ."


class FolderTileStore:
    """A folder; a file appears whole or not at all, and an immutable one is never written again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, path: str) -> bytes | None:
        """Returns a file, None if it is not there."""
        try:
            return (self._folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, path: str, content: bytes, *, immutable: bool) -> None:
        """Writes a file and makes it durable.

        Raises:
            LogRefuses: an immutable one is there with other content.
        """
        file = self._folder / path
        if immutable and (before := self.get(path)) is not None:
            if before != content:
                raise LogRefuses(_DIFFERS.format(path))
            return
        file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        with beside.open("wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        beside.chmod(0o644)
        beside.replace(file)
