"""The verdicts of a screening in few bytes a row, and the hash tree by which each of them can be proved.

A row is the entry's number, counted from the row before, with the verdict in its lowest two bits (a variable-length
integer of seven bits a byte, as in Protocol Buffers), and 16 bytes of a hash over number, verdict and the entry as it
was encrypted then. The roots of the blocks, in the order of their entries, are the leaves of the screening's tree;
leaves and nodes are hashed as in RFC 6962, section 2.1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from aigis.core.errors import LogRefuses
from aigis.core.tlog.tree import empty_root, hash_leaf, hash_node, split
from aigis.core.values import Verdict

BINDING_BYTES = 16
_VERDICTS = (Verdict.CLEAR, Verdict.DENIED, Verdict.REFER)
_CODES = {verdict: code for code, verdict in enumerate(_VERDICTS)}
_CONTINUES = 0x80


@dataclass(frozen=True, slots=True)
class ScreenedRow:
    """What a screening said of an entry; `binding` ties it to the entry's encrypted person."""

    entry: int
    verdict: Verdict
    binding: bytes

    @classmethod
    def of(cls, entry: int, verdict: Verdict, encrypted: bytes) -> "ScreenedRow":
        """Binds a verdict to an entry as it is stored."""
        text = b"%d %s " % (entry, verdict.value.encode())
        return cls(entry, verdict, sha256(text + sha256(encrypted).digest()).digest()[:BINDING_BYTES])

    @property
    def leaf(self) -> bytes:
        """The hash of the row in its block's tree."""
        return hash_leaf(b"%d %s " % (self.entry, self.verdict.value.encode()) + self.binding)


def encode(rows: Sequence[ScreenedRow]) -> bytes:
    """Returns a block of rows; their entries must ascend."""
    parts, before = bytearray(), 0
    for row in rows:
        if row.entry <= before:
            raise ValueError("the entries of a block must ascend")
        parts += _varint((row.entry - before) << 2 | _CODES[row.verdict]) + row.binding
        before = row.entry
    return bytes(parts)


def decode(block: bytes) -> Iterator[ScreenedRow]:
    """Yields the rows of a block; raises LogRefuses where it is damaged."""
    at = before = 0
    while at < len(block):
        number = shift = 0
        while True:
            if at >= len(block):
                raise LogRefuses("A block of screened rows is cut off. See the runbook.")
            byte, at = block[at], at + 1
            number |= (byte & ~_CONTINUES) << shift
            shift += 7
            if byte < _CONTINUES:
                break
        code, binding = number & 3, block[at : at + BINDING_BYTES]
        if code >= len(_VERDICTS) or len(binding) < BINDING_BYTES or number >> 2 == 0:
            raise LogRefuses("A block of screened rows is damaged. See the runbook.")
        before, at = before + (number >> 2), at + BINDING_BYTES
        yield ScreenedRow(before, _VERDICTS[code], binding)


def block_root(rows: Sequence[ScreenedRow]) -> bytes:
    """Returns the root over the rows of a block."""
    return root_of([row.leaf for row in rows])


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Returns the root over hashes of leaves (RFC 6962, section 2.1); that of no leaves is the empty tree's."""
    if not leaves:
        return empty_root()
    if len(leaves) == 1:
        return leaves[0]
    middle = split(len(leaves))
    return hash_node(root_of(leaves[:middle]), root_of(leaves[middle:]))


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number >= _CONTINUES:
        encoded.append(number & 0x7F | _CONTINUES)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
