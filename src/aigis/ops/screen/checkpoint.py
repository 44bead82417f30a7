"""What makes an interrupted screening go on harmlessly: its request keys, and the note beside the output it leaves."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

# A repeated request key gives the first answer again: fine for going on, wrong for asking anew.
_GOES_ON_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one list: `what` is the digest of the list and of where it is checked, `begun` when it began.

    A list screened tomorrow is another run with other keys, or it would get today's answers.
    """

    note: Path
    what: str
    begun: datetime

    @classmethod
    def begin(cls, out: Path, *, what: str, at: datetime) -> "Run":
        """Goes on with the run that was interrupted here within the hour, if it was the same; begins one otherwise."""
        note = out.with_name(f"{out.name}.run")
        begun = _interrupted(note, what)
        if begun is None or not at - _GOES_ON_FOR <= begun <= at:
            begun = at.astimezone(UTC)
            note.write_text(json.dumps({"what": what, "begun": begun.isoformat()}))
        return cls(note, what, begun)

    def key(self, position: int) -> str:
        """The request key of the batch at a position of the list."""
        return hashlib.sha256(f"{self.what}|{self.begun.isoformat()}|{position}".encode()).hexdigest()

    def end(self) -> None:
        """Removes the note: every row was asked about."""
        self.note.unlink(missing_ok=True)


def _interrupted(note: Path, what: str) -> datetime | None:
    try:
        stored = json.loads(note.read_text())
        return datetime.fromisoformat(stored["begun"]) if stored["what"] == what else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
