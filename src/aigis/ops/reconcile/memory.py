"""What the reconciler remembers between runs, in a file of its own beside nothing of the database."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class ReconcilerMemory:
    """Where it stands: the log's size and root, up to where checks were compared, and how desks are reached.

    `announced`: when each difference was last told, in seconds since 1970: it is told again after an hour. `hit`: the
    check of the last synthetic hit, and when it was made.
    """

    size: int = 0
    root: str = ""
    checked: int = 0
    desks: dict[str, str] = field(default_factory=dict)
    desks_at: int = 0
    announced: dict[str, float] = field(default_factory=dict)
    hit: str = ""
    hit_at: float = 0.0

    @classmethod
    def load(cls, path: Path) -> "ReconcilerMemory":
        """Reads the file; an absent one is a first run."""
        return cls(**json.loads(path.read_text())) if path.exists() else cls()

    def save(self, path: Path) -> None:
        """Writes the file whole or not at all."""
        beside = path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
