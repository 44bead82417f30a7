"""What a witness is asked and answers: C2SP tlog-witness, sentence by sentence."""

from dataclasses import replace

import pytest

from aigis.core.errors import InvalidInput
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.keys import SigningKey
from aigis.core.tlog.note import Signature, sign_note
from aigis.core.tlog.proofs import consistency_proof
from aigis.core.tlog.witness import (
    LARGEST_REQUEST,
    AddCheckpoint,
    SeenCheckpoint,
    WitnessJudgement,
    cosignatures_in,
    judge,
    parse_size,
)
from tests.core.tlog.logs import COURT, KEY, MemoryLog, cosigned, log_of

LOGS = [KEY.verifier]
# The specification's own example, as far as it can be checked without its private keys.
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""


def asked(old: int, log: MemoryLog) -> AddCheckpoint:
    proof = consistency_proof(old=min(old, log.size), new=log.size, read=log.read)
    return AddCheckpoint(old, tuple(proof), log.checkpoint())


def seen(size: int) -> SeenCheckpoint:
    return SeenCheckpoint(size, log_of(size).root)


def judged(request: AddCheckpoint, known: SeenCheckpoint) -> WitnessJudgement:
    return judge(request, logs=LOGS, seen=known)


def test_the_specifications_example_is_read_and_written_back() -> None:
    found = AddCheckpoint.from_bytes(EXAMPLE.encode())
    assert (found.old, len(found.proof), found.checkpoint.size) == (20_852_014, 4, 20_852_163)
    assert found.to_bytes() == EXAMPLE.encode()


@pytest.mark.parametrize("old", [0, 1, 5, 8, 9])
def test_a_checkpoint_that_extends_the_last_one_is_cosigned(old: int) -> None:
    assert judged(asked(old, log_of(9)), seen(old)) is WitnessJudgement.COSIGN


def test_an_unknown_origin_is_not_found() -> None:
    other = MemoryLog(key=SigningKey("quay.example/log", KEY.seed))
    assert judged(asked(0, other), SeenCheckpoint()) is WitnessJudgement.UNKNOWN_LOG


def test_a_checkpoint_that_no_trusted_key_signed_is_forbidden() -> None:
    forged = MemoryLog(key=SigningKey(KEY.name, bytes(32)))
    assert judged(asked(0, forged), SeenCheckpoint()) is WitnessJudgement.NOT_SIGNED


def test_signatures_of_unknown_keys_are_ignored() -> None:
    request = asked(0, log_of(3))
    both = replace(request, note=cosigned(request.note, COURT))
    assert judged(both, SeenCheckpoint()) is WitnessJudgement.COSIGN


def test_any_key_trusted_for_the_origin_will_do() -> None:
    new = SigningKey(KEY.name, bytes([5]) * 32)
    request = AddCheckpoint(0, (), sign_note(Checkpoint(KEY.name, 1, log_of(1).root).text, key=new))
    assert judge(request, logs=[KEY.verifier, new.verifier], seen=SeenCheckpoint()) is WitnessJudgement.COSIGN


def test_an_old_size_beyond_the_checkpoint_is_a_bad_request_even_where_it_is_the_last_one() -> None:
    assert judged(asked(10, log_of(9)), seen(10)) is WitnessJudgement.OLD_BEYOND


@pytest.mark.parametrize("known", [0, 4, 6, 9])
def test_another_old_size_than_the_last_is_a_conflict(known: int) -> None:
    assert judged(asked(5, log_of(9)), seen(known)) is WitnessJudgement.OTHER_SIZE


def test_another_root_at_the_same_size_is_a_conflict() -> None:
    forked = log_of(8)
    forked.append([b"another"])
    assert judged(asked(9, forked), seen(9)) is WitnessJudgement.OTHER_ROOT


def test_the_same_checkpoint_again_is_cosigned_again() -> None:
    assert judged(asked(9, log_of(9)), seen(9)) is WitnessJudgement.COSIGN


def test_a_proof_that_does_not_hold_is_refused() -> None:
    good = asked(5, log_of(9))
    for proof in ((), good.proof[:-1], (*good.proof, bytes(32)), (bytes(32), *good.proof[1:])):
        assert judged(replace(good, proof=proof), seen(5)) is WitnessJudgement.NOT_CONSISTENT


@pytest.mark.parametrize("old", [0, 9])
def test_where_nothing_is_to_be_proven_the_proof_is_empty(old: int) -> None:
    request = replace(asked(old, log_of(9)), proof=(bytes(32),))
    assert judged(request, seen(old)) is WitnessJudgement.NOT_CONSISTENT


def test_a_tree_without_leaves_has_one_root_only() -> None:
    empty = AddCheckpoint(0, (), sign_note(Checkpoint(KEY.name, 0, bytes(32)).text, key=KEY))
    assert judged(empty, SeenCheckpoint()) is WitnessJudgement.OTHER_ROOT
    assert judged(asked(0, log_of(0)), SeenCheckpoint()) is WitnessJudgement.COSIGN


def test_a_fork_is_never_cosigned_whatever_is_asked() -> None:
    """Every old size and every proof of the forked log against a witness that knows the first one."""
    forked = log_of(6)
    forked.append([b"another"] * 5)
    for size in range(7, 12):
        note = sign_note(Checkpoint(KEY.name, size, forked.root).text, key=KEY)
        for old in range(12):
            request = AddCheckpoint(old, tuple(consistency_proof(old=min(old, 11), new=11, read=forked.read)), note)
            assert judged(request, seen(8)) is not WitnessJudgement.COSIGN


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("old 20852014", "old 020852014"),
        ("old 20852014", "old -1"),
        ("old 20852014", "old +1"),
        ("old 20852014", "old 9223372036854775808"),
        ("old 20852014", "old  20852014"),
        ("old 20852014", "Old 20852014"),
        ("old 20852014", "20852014"),
        ("old 20852014\n", ""),
        ("old 20852014\n", "old 20852014\r\n"),
        ("Pl", "\u00a0Pl"),
        ("kaw=\n", "kaw\n"),
        ("kaw=\n", "kax=\n"),
        ("PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=", "AAAA"),
        ("\n\nexample", "\nexample"),
        ("20852163\n", "2085216x\n"),
        ("— ex", "- ex"),
        ("8=\n", "8="),
        ("— example.com/behind-the-sofa", "\n"),
    ],
)
def test_a_request_in_any_other_spelling_is_malformed(old: str, new: str) -> None:
    assert old in EXAMPLE
    with pytest.raises(InvalidInput):
        AddCheckpoint.from_bytes(EXAMPLE.replace(old, new, 1).encode())


def test_more_hashes_than_the_specification_allows_are_malformed() -> None:
    line = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    assert len(AddCheckpoint.from_bytes(EXAMPLE.replace(line, line * 60).encode()).proof) == 63
    with pytest.raises(InvalidInput):
        AddCheckpoint.from_bytes(EXAMPLE.replace(line, line * 61).encode())


@pytest.mark.parametrize("data", [b"", b"\xff", b"old 0\n\n", EXAMPLE.encode("utf-16")])
def test_what_is_no_request_at_all_is_malformed(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        AddCheckpoint.from_bytes(data)


def test_sixteen_signatures_of_the_largest_kind_fit_into_a_request() -> None:
    """Signed-note: verifiers must accept at least 16, and post-quantum signatures may be up to nearly 5 KB."""
    large = "".join(f"{Signature(f'log{at}.example', bytes(4), bytes(5_000))}\n" for at in range(15))
    asked = AddCheckpoint(0, (), log_of(3).checkpoint() + large)
    assert len(asked.to_bytes()) < LARGEST_REQUEST
    assert judged(AddCheckpoint.from_bytes(asked.to_bytes()), SeenCheckpoint()) is WitnessJudgement.COSIGN


def test_what_a_witness_answers_cannot_move_the_end_of_the_text() -> None:
    """Its line would stand below every published checkpoint as a wrong signature of a known key."""
    text = Checkpoint(KEY.name, 3, log_of(3).root).text
    for between in ("junk\n\n", "\n", "— x.example AAAAAAA=\n\n"):
        moved = f"{text}\n{between}".rpartition("\n\n")[0] + "\n"
        line = Signature.by(COURT.cosigner, COURT.cosign(moved, time=5))
        with pytest.raises(InvalidInput, match="nothing else"):
            cosignatures_in(f"{between}{line}\n", text=text, key=COURT.cosigner)


def test_the_size_in_a_conflict_is_read_strictly() -> None:
    assert parse_size(b"50\n") == 50
    for body in (b"", b"50", b"050\n", b"50\n\n", b"-1\n", b"5 0\n", b"\xd9\xa3\n"):
        with pytest.raises(InvalidInput):
            parse_size(body)
