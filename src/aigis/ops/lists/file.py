"""The file of a list as bytes, no more of it than may be read."""

from pathlib import Path

from aigis.adapters.spreadsheet import MAX_BYTES
from aigis.core.errors import InvalidInput


def content_of(path: Path) -> bytes:
    """Reads a file, or one byte more than may be read so that the table's reader refuses it; raises InvalidInput."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as wrong:
        raise InvalidInput(f"{path} cannot be read: {wrong.strerror}. Check its name.", field="file") from None


def require_other_file(path: Path, *, than: Path) -> None:
    """Raises InvalidInput where a file to be written is the list itself."""
    if path.exists() and than.exists() and path.samefile(than):
        raise InvalidInput(f"{path} is the list itself and would be replaced. Name another file.", field="file")
