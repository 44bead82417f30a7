"""Entries, leaves, commitments, and receipts that open them."""

import json
import struct
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from aigis.core.audit.entry import LEAF_LENGTH, EntryLeaf, EntryPart, Opened, sequence_part
from aigis.core.audit.receipt import compose_receipt, verify_receipt
from aigis.core.crypto.canonical_json import canonical
from aigis.core.errors import InvalidInput
from aigis.core.tlog.keys import SigningKey
from tests.core.tlog.logs import KEY, log_of, sample_leaf, sample_parts, sample_receipt

ALL = ("core", "actor", "subject", "sequence")


def test_a_commitment_is_the_hash_of_salt_and_canonical_bytes() -> None:
    part = EntryPart.of({"b": 1, "a": "é"}, salt=b"s" * 32)
    assert part.commitment == sha256(b"s" * 32 + '{"a":"é","b":1}'.encode()).digest()
    assert part.value == {"a": "é", "b": 1}


def test_the_sequence_part_holds_organisation_and_number() -> None:
    assert (
        sequence_part(organisation="kai-1", number=41, salt=bytes(32)).data == b'{"number":41,"organisation":"kai-1"}'
    )


def test_a_leaf_is_139_bytes_in_the_order_that_stays() -> None:
    leaf = EntryLeaf(0x0102, 0x0304050607080900, b"c" * 32, b"a" * 32, b"s" * 32, b"q" * 32)
    expected = bytes.fromhex("01 0102 0304050607080900") + b"c" * 32 + b"a" * 32 + b"s" * 32 + b"q" * 32
    assert leaf.to_bytes() == expected
    assert len(expected) == LEAF_LENGTH == 139
    assert EntryLeaf.from_bytes(expected) == leaf


@pytest.mark.parametrize("bend", [lambda leaf: leaf[:-1], lambda leaf: leaf + b"x", lambda leaf: b"\x02" + leaf[1:]])
def test_a_leaf_of_another_length_or_version_is_refused(bend: Any) -> None:
    with pytest.raises(InvalidInput, match="newer program"):
        EntryLeaf.from_bytes(bend(sample_leaf().to_bytes()))


def test_a_kind_or_time_that_does_not_fit_is_refused() -> None:
    with pytest.raises(struct.error):
        EntryLeaf(65_536, 0, *[bytes(32)] * 4).to_bytes()
    with pytest.raises(struct.error):
        EntryLeaf(1, -1, *[bytes(32)] * 4).to_bytes()


def test_salts_and_commitments_have_32_bytes() -> None:
    with pytest.raises(ValueError, match="salt"):
        EntryPart(b"short", b"{}")
    with pytest.raises(ValueError, match="commitment"):
        EntryLeaf(1, 0, b"", b"", b"", b"")


def test_a_part_that_the_leaf_does_not_bind_cannot_be_opened() -> None:
    for name in ALL:
        other = EntryPart.of({"verdict": "denied"}, salt=sample_parts()[name].salt)
        with pytest.raises(InvalidInput, match=name):
            Opened(sample_leaf(), {name: other})


def test_a_part_cannot_be_opened_under_another_name() -> None:
    with pytest.raises(InvalidInput, match="does not commit"):
        Opened(sample_leaf(), {"actor": sample_parts()["core"]})
    with pytest.raises(InvalidInput):
        Opened(sample_leaf(), {"kind": sample_parts()["core"]})


def test_the_extra_of_a_receipt_is_read_back_and_shows_only_what_was_opened() -> None:
    opened = Opened(sample_leaf(), {"core": sample_parts()["core"]})
    extra = opened.to_extra()
    assert Opened.from_extra(extra) == opened
    assert set(json.loads(extra)) == {"leaf", "core"}
    assert b"Vandenbroucke" not in extra
    assert opened.values == {"core": {"verdict": "clear", "purpose": "driver", "gate": "BEANR-0001/main"}}


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found["core"].update(note="not bound"),
        lambda found: found["core"]["value"].update(verdict="denied"),
        lambda found: found["core"].update(salt=b64encode(bytes(32)).decode()),
        lambda found: found.update(note={"salt": b64encode(bytes(32)).decode(), "value": {}}),
        lambda found: found.update(note="free text"),
        lambda found: found["core"].pop("salt"),
        lambda found: found.update(core=None),
        lambda found: found.update(leaf=7),
        lambda found: found.pop("leaf"),
    ],
)
def test_a_field_that_the_leaf_does_not_bind_is_refused(change: Any) -> None:
    found = json.loads(Opened(sample_leaf(), sample_parts()).to_extra())
    change(found)
    with pytest.raises(InvalidInput):
        Opened.from_extra(canonical(found))


@pytest.mark.parametrize(
    "extra", [b"", b"[]", b"null", b"7", b"\xff", b"[" * 50_000, b'{"leaf":' + b"9" * 5_000 + b"}"]
)
def test_extra_bytes_that_are_something_else_are_refused(extra: bytes) -> None:
    with pytest.raises(InvalidInput):
        Opened.from_extra(extra)


@pytest.mark.parametrize("names", [(), ("core",), ("core", "subject"), ALL])
def test_a_receipt_proves_what_it_opens(names: tuple[str, ...]) -> None:
    receipt = verify_receipt(sample_receipt(*names), key=KEY.verifier)
    assert set(receipt.opened.values) == set(names)
    assert receipt.opened.leaf == sample_leaf()
    assert (receipt.index, receipt.checkpoint.size) == (5, 11)


def test_no_byte_of_a_receipt_can_be_changed() -> None:
    good = sample_receipt("core", "sequence", size=3)
    for at in range(len(good)):
        for mask in (0x01, 0x20, 0x80):
            bent = bytearray(good)
            bent[at] ^= mask
            with pytest.raises(InvalidInput):
                verify_receipt(bytes(bent), key=KEY.verifier)


def test_no_receipt_can_be_cut_or_lengthened() -> None:
    good = sample_receipt("core", size=3)
    for bent in [*(good[:end] for end in range(len(good))), good + b"\n", good + b"x", b"\n" + good]:
        with pytest.raises(InvalidInput):
            verify_receipt(bent, key=KEY.verifier)


def test_a_receipt_of_another_log_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no signature of the key"):
        verify_receipt(sample_receipt("core"), key=SigningKey(KEY.name, bytes(32)).verifier)


def test_a_receipt_without_opened_parts_line_proves_nothing() -> None:
    head, _, rest = sample_receipt("core").partition(b"\nextra ")
    with pytest.raises(InvalidInput, match="contains no leaf"):
        verify_receipt(head + b"\n" + rest.partition(b"\n")[2], key=KEY.verifier)


def test_an_entry_that_is_not_in_the_tree_gets_no_receipt_that_holds() -> None:
    log = log_of(1)
    opened = Opened(sample_leaf(), {})
    forged = compose_receipt(opened=opened, index=0, hashes=[], checkpoint=log.checkpoint())
    with pytest.raises(InvalidInput, match="does not lead"):
        verify_receipt(forged, key=KEY.verifier)
