"""Only one file draws the nonces of encrypted columns; long content has a key of its own and numbers its chunks."""

import re
from pathlib import Path

from tests.rules.reading import sources

CIPHER = re.compile(r"field_encryption\.(close|open_|NONCE_BYTES)\b|\bAESGCM\b|\bnonce=")
ALLOWED = {"apps/audit/sealed_fields.py", "core/crypto/field_encryption.py", "adapters/keyring.py"}
ALLOWED |= {"core/crypto/sealed_chunks.py"}


def test_no_caller_of_the_cipher_handles_a_nonce(root: Path) -> None:
    source = root / "src" / "aigis"
    users = {path.relative_to(source).as_posix() for path in sources(source) if CIPHER.search(path.read_text())}
    assert users == ALLOWED


def test_the_rule_can_fail() -> None:
    assert CIPHER.search("field_encryption.close(key, field=f, plain=p, nonce=os.urandom(12))")
    assert not CIPHER.search("sealed_fields.seal_json(key, field=f, value=v)")
