"""The statement a log signs about its tree: C2SP tlog-checkpoint."""

from dataclasses import dataclass

from aigis.core.errors import InvalidInput
from aigis.core.tlog.encoding import decode64, encode64, parse_decimal
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.note import open_note
from aigis.core.tlog.tree import HASH_LENGTH

_MALFORMED = "This is not a checkpoint: it has an origin, a tree size and a root hash, a line each. Fetch it again."
_OTHER_ORIGIN = "The checkpoint is of another log than the key. Give the key of the log that it names."


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Origin, tree size and root hash (32 bytes); `extensions` are further lines, which our log never writes."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text to be signed, ending in a newline."""
        lines = (self.origin, str(self.size), encode64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Reads the text of a checkpoint without its signatures; raises InvalidInput where it is malformed."""
        origin, *rest = text.split("\n")
        try:
            size, root, *extensions, end = rest
            checkpoint = cls(origin, parse_decimal(size), decode64(root), tuple(extensions))
        except ValueError:
            raise InvalidInput(_MALFORMED, field="checkpoint") from None
        if end or not origin or not all(extensions) or len(checkpoint.root) != HASH_LENGTH:
            raise InvalidInput(_MALFORMED, field="checkpoint")
        return checkpoint


def open_checkpoint(note: str, *, key: VerifierKey) -> Checkpoint:
    """Gives the checkpoint of a signed note; raises InvalidInput unless the key of its origin signed it."""
    checkpoint = Checkpoint.parse(open_note(note, keys=[key]))
    if checkpoint.origin != key.name:
        raise InvalidInput(_OTHER_ORIGIN, field="checkpoint")
    return checkpoint
