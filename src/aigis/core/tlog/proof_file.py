"""A proof to take away, verifiable offline: C2SP tlog-proof."""

from dataclasses import dataclass

from aigis.core.errors import InvalidInput
from aigis.core.tlog.encoding import decode64, encode64, parse_decimal
from aigis.core.tlog.tree import HASH_LENGTH

_HEADER = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = "index "
_MOST_HASHES = 63
_MALFORMED = "This is not a proof file (c2sp.org/tlog-proof@v1). Fetch it again and do not edit it."


@dataclass(frozen=True, slots=True)
class ProofFile:
    """Extra bytes (None: no such line), leaf index, inclusion proof (32-byte hashes) and signed checkpoint, verbatim.

    Nothing in it is verified yet, the extra bytes least of all.
    """

    extra: bytes | None
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def to_bytes(self) -> bytes:
        """Writes the file in UTF-8."""
        extra = [] if self.extra is None else [_EXTRA + encode64(self.extra)]
        hashes = [encode64(hash_) for hash_ in self.hashes]
        return "\n".join([_HEADER, *extra, f"{_INDEX}{self.index}", *hashes, "", self.checkpoint]).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "ProofFile":
        """Reads what `to_bytes` wrote; raises InvalidInput on anything that is spelled otherwise."""
        try:
            head, blank, checkpoint = data.decode().partition("\n\n")
            extra, index, hashes = _parse_head(head.split("\n"))
        except ValueError:
            raise InvalidInput(_MALFORMED, field="receipt") from None
        if not blank or any(len(hash_) != HASH_LENGTH for hash_ in hashes):
            raise InvalidInput(_MALFORMED, field="receipt")
        return cls(extra, index, hashes, checkpoint)


def _parse_head(lines: list[str]) -> tuple[bytes | None, int, tuple[bytes, ...]]:
    """Reads the lines before the checkpoint; raises ValueError where they are malformed."""
    header, *lines = lines
    extra = decode64(lines.pop(0)[len(_EXTRA) :]) if lines and lines[0].startswith(_EXTRA) else None
    if header != _HEADER or not lines or not lines[0].startswith(_INDEX) or len(lines) > 1 + _MOST_HASHES:
        raise ValueError
    return extra, parse_decimal(lines[0][len(_INDEX) :]), tuple(decode64(line) for line in lines[1:])
