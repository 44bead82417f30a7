"""Inclusion and consistency proofs: made as RFC 6962 section 2.1 says, verified as RFC 9162 section 2.1 says."""

from collections.abc import Sequence
from functools import cache

from aigis.core.errors import InvalidInput
from aigis.core.tlog.tree import HASH_LENGTH, Read, empty_root, hash_node, range_root, split

_NOT_INCLUDED = "The inclusion proof does not lead to the signed root. Do not rely on this receipt."
_NOT_CONSISTENT = "The later tree does not extend the earlier one. Keep both checkpoints and raise the alarm."


def inclusion_proof(*, index: int, size: int, read: Read) -> list[bytes]:
    """Gives the hashes from the leaf's sibling to the root's child (RFC 6962, 2.1.1); raises ValueError for no leaf."""
    if not 0 <= index < size:
        raise ValueError(f"Leaf {index} is not in a tree of size {size}.")
    read, start, end = cache(read), 0, size
    proof = []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(range_root(middle, end, read))
            end = middle
        else:
            proof.append(range_root(start, middle, read))
            start = middle
    return proof[::-1]


def consistency_proof(*, old: int, new: int, read: Read) -> list[bytes]:
    """Gives the hashes showing that the tree of size new extends that of size old (RFC 6962, 2.1.2).

    Empty where old is 0 or equals new; raises ValueError unless 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"A tree of size {new} cannot extend one of size {old}.")
    return _subproof(old, new, cache(read)) if 0 < old < new else []


def _subproof(old: int, new: int, read: Read) -> list[bytes]:
    start, end = 0, new
    proof = []
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            proof.append(range_root(middle, end, read))
            end = middle
        else:
            proof.append(range_root(start, middle, read))
            start = middle
    if start:  # otherwise the old tree is itself this subtree, and its root is known to whoever verifies
        proof.append(range_root(start, end, read))
    return proof[::-1]


def verify_inclusion(*, leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Proves that the leaf stands at index in the tree of that size and root (RFC 9162, 2.1.3.2).

    Raises InvalidInput otherwise, also for a proof that is too short or too long.
    """
    _require(0 <= index < size and _are_hashes(leaf_hash, root, *proof), _NOT_INCLUDED)
    node, last, node_hash = index, size - 1, leaf_hash
    for sibling in proof:
        _require(last != 0, _NOT_INCLUDED)
        if node & 1 or node == last:
            node_hash = hash_node(sibling, node_hash)
            skipped = _levels_without_sibling(node)
            node, last = node >> skipped, last >> skipped
        else:
            node_hash = hash_node(node_hash, sibling)
        node, last = node >> 1, last >> 1
    _require(last == 0 and node_hash == root, _NOT_INCLUDED)


def verify_consistency(*, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Proves that the tree of size new extends that of size old (RFC 9162, 2.1.4.2); raises InvalidInput otherwise.

    Every tree extends the empty one, and equal sizes need equal roots: both with an empty proof.
    """
    _require(0 <= old <= new and _are_hashes(old_root, new_root, *proof), _NOT_CONSISTENT)
    if old == 0 or old == new:
        _require(not proof and old_root == (new_root if old == new else empty_root()), _NOT_CONSISTENT)
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    _require(len(path) > 0, _NOT_CONSISTENT)
    _climb_both(old=old, old_root=old_root, new=new, new_root=new_root, path=path)


def _climb_both(*, old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> None:
    """Recomputes both roots from one path and requires both to come out."""
    shared = _trailing_ones(old - 1)
    node, last = old - 1 >> shared, new - 1 >> shared
    found_old = found_new = path[0]
    for sibling in path[1:]:
        _require(last != 0, _NOT_CONSISTENT)
        if node & 1 or node == last:
            found_old, found_new = hash_node(sibling, found_old), hash_node(sibling, found_new)
            skipped = _levels_without_sibling(node)
            node, last = node >> skipped, last >> skipped
        else:
            found_new = hash_node(found_new, sibling)
        node, last = node >> 1, last >> 1
    _require(last == 0 and found_old == old_root and found_new == new_root, _NOT_CONSISTENT)


def _levels_without_sibling(node: int) -> int:
    """Counts how far up the right edge a node has no sibling: the zero bits at the end of its index."""
    return (node & -node).bit_length() - 1 if node else 0


def _trailing_ones(number: int) -> int:
    return _levels_without_sibling(number + 1)


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(hash_) == HASH_LENGTH for hash_ in hashes)


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise InvalidInput(sentence, field="proof")
