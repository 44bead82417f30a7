"""The register's view in a file that other processes open instead of building it: encrypted, and never believed.

The file holds identities, so it is closed under a data key of its own (ADR 23). What does not open, was cut off or is
of another version of the software is not used. What is older than the register is brought up to date like other views.
"""

import json
import logging
import mmap
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import IO, Any
from unicodedata import unidata_version
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray

from aigis import __version__, core, wiring
from aigis.apps.audit import data_keys
from aigis.apps.register.in_memory.stored_bans import Facts, StoredBans
from aigis.apps.register.register_version import RegisterVersion
from aigis.core.crypto.sealed_chunks import TAG_BYTES, SealedChunks
from aigis.core.errors import LogRefuses, NoAnswer
from aigis.core.matching import stored_index
from aigis.core.matching.index import Index
from aigis.core.matching.weights import WEIGHTS_VERSION

logger = logging.getLogger("aigis.register")

_MAGIC = b"aigis register view 1\n"
_CHUNK = 1 << 22
_ALIGNED = 64  # a cache line: rows of the kernel begin on one
_LONGEST_LINE = 1_024
# What decides how arrays are made of persons and bans.
_MADE_BY = ("matching", "person", "bans")
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view as it was saved: the version it was built from, the index and the bans."""

    at: RegisterVersion
    index: Index
    bans: Mapping[UUID, Facts]


@dataclass(frozen=True, slots=True)
class _Header:
    """The second line of a file: whose key closes it and how many bytes of description and content there are."""

    key: str
    described: int
    content: int

    @property
    def line(self) -> bytes:
        return json.dumps({"key": self.key, "described": self.described, "content": self.content}).encode() + b"\n"


def path() -> Path:
    """Where this installation keeps the file."""
    return wiring.environment().data / "register.view"


def load() -> SavedView | None:
    """Opens the saved view into memory that forked processes share; None where there is none that can be used.

    Raises:
        NoAnswer: the store of data keys does not answer.
    """
    try:
        with path().open("rb") as file:
            return _read(file)
    except FileNotFoundError:
        return None
    except NoAnswer:
        raise
    except Exception as refused:  # whatever is wrong with it, the database has the register
        reason = refused.sentence if isinstance(refused, LogRefuses) else f"{type(refused).__name__} while reading it"
        logger.warning("The saved register is not used, the register is loaded from the database: %s", reason)
        return None


def saved_version() -> RegisterVersion | None:
    """Returns the version of the register that the file was built from; None where it is of no use.

    Raises:
        NoAnswer: the store of data keys does not answer.
    """
    try:
        with path().open("rb") as file:
            header, sealed = _opened(file)
            description, room = _description(file, header, sealed), memoryview(bytearray(_CHUNK))
            for number, size in enumerate(_sizes(header.content), start=1):
                sealed.open_into(number, file.read(size + TAG_BYTES), room[:size])
            return _version(description)
    except NoAnswer:
        raise
    except Exception:  # as in `load`
        return None


def save(at: RegisterVersion, index: Index, bans: Mapping[UUID, Facts]) -> None:
    """Writes a view to the file, whole or not at all, and removes the key of the file before.

    Takes as long as building the index does. Raises OSError where the folder cannot be written.
    """
    index, arrays = stored_index.arrays_of(index)
    arrays |= StoredBans.arrays_of(bans, index)
    before = key_scope()
    scope = f"{data_keys.SAVED_REGISTER}:{uuid4()}"
    description = json.dumps({**_made_by(), "version": _as_json(at), "arrays": _table(arrays)}).encode()
    header = _Header(scope, len(description), sum(_room(array) for array in arrays.values()))
    sealed = SealedChunks(data_keys.made([scope])[scope], header=_MAGIC + header.line)
    handle, beside = tempfile.mkstemp(dir=path().parent, prefix="register-")  # for its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + header.line + sealed.close(0, description))
            for number, plain in enumerate(_chunks(arrays), start=1):
                file.write(sealed.close(number, plain))
        os.replace(beside, path())
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    if before:
        wiring.key_store().remove([before])


def key_scope() -> str:
    """The scope of the key of the file that is there, believed only as far as to remove that key; "" without one."""
    try:
        with path().open("rb") as file:
            header, _ = _opened(file)
            return header.key
    except (LogRefuses, OSError, ValueError, TypeError):
        return ""


def _read(file: IO[bytes]) -> SavedView:
    header, sealed = _opened(file)
    description = _description(file, header, sealed)
    content = memoryview(mmap.mmap(-1, max(1, header.content), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
    position = 0
    for number, size in enumerate(_sizes(header.content), start=1):
        sealed.open_into(number, file.read(size + TAG_BYTES), content[position : position + size])
        position += size
    arrays = _arrays(description["arrays"], content.toreadonly())
    at = _version(description)
    index = stored_index.index_of(arrays, version=at.number)
    return SavedView(at, index, StoredBans(arrays, index))


def _opened(file: IO[bytes]) -> tuple[_Header, SealedChunks]:
    """Reads the header of a file and finds its key; raises LogRefuses for what is none of ours."""
    if file.readline(_LONGEST_LINE) != _MAGIC:
        raise LogRefuses("it has another format.")
    line = file.readline(_LONGEST_LINE)
    header = _Header(**json.loads(line))
    tags = TAG_BYTES * (1 + len(_sizes(header.content)))
    expected = len(_MAGIC) + len(line) + header.described + header.content + tags
    if line != header.line or os.fstat(file.fileno()).st_size != expected:
        raise LogRefuses("it is incomplete or damaged.")
    if not header.key.startswith(f"{data_keys.SAVED_REGISTER}:"):
        raise LogRefuses("its key is none of a saved register.")
    key = data_keys.known([header.key]).get(header.key)
    if key is None:
        raise LogRefuses("its key is gone: somebody was erased since, or another file took its place.")
    return header, SealedChunks(key, header=_MAGIC + line)


def _description(file: IO[bytes], header: _Header, sealed: SealedChunks) -> dict[str, Any]:
    """Opens what the content is; raises LogRefuses where other software built it."""
    plain = bytearray(header.described)
    sealed.open_into(0, file.read(header.described + TAG_BYTES), memoryview(plain))
    description: dict[str, Any] = json.loads(plain)
    if differing := [name for name, value in _made_by().items() if description.get(name) != value]:
        raise LogRefuses(f"it was built with other {' and '.join(differing)}.")
    return description


@cache
def _made_by() -> dict[str, str]:
    """What must be the same where a file is used: weights, and the code and machine that made the arrays."""
    code = sha256(f"{__version__} {installed_version('numpy')} {unidata_version} {sys.byteorder}".encode())
    folders = [Path(core.__path__[0], package) for package in _MADE_BY]
    for file in sorted(source for folder in [*folders, _HERE] for source in folder.rglob("*.py")):
        code.update(file.name.encode() + b"\0" + file.read_bytes())
    return {"weights": WEIGHTS_VERSION, "code": code.hexdigest()}


def _as_json(at: RegisterVersion) -> list[Any]:
    return [at.number, str(at.epoch), at.digest.hex()]


def _version(description: Mapping[str, Any]) -> RegisterVersion:
    number, epoch, digest = description["version"]
    return RegisterVersion(number, UUID(epoch), bytes.fromhex(digest))


def _table(arrays: Mapping[str, NDArray[Any]]) -> list[list[Any]]:
    """Name, type and shape of every array, in the order of the content."""
    return [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()]


def _arrays(table: list[list[Any]], content: memoryview) -> dict[str, NDArray[Any]]:
    arrays, position = {}, 0
    for name, kind, shape in table:
        count = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(content, dtype=kind, count=count, offset=position) if count else np.empty(0, dtype=kind)
        arrays[name] = array.reshape(shape)
        position += _room(array)
    return arrays


def _room(array: NDArray[Any]) -> int:
    return -(-array.nbytes // _ALIGNED) * _ALIGNED


def _sizes(content: int) -> list[int]:
    """The sizes of the chunks of so much content."""
    return [min(_CHUNK, content - start) for start in range(0, content, _CHUNK)]


def _chunks(arrays: Mapping[str, NDArray[Any]]) -> Iterator[bytes]:
    """Yields the bytes of the arrays one behind the other, in chunks of one size but the last."""
    waiting = bytearray()
    for array in arrays.values():
        plain = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
        for start in range(0, len(plain), _CHUNK):
            waiting += plain[start : start + _CHUNK].tobytes()
            while len(waiting) >= _CHUNK:
                yield bytes(waiting[:_CHUNK])
                del waiting[:_CHUNK]
        waiting += bytes(_room(array) - array.nbytes)
    while waiting:
        yield bytes(waiting[:_CHUNK])
        del waiting[:_CHUNK]
