"""Long content encrypted in chunks under a key used for nothing else: altered, moved or cut off, none opens.

AES-256-GCM; the nonce of a chunk is its number, which is sound because every content has a key of its own. The header,
which says how much there is, is bound into every chunk.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aigis.core.errors import LogRefuses

TAG_BYTES = 16
_NONCE_BYTES = 12

Buffer = bytes | bytearray | memoryview


class SealedChunks:
    """Closes and opens the chunks of one content."""

    def __init__(self, key: bytes, *, header: bytes) -> None:
        self._cipher, self._header = AESGCM(key), header

    def close(self, number: int, plain: Buffer) -> bytes:
        """Encrypts the chunk of a number: ciphertext and tag. Each number is used once."""
        return self._cipher.encrypt(number.to_bytes(_NONCE_BYTES, "big"), plain, self._header)

    def open_into(self, number: int, closed: Buffer, room: memoryview) -> None:
        """Decrypts the chunk of a number into a room of exactly its size.

        Raises:
            LogRefuses: another key, another header, another place, or altered bytes.
        """
        try:
            self._cipher.decrypt_into(number.to_bytes(_NONCE_BYTES, "big"), closed, self._header, room)
        except (InvalidTag, ValueError):
            raise LogRefuses(f"Chunk {number} does not open: another key, or it was altered.") from None
