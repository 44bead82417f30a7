"""Builds whole logs in memory and publishes them in folders, by the code under test."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from aigis.core.audit.entry import EntryLeaf, EntryPart, Opened, sequence_part
from aigis.core.audit.receipt import compose_receipt
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.keys import SigningKey
from aigis.core.tlog.note import Signature, sign_note
from aigis.core.tlog.proofs import inclusion_proof
from aigis.core.tlog.tiles import bundles_of, compose_bundle, tiles_of
from aigis.core.tlog.tree import HASH_LENGTH, TILE_WIDTH, Tiles, empty_root, extend, hash_leaf

ROOT = Path(__file__).parents[3]
KEY = SigningKey("port.example/log", bytes(range(32)))
COURT, AUDITOR, LABORATORY = (
    SigningKey(f"{name}.example/w", bytes([place]) * 32) for place, name in enumerate(("court", "auditor", "lab"))
)


@dataclass
class MemoryLog:
    """A log whose tiles are kept in a dict, as the sealer keeps them in rows."""

    key: SigningKey = KEY
    entries: list[bytes] = field(default_factory=list)
    tiles: Tiles = field(default_factory=dict)
    root: bytes = field(default_factory=empty_root)

    @property
    def size(self) -> int:
        return len(self.entries)

    def read(self, level: int, n: int) -> bytes:
        return self.tiles.get((level, n), b"")

    def append(self, entries: Sequence[bytes]) -> Tiles:
        hashes = [hash_leaf(entry) for entry in entries]
        _, self.root, changed = extend(size=self.size, leaf_hashes=hashes, read=self.read)
        self.tiles |= changed
        self.entries += entries
        return changed

    def checkpoint(self) -> str:
        return sign_note(Checkpoint(self.key.name, self.size, self.root).text, key=self.key)

    def publish(self, folder: Path) -> Path:
        write(folder / "checkpoint", self.checkpoint().encode())
        for path in tiles_of(self.size):
            write(folder / str(path), self.read(path.level or 0, path.n)[: path.width * HASH_LENGTH])
        for path in bundles_of(self.size):
            start = path.n * TILE_WIDTH
            write(folder / str(path), compose_bundle(self.entries[start : start + path.width]))
        return folder


def write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def entry_number(number: int) -> bytes:
    """An entry of the size ours have, another for each number."""
    return sha256(str(number).encode()).digest().ljust(139, b".")


def log_of(size: int) -> MemoryLog:
    log = MemoryLog()
    log.append([entry_number(number) for number in range(size)])
    return log


def cosigned(note: str, *witnesses: SigningKey, time: int = 1_800_000_000) -> str:
    """A note with cosignatures below those it has."""
    text = note.rpartition("\n\n")[0] + "\n"
    return note + "".join(f"{Signature.by(one.cosigner, one.cosign(text, time=time))}\n" for one in witnesses)


def sample_parts() -> dict[str, EntryPart]:
    """The parts of one entry; the salts differ so that a mix-up shows."""
    salts = [bytes([number]) * 32 for number in range(1, 5)]
    return {
        "core": EntryPart.of({"verdict": "clear", "purpose": "driver", "gate": "BEANR-0001/main"}, salt=salts[0]),
        "actor": EntryPart.of({"user": "g-17"}, salt=salts[1]),
        "subject": EntryPart.of({"name": "Vandenbroucke, Zoë", "alias": None}, salt=salts[2]),
        "sequence": sequence_part(organisation="kai-1", number=41, salt=salts[3]),
    }


def sample_leaf() -> EntryLeaf:
    return EntryLeaf(
        kind=3, time_ms=1_800_000_000_123, **{name: part.commitment for name, part in sample_parts().items()}
    )


def sample_receipt(*names: str, size: int = 11, witnesses: Sequence[SigningKey] = ()) -> bytes:
    """A receipt that opens the named parts of an entry in the middle of a log, cosigned where witnesses are named."""
    log = log_of(size // 2)
    log.append([sample_leaf().to_bytes()])
    log.append([entry_number(number) for number in range(log.size, size)])
    hashes = inclusion_proof(index=size // 2, size=size, read=log.read)
    opened = Opened(sample_leaf(), {name: sample_parts()[name] for name in names})
    note = cosigned(log.checkpoint(), *witnesses)
    return compose_receipt(opened=opened, index=size // 2, hashes=hashes, checkpoint=note)
