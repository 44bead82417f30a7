"""Where a published log is read from: a folder or an address."""

import http.client
import urllib.error
import urllib.request
from pathlib import Path

from aigis_verifier.errors import Bad, CannotTell

_WIDTH = 256
_TIMEOUT = 30


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
        """Fetches so many hashes of a tile; raises Bad where the log does not hold them."""
        data = self._partial_or_full(f"tile/{level}/{_groups(n)}", width)
        if len(data) < width * 32 or len(data) % 32:
            raise Bad(f"tile {n} of level {level} is too short")
        return data[: width * 32]

    def entries(self, n: int, width: int) -> list[bytes]:
        """Fetches so many entries of a bundle; raises Bad where the log does not hold them."""
        data = self._partial_or_full(f"tile/entries/{_groups(n)}", width)
        found: list[bytes] = []
        at = 0
        while at < len(data) and len(found) < width:
            start = at + 2
            at = start + int.from_bytes(data[at:start])
            if at > len(data):
                raise Bad(f"entry bundle {n} is cut off")
            found.append(data[start:at])
        if len(found) != width:
            raise Bad(f"entry bundle {n} is too short")
        return found

    def opened(self, n: int, width: int) -> list[bytes]:
        """The lines that open the entries of a bundle, where an export has them; none otherwise."""
        if self._remote:
            return []
        path = f"opened/{_groups(n)}"
        data = self._get(f"{path}.p/{width}" if width < _WIDTH else path)
        return data.split(b"\n")[:-1] if data else []

    def _partial_or_full(self, path: str, width: int) -> bytes:
        """A partial tile may be gone once the full one is there."""
        data = self._get(f"{path}.p/{width}") if width < _WIDTH else None
        data = self._get(path) if data is None else data
        if data is None:
            raise Bad(f"{path} is missing")
        return data

    def _get(self, path: str) -> bytes | None:
        return self._download(path) if self._remote else self._read(path)

    def _read(self, path: str) -> bytes | None:
        try:
            return Path(self._place, path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CannotTell(str(error)) from None

    def _download(self, path: str) -> bytes | None:
        try:
            with urllib.request.urlopen(f"{self._place}/{path}", timeout=_TIMEOUT) as answer:  # noqa: S310
                data: bytes = answer.read()
                return data
        except urllib.error.HTTPError as error:
            if error.code == http.HTTPStatus.NOT_FOUND:
                return None
            raise CannotTell(f"{path}: {error}") from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise CannotTell(f"{path}: {error}") from None


def _groups(n: int) -> str:
    digits = str(n)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
