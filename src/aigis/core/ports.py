"""What the house needs from the outside world, as Protocols; `adapters/` implements them, `wiring` chooses."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from aigis.core.imports.table import Table
from aigis.core.tlog.witness import AddCheckpoint, WitnessAnswer


class Keyring(Protocol):
    """Holds the master key. Nothing here ever returns it."""

    def wrap(self, data_key: bytes, *, scope: str) -> bytes:
        """Encrypts a 32-byte data key under the master key, bound to its scope."""

    def unwrap(self, wrapped: bytes, *, scope: str) -> bytes:
        """Decrypts what `wrap` returned.

        Raises:
            LogRefuses: the master key or the scope is another, or the bytes were altered.
        """

    def bind(self, wrapped: bytes, *, scope: str) -> bytes:
        """Binds a key that was wrapped before keys were bound to their scope; returns a bound one as it is."""

    def mac(self, label: str, data: bytes) -> bytes:
        """A keyed 32-byte HMAC-SHA-256 of data, separate for each label: a database finds what it cannot read."""


class StoredKey(NamedTuple):
    """A data key as stored: wrapped under the master key, or None with the decision by which it was destroyed."""

    wrapped: bytes | None
    decision: UUID | None


class KeyStore(Protocol):
    """Keeps the wrapped data keys apart from what they close. What it says it did is durable."""

    def prepare(self) -> None:
        """Sets the store up where it is missing."""

    def get(self, scopes: Sequence[str]) -> Mapping[str, StoredKey]:
        """What is stored of some scopes; those never made are left out."""

    def put(self, fresh: Mapping[str, bytes]) -> Mapping[str, StoredKey]:
        """Stores wrapped keys where their scopes have none yet; gives what is stored of these then."""

    def destroy(self, scopes: Sequence[str], *, decision: UUID, at: datetime) -> int:
        """Replaces keys by tombstones for good; gives how many changed."""

    def living(self, prefix: str) -> Mapping[str, datetime]:
        """The scopes that begin with a word and have a key, with the instants they were made."""

    def erased(self) -> Mapping[str, UUID]:
        """Every scope whose key was destroyed, with the decision."""

    def rewrap(self, change: Callable[[str, bytes], bytes]) -> int:
        """Replaces every wrapped key by what `change` makes of scope and key; returns how many changed."""

    def remove(self, scopes: Iterable[str]) -> int:
        """Removes keys that close nothing; a tombstone stays."""

    def close(self) -> None:
        """Ends the connection; the next use makes another."""


class Signer(Protocol):
    """Signs checkpoints and remembers the last one it signed."""

    @property
    def vkey(self) -> str:
        """The verifier key longest in service, in signed-note form: `origin+hash+key`."""

    @property
    def vkeys(self) -> tuple[str, ...]:
        """The verifier keys of all that sign now: two while a key is being changed."""

    @property
    def last(self) -> tuple[int, bytes]:
        """Size and root of the last checkpoint signed; (0, empty root) before the first."""

    def sign(self, text: str, *, size: int, root: bytes, proof: list[bytes]) -> str:
        """Returns the signed note of a checkpoint text; raises LogRefuses unless it provably extends the last one."""


class Witness(Protocol):
    """Somebody outside who cosigns checkpoints after seeing that each extends the last."""

    def add_checkpoint(self, request: AddCheckpoint) -> WitnessAnswer:
        """Asks once, within about a second; whatever goes wrong is an answer too."""


class TileStore(Protocol):
    """Keeps the published log for anybody to read."""

    def get(self, path: str) -> bytes | None:
        """Returns a file, None if it is not there."""

    def put(self, path: str, content: bytes, *, immutable: bool) -> None:
        """Writes a file; raises LogRefuses if an immutable one is there with other content."""


class Messenger(Protocol):
    """Delivers one notice; returns what the receiver said, raises DeliveryFailed otherwise."""

    def deliver(self, address: str, notice: "Letter") -> str:
        """Sends once; never retries by itself."""


class Lists(Protocol):
    """Reads the files in which people send lists, and writes those they get back."""

    def read(self, content: bytes, *, filename: str, encoding: str = "") -> Table:
        """The list of a file; raises InvalidInput for what is none, is protected, too large or takes too long.

        `encoding`: of a CSV file, as `aigis.core.encodings` names it; "" to recognise it.
        """

    def written(self, headers: Sequence[str], rows: Iterable[Sequence[str]], *, ending: str) -> bytes:
        """The bytes of a list of texts, none of them a formula; `ending` is `.xlsx`, `.csv` or `.parquet`."""


class Letter(Protocol):
    """What a messenger needs to know of a notice."""

    @property
    def id(self) -> str:
        """The notice's identifier: the same for every attempt."""

    @property
    def kind(self) -> str:
        """What kind of notice it is."""

    @property
    def subject(self) -> str:
        """One line that says what it is about."""

    @property
    def body(self) -> str:
        """The text, or the JSON of a webhook."""


class DeliveryFailed(Exception):
    """The receiver could not be reached or did not accept; the text is kept with the attempt."""
