"""Run with the verifier alone on the path: offers it a receipt with each byte changed, prints what it made of them."""

import collections
import contextlib
import io
import sys
from pathlib import Path

from aigis_verifier.cli import main

file, vkey, scratch = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
good = file.read_bytes()
codes: collections.Counter[int] = collections.Counter()
for at in range(len(good)):
    for mask in (0x01, 0x20, 0x80):
        scratch.write_bytes(good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :])
        with contextlib.redirect_stdout(io.StringIO()):
            codes[main(["receipt", str(scratch), "--vkey", vkey])] += 1
print(dict(codes), len(good))
