"""The search for traces finds what was put there, in every spelling and encoding; it could not be trusted otherwise."""

import base64
from urllib.parse import quote

import pytest

from tests.traces import Seeds

SEEDS = Seeds(20)
ONE = SEEDS.all[7]


@pytest.mark.parametrize(
    "trace",
    [
        ONE.family.encode(),
        ONE.family.upper().encode(),
        ONE.family.replace("ë", "e").lower().encode(),
        ONE.family[::-1].encode(),
        ONE.family.encode("latin-1"),
        ONE.family.encode("utf-16-le"),
        ascii(ONE.family).encode(),
        quote(ONE.family).encode(),
        ONE.family.encode().hex().encode(),
        ONE.family.encode().hex().upper().encode(),
        ONE.number.encode(),
        ONE.number[::-1].encode(),
        f"{ONE.number[:2]}.{ONE.number[2:4]}.{ONE.number[4:6]}-{ONE.number[6:9]}.{ONE.number[9:]}".encode(),
        ONE.document.lower().encode(),
        *(base64.b64encode(b"x" * pad + f" {ONE.family} ".encode()) for pad in range(3)),
        base64.urlsafe_b64encode(f'{{"number":"{ONE.number}"}}'.encode()),
    ],
)
def test_a_trace_is_found_in_every_spelling_and_encoding(trace: bytes) -> None:
    assert SEEDS.found_in(b"2026-11-22 INFO a line before " + trace + b" and after\n")


def test_ordinary_lines_hold_no_trace() -> None:
    line = b"POST /api/v1/checks 201 0193c5f4-2a11-7c55-9d2e-6f8a1b2c3d4e 12345678901 c3RhdHVzIG9rIGFuZCBtb3Jl\n"
    assert SEEDS.found_in(line * 100) == []


def test_a_thousand_seeds_are_a_thousand_people() -> None:
    seeds = Seeds(1_000).all
    assert len({one.family for one in seeds}) == len({one.number for one in seeds}) == 1_000
