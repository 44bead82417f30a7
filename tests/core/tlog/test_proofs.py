"""Proofs: every one of small trees, and every way of bending them."""

import random

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.tlog.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from aigis.core.tlog.tree import empty_root, hash_leaf, root_from_tiles
from tests.core.tlog.logs import MemoryLog, log_of

LARGEST = 34


@pytest.fixture(scope="module")
def log() -> MemoryLog:
    return log_of(LARGEST)


def root(log: MemoryLog, size: int) -> bytes:
    return root_from_tiles(size=size, read=log.read)


def included(log: MemoryLog, index: int, size: int, proof: list[bytes], /, **changed: object) -> bool:
    given = {"leaf_hash": hash_leaf(log.entries[index]), "index": index, "size": size, "root": root(log, size)}
    try:
        verify_inclusion(**(given | {"proof": proof} | changed))  # type: ignore[arg-type]
    except InvalidInput:
        return False
    return True


def consistent(log: MemoryLog, old: int, new: int, proof: list[bytes], /, **changed: object) -> bool:
    given = {"old": old, "old_root": root(log, old), "new": new, "new_root": root(log, new)}
    try:
        verify_consistency(**(given | {"proof": proof} | changed))  # type: ignore[arg-type]
    except InvalidInput:
        return False
    return True


def bent(proof: list[bytes]) -> list[list[bytes]]:
    """Every proof one step away: a flipped bit, a hash missing, doubled, swapped, or one too many."""
    chosen = random.Random(len(proof))
    found = [[*proof, bytes(32)], [bytes(32), *proof], [*proof, *proof[-1:], bytes(32)]]
    for at, node in enumerate(proof):
        flipped = bytearray(node)
        flipped[chosen.randrange(32)] ^= 1 << chosen.randrange(8)
        found += [[*proof[:at], bytes(flipped), *proof[at + 1 :]], proof[:at] + proof[at + 1 :]]
        found += [[*proof[: at + 1], *proof[at:]], [*proof[:at], node[:31], *proof[at + 1 :]], proof[:at]]
    return found


def test_known_proofs_of_the_reference_tree_come_out() -> None:
    """Facts: the eight leaves and these hashes are in the tests of every RFC 6962 implementation."""
    reference = MemoryLog()
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    reference.append([bytes.fromhex(leaf) for leaf in leaves])
    known = ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"]
    assert starts(inclusion_proof(index=0, size=8, read=reference.read)) == known
    assert starts(consistency_proof(old=1, new=8, read=reference.read)) == known
    known = ["0ebc5d3437fbe2db", "ca854ea128ed050b", "d37ee418976dd957"]
    assert starts(consistency_proof(old=6, new=8, read=reference.read)) == known
    assert starts(consistency_proof(old=2, new=5, read=reference.read)) == ["5f083f0a1a33ca07", "bc1a0643b12e4d2d"]


def starts(proof: list[bytes]) -> list[str]:
    return [node.hex()[:16] for node in proof]


def test_every_leaf_of_every_small_tree_is_proven_included(log: MemoryLog) -> None:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            assert included(log, index, size, inclusion_proof(index=index, size=size, read=log.read))


def test_no_bent_inclusion_proof_is_accepted(log: MemoryLog) -> None:
    for size in (1, 2, 3, 7, 8, 21, LARGEST):
        for index in range(size):
            proof = inclusion_proof(index=index, size=size, read=log.read)
            assert not any(included(log, index, size, wrong) for wrong in bent(proof))


def test_a_proof_holds_only_for_its_own_leaf_index_size_and_root(log: MemoryLog) -> None:
    for index in range(21):
        proof = inclusion_proof(index=index, size=21, read=log.read)
        others = [other for other in range(-1, 23) if other != index]
        assert not any(included(log, index, 21, proof, index=other) for other in others)
        assert not included(log, index, 21, proof, leaf_hash=hash_leaf(b"another"))
        assert not included(log, index, 21, proof, root=root(log, 20))
        assert not included(log, index, 21, proof, size=index)


def test_a_leaf_outside_the_tree_is_refused_where_the_hashes_would_fit(log: MemoryLog) -> None:
    assert included(log, 0, 1, [])
    for index in (-1, 1, 5):
        assert not included(log, 0, 1, [], index=index)
    assert not included(log, 0, 1, [], size=0)


def test_a_node_cannot_be_passed_off_as_a_leaf(log: MemoryLog) -> None:
    inner = log.tiles[0, 0][:64]
    proof = inclusion_proof(index=0, size=4, read=log.read)
    assert not included(log, 0, 4, proof[1:], leaf_hash=hash_leaf(inner), size=2)


def test_every_small_tree_is_proven_to_extend_every_smaller_one(log: MemoryLog) -> None:
    for new in range(LARGEST + 1):
        for old in range(new + 1):
            assert consistent(log, old, new, consistency_proof(old=old, new=new, read=log.read))


def test_no_bent_consistency_proof_is_accepted(log: MemoryLog) -> None:
    for new in (1, 2, 3, 8, 21, LARGEST):
        for old in range(1, new + 1):
            proof = consistency_proof(old=old, new=new, read=log.read)
            assert not any(consistent(log, old, new, wrong) for wrong in bent(proof) if wrong != proof)


def test_a_tree_with_other_leaves_does_not_extend(log: MemoryLog) -> None:
    forked = MemoryLog()
    forked.append([*log.entries[:9], b"altered", *log.entries[10:]])
    for old in range(10, LARGEST):
        proof = consistency_proof(old=old, new=LARGEST, read=forked.read)
        assert not consistent(log, old, LARGEST, proof, new_root=forked.root)


def test_consistency_is_refused_where_roots_or_sizes_are_exchanged(log: MemoryLog) -> None:
    proof = consistency_proof(old=8, new=21, read=log.read)
    assert not consistent(log, 8, 21, proof, old_root=root(log, 7))
    assert not consistent(log, 8, 21, proof, new_root=root(log, 20))
    assert not consistent(log, 8, 21, proof, old=21, new=8)
    assert not consistent(log, 8, 21, [])
    assert not consistent(log, 8, 21, proof, new=40)
    assert not consistent(log, 8, 21, proof, new=9)
    assert not consistent(log, 8, 8, [], new_root=root(log, 9))


def test_every_tree_extends_the_empty_one_and_needs_no_proof_for_it(log: MemoryLog) -> None:
    assert consistent(log, 0, 5, [])
    assert not consistent(log, 0, 5, [bytes(32)])
    assert not consistent(log, 0, 5, [], old_root=root(log, 1))
    assert not consistent(log, 0, 0, [], new_root=root(log, 1), old_root=empty_root())


def test_proofs_cross_the_borders_of_tiles() -> None:
    log = log_of(65_536 + 700)
    chosen = random.Random(9162)
    for _ in range(30):
        size = chosen.randrange(1, log.size + 1)
        index, old = chosen.randrange(size), chosen.randrange(1, size + 1)
        assert included(log, index, size, inclusion_proof(index=index, size=size, read=log.read))
        assert consistent(log, old, size, consistency_proof(old=old, new=size, read=log.read))


def test_there_is_no_proof_for_what_is_not_in_the_tree(log: MemoryLog) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_proof(index=5, size=5, read=log.read)
    with pytest.raises(ValueError, match="cannot extend"):
        consistency_proof(old=6, new=5, read=log.read)
