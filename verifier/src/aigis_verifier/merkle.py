"""The tree of RFC 6962, built from the definition: a run of complete subtrees, folded from the right."""

import hashlib

from aigis_verifier.errors import Bad


def leaf_hash(entry: bytes) -> bytes:
    """Hashes an entry (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hashes two children (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Range:
    """The leaves read so far, kept as the roots of complete subtrees of falling height."""

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[tuple[int, bytes]] = []

    def add(self, root: bytes, height: int = 0) -> None:
        """Appends a complete subtree of 2^height leaves and joins equal neighbours."""
        if self.size % (1 << height):
            raise Bad(f"a subtree of height {height} cannot begin at leaf {self.size}")
        self.size += 1 << height
        while self._subtrees and self._subtrees[-1][0] == height:
            root = node_hash(self._subtrees.pop()[1], root)
            height += 1
        self._subtrees.append((height, root))

    def root(self) -> bytes:
        """Computes the root hash of all leaves so far."""
        if not self._subtrees:
            return hashlib.sha256(b"").digest()
        *others, (_, root) = self._subtrees
        for _, left in reversed(others):
            root = node_hash(left, root)
        return root


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Computes the root that an inclusion path leads to, top down as RFC 6962 section 2.1.1 defines it."""
    if size == 1:
        if path:
            raise Bad("the inclusion proof is too long")
        return leaf
    if not path:
        raise Bad("the inclusion proof is too short")
    *below, sibling = path
    left_size = 1 << ((size - 1).bit_length() - 1)
    if index < left_size:
        return node_hash(root_by_path(leaf, index, left_size, below), sibling)
    return node_hash(sibling, root_by_path(leaf, index - left_size, size - left_size, below))


def complete_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Divides the leaves from start up to end into the fewest complete subtrees: (first leaf, height) of each."""
    found = []
    while start < end:
        height = (end - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        found.append((start, height))
        start += 1 << height
    return found
