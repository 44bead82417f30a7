"""Where a published log is read from: a folder or an address."""

import gzip
import http
import http.client
import urllib.error
import urllib.request
import zlib
from pathlib import Path
from typing import Protocol

from aigis_verifier.errors import Bad, CannotTell

_WIDTH = 256
_TIMEOUT = 30
_LARGEST = 32 * 1024 * 1024  # bytes; a bundle of 256 entries of the longest length has 16.8 MB
_NOT_THERE = (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE)
_ASKED = {"Accept-Encoding": "gzip, identity"}  # a log may pack its bundles without being asked (C2SP tlog-tiles)


def read_file(path: Path) -> bytes:
    """Reads a file; raises CannotTell where it is larger than anything that a log publishes."""
    with path.open("rb") as file:
        return _bounded(file, str(path))


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _bounded(file: _Readable, name: str) -> bytes:
    data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise CannotTell(f"{name} is larger than anything that a log publishes")
    return data


class Source:
    """A log's published files, by their path (C2SP tlog-tiles)."""

    def __init__(self, place: str) -> None:
        self._place = place.rstrip("/")
        self._remote = place.startswith(("http://", "https://"))

    def checkpoint(self) -> bytes:
        """Fetches the signed checkpoint; raises CannotTell where there is none."""
        data = self._get("checkpoint")
        if data is None:
            raise CannotTell(f"there is no checkpoint at {self._place}")
        return data

    def tile(self, level: int, n: int, width: int) -> bytes:
        """Fetches so many hashes of a tile; raises Bad where the log holds fewer, or others beside them."""
        data, exact = self._partial_or_full(f"tile/{level}/{_groups(n)}", width)
        if len(data) < width * 32 or len(data) % 32 or (exact and len(data) > width * 32):
            raise Bad(f"tile {n} of level {level} does not have {width} hashes")
        return data[: width * 32]

    def entries(self, n: int, width: int) -> list[bytes]:
        """Fetches so many entries of a bundle; raises Bad where the log holds fewer, or others beside them."""
        data, exact = self._partial_or_full(f"tile/entries/{_groups(n)}", width)
        found: list[bytes] = []
        at = 0
        while at < len(data) and len(found) < width:
            start = at + 2
            at = start + int.from_bytes(data[at:start])
            if at > len(data):
                raise Bad(f"entry bundle {n} is cut off")
            found.append(data[start:at])
        if len(found) != width or (exact and at != len(data)):
            raise Bad(f"entry bundle {n} does not have {width} entries")
        return found

    def opened(self, n: int, width: int) -> list[bytes]:
        """The lines that open the entries of a bundle, where an export has them; none otherwise."""
        if self._remote:
            return []
        path = f"opened/{_groups(n)}"
        data = self._get(f"{path}.p/{width}" if width < _WIDTH else path)
        return data.split(b"\n")[:-1] if data else []

    def _partial_or_full(self, path: str, width: int) -> tuple[bytes, bool]:
        """The tile and whether it is of just this width: a partial one may be gone once the full one is there."""
        partial = self._get(f"{path}.p/{width}") if width < _WIDTH else None
        if partial is not None:
            return partial, True
        full = self._get(path)
        if full is None:
            raise Bad(f"{path} is missing")
        return full, width == _WIDTH

    def _get(self, path: str) -> bytes | None:
        return self._download(path) if self._remote else self._read(path)

    def _read(self, path: str) -> bytes | None:
        try:
            return read_file(Path(self._place, path))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CannotTell(str(error)) from None

    def _download(self, path: str) -> bytes | None:
        try:
            asked = urllib.request.Request(f"{self._place}/{path}", headers=_ASKED)  # noqa: S310
            with urllib.request.urlopen(asked, timeout=_TIMEOUT) as answer:  # noqa: S310
                packed = answer.headers.get("Content-Encoding", "").strip().lower() == "gzip"
                content: _Readable = gzip.GzipFile(fileobj=answer) if packed else answer
                return _bounded(content, path)
        except urllib.error.HTTPError as error:
            if error.code in _NOT_THERE:
                return None
            raise CannotTell(f"{path}: {error}") from None
        except (OSError, EOFError, ValueError, zlib.error, http.client.HTTPException) as error:
            raise CannotTell(f"{path}: {error}") from None


def _groups(n: int) -> str:
    digits = str(n)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
