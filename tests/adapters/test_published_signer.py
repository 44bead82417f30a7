"""A process without the log's signing key knows what was signed and by which keys, and can sign nothing."""

import json
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from aigis.adapters.signer import FileSigner
from aigis.adapters.signer_files import PublishedSigner
from aigis.core.errors import LogRefuses
from aigis.core.tlog.tree import empty_root
from aigis.ops import keys
from tests.adapters.test_signer import ORIGIN, sign
from tests.core.tlog.logs import log_of

SEALER, WEB = 61_001, 61_002  # accounts that nothing else uses


def files(folder: Path) -> tuple[Path, Path]:
    return folder / "log.key", folder / "public" / "log.state"


def test_it_tells_what_the_signer_signed_and_each_change_of_its_keys(tmp_path: Path) -> None:
    vkey = keys.ensure_signer(tmp_path, origin=ORIGIN)
    signer, published = FileSigner(*files(tmp_path), ORIGIN), PublishedSigner(files(tmp_path)[1], ORIGIN)
    assert list(published.vkeys) == [vkey] and published.last == (0, empty_root())
    log = log_of(5)
    sign(signer, log)
    assert published.last == (5, log.root)
    new = signer.add_key()
    assert list(published.vkeys) == [vkey, new]
    signer.end_key()
    assert list(published.vkeys) == [new] and published.vkey == new


def test_it_signs_nothing(tmp_path: Path) -> None:
    keys.ensure_signer(tmp_path, origin=ORIGIN)
    published = PublishedSigner(files(tmp_path)[1], ORIGIN)
    with pytest.raises(LogRefuses, match="account of the sealer"):
        published.sign("", size=0, root=b"", proof=[])


@pytest.mark.parametrize("text", ["", "not a key\n", "other.example/log+12345678+AAAA\n"])
def test_verifier_keys_that_are_not_of_the_log_are_refused(text: str, tmp_path: Path) -> None:
    keys.ensure_signer(tmp_path, origin=ORIGIN)
    (tmp_path / "public" / "log.vkeys").write_text(text)
    with pytest.raises(LogRefuses, match="Start the sealer"):
        assert PublishedSigner(files(tmp_path)[1], ORIGIN).vkeys


def test_signing_writes_verifier_keys_that_are_missing(tmp_path: Path) -> None:
    vkey = keys.ensure_signer(tmp_path, origin=ORIGIN)
    (tmp_path / "public" / "log.vkeys").unlink()
    sign(FileSigner(*files(tmp_path), ORIGIN), log_of(2))
    assert PublishedSigner(files(tmp_path)[1], ORIGIN).vkeys == (vkey,)


def test_only_the_key_is_for_its_account_alone(tmp_path: Path) -> None:
    keys.ensure_signer(tmp_path / "signer", origin=ORIGIN)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "signer").rglob("*")}
    assert modes == {"public": 0o755, "log.key": 0o600, "log.state": 0o644, "log.vkeys": 0o644}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two accounts")
def test_another_account_reads_what_is_public_and_not_the_key() -> None:
    with tempfile.TemporaryDirectory(prefix="aigis-accounts-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        signer = folder / "signer"
        signer.mkdir()
        os.chown(signer, SEALER, SEALER)
        vkey = as_account(SEALER, lambda: keys.ensure_signer(signer, origin=ORIGIN))
        assert as_account(WEB, lambda: look(signer)) == [vkey, 0, False]
        assert as_account(SEALER, lambda: look(signer)) == [vkey, 0, True]


def look(folder: Path) -> list[object]:
    """The first verifier key, what was signed, and whether the key can be read."""
    key, state = files(folder)
    published = PublishedSigner(state, ORIGIN)
    return [published.vkeys[0], published.last[0], os.access(key, os.R_OK)]


def as_account(account: int, act: Callable[[], object]) -> object:
    """What a function returns in a process of another account."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(account)
            os.setuid(account)
            os.umask(0o077)
            os.write(writing, json.dumps(act()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text)
