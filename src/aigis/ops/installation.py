"""One installation on this machine: its folder, its address and what its processes find in their environment."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PREFIX = "AIGIS_"
_USUAL_PLACES = (Path(".aigis/data"), Path(".aigis/demo"))


@dataclass(frozen=True, slots=True)
class Installation:
    """Where an installation keeps everything, and where it listens."""

    data: Path
    host: str
    port: int
    demo: bool

    @property
    def url(self) -> str:
        """The address people use: AIGIS_URL where a proxy stands in front, otherwise our own."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return os.environ.get("AIGIS_URL", f"http://{host}:{self.port}").rstrip("/")

    @property
    def keys(self) -> Path:
        """The folder of its keys."""
        return Path(os.environ.get("AIGIS_KEYS", self.data / "keys")).absolute()

    def environment(self, database_url: str) -> dict[str, str]:
        """The whole environment of its processes: ours, with what belongs to this installation."""
        mode = "demo" if self.demo else os.environ.get("AIGIS_MODE", "production")
        return {
            **os.environ,
            "AIGIS_DATABASE_URL": database_url,
            "AIGIS_DATA": str(self.data),
            "AIGIS_KEYS": str(self.keys),
            "AIGIS_MODE": mode,
            "AIGIS_URL": self.url,
            "PYTHONUNBUFFERED": "1",
        }

    def describe(self, environment: Mapping[str, str]) -> None:
        """Writes the environment beside the data, so that other commands started here find this installation."""
        ours = {name: value for name, value in environment.items() if name.startswith(_PREFIX)}
        path = self.data / "environment.json"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(ours, file, indent=1)

    def remove_description(self) -> None:
        """Removes what `describe` wrote."""
        (self.data / "environment.json").unlink(missing_ok=True)


def adopt() -> None:
    """Takes over the environment of the installation here (or in AIGIS_DATA), unless a database is named already."""
    if os.environ.get("AIGIS_DATABASE_URL"):
        return
    named = os.environ.get("AIGIS_DATA")
    for data in (Path(named),) if named else _USUAL_PLACES:
        path = data / "environment.json"
        if path.is_file():
            settings: dict[str, Any] = json.loads(path.read_text())
            os.environ.update({name: str(value) for name, value in settings.items() if name not in os.environ})
            return
