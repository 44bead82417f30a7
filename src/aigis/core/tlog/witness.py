"""What a witness is asked, and what it may answer: C2SP tlog-witness, without HTTP and without a clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from aigis.core.errors import InvalidInput
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.encoding import decode64, encode64, parse_decimal
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.note import Note, Signature, open_note, read_note
from aigis.core.tlog.proofs import verify_consistency
from aigis.core.tlog.tree import HASH_LENGTH, empty_root

MOST_HASHES = 63
LARGEST_REQUEST = 256 * 1024  # bytes; a note may carry at least 16 signatures, of 5 KB each where they are post-quantum

_OLD = "old "
_MALFORMED = "This is not an add-checkpoint request: an old size, hashes, an empty line, a checkpoint."
_WRONG_SIZE = "This is not a tree size."
_NOT_LINES = "A witness answers with signature lines and nothing else. This cosignature counts for nothing."


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A log's request: the size the witness should know, the proof from there (32-byte hashes), a signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint, not yet verified."""
        return Checkpoint.parse(Note.parse(self.note).text)

    def to_bytes(self) -> bytes:
        """Writes the body of the request."""
        lines = [f"{_OLD}{self.old}", *(encode64(hash_) for hash_ in self.proof), "", self.note]
        return "\n".join(lines).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "AddCheckpoint":
        """Reads what `to_bytes` wrote; raises InvalidInput on anything that is spelled otherwise."""
        try:
            head, blank, note = data.decode().partition("\n\n")
            old, *hashes = head.split("\n")
            parsed = cls(parse_decimal(old.removeprefix(_OLD)), tuple(decode64(line) for line in hashes), note)
        except ValueError:
            raise InvalidInput(_MALFORMED, field="request") from None
        whole = blank and old.startswith(_OLD) and len(hashes) <= MOST_HASHES
        if not whole or any(len(hash_) != HASH_LENGTH for hash_ in parsed.proof):
            raise InvalidInput(_MALFORMED, field="request")
        _ = parsed.checkpoint
        return parsed


class WitnessJudgement(Enum):
    """What a witness makes of a request."""

    COSIGN = "cosign"
    UNKNOWN_LOG = "unknown log"
    NOT_SIGNED = "not signed by a key trusted for this log"
    OLD_BEYOND = "the old size is beyond the checkpoint"
    OTHER_SIZE = "another size was cosigned last"
    OTHER_ROOT = "another root was cosigned at this size"
    NOT_CONSISTENT = "the proof does not hold"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness cosigned: the signature lines it sent, not yet verified."""

    lines: str


@dataclass(frozen=True, slots=True)
class Knows:
    """A witness cosigned another size last, and says which."""

    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A witness did not cosign; `lasting` where it said no, and the same request will not do better.

    `contradicts` where what it cosigned before is not in the history of the checkpoint.
    """

    why: str
    lasting: bool
    contradicts: bool = False


WitnessAnswer = Cosigned | Knows | Refused


@dataclass(frozen=True, slots=True)
class SeenCheckpoint:
    """The last checkpoint of a log that a witness cosigned: its size and root; before the first the empty tree."""

    size: int = 0
    root: bytes = empty_root()


def judge(request: AddCheckpoint, *, logs: Sequence[VerifierKey], seen: SeenCheckpoint) -> WitnessJudgement:
    """Judges a request by the keys the witness trusts and the last checkpoint of that origin it cosigned.

    The order of the questions is that of the specification.
    """
    checkpoint = request.checkpoint
    trusted = [key for key in logs if key.name == checkpoint.origin]
    if not trusted:
        return WitnessJudgement.UNKNOWN_LOG
    if not _signed(request.note, trusted):
        return WitnessJudgement.NOT_SIGNED
    if request.old > checkpoint.size:
        return WitnessJudgement.OLD_BEYOND
    if request.old != seen.size:
        return WitnessJudgement.OTHER_SIZE
    if checkpoint.size == seen.size and checkpoint.root != seen.root:
        return WitnessJudgement.OTHER_ROOT
    return WitnessJudgement.COSIGN if _extends(request, checkpoint, seen) else WitnessJudgement.NOT_CONSISTENT


def parse_size(body: bytes) -> int:
    """Reads the size that a witness answers where it cosigned another one last; raises InvalidInput otherwise."""
    try:
        line, end = body.decode("ascii").split("\n")
        if not end:
            return parse_decimal(line)
    except ValueError:
        pass
    raise InvalidInput(_WRONG_SIZE, field="size")


def cosignatures_in(lines: str, *, text: str, key: VerifierKey) -> tuple[Signature, ...]:
    """The cosignatures of a witness's key among the lines it sent for a checkpoint's text.

    Lines of other keys are ignored; raises InvalidInput where there is none of this key or one is wrong.
    """
    opened_note = read_note(f"{text}\n{lines}", keys=[key])
    if opened_note.text != text:  # an empty line among them moves the end of the text: another text would be cosigned
        raise InvalidInput(_NOT_LINES, field="cosignature")
    return tuple(signature for _, signature in opened_note.signed)


def _signed(note: str, trusted: Sequence[VerifierKey]) -> bool:
    try:
        open_note(note, keys=trusted)
    except InvalidInput:
        return False
    return True


def _extends(request: AddCheckpoint, checkpoint: Checkpoint, seen: SeenCheckpoint) -> bool:
    try:
        verify_consistency(
            old=seen.size, old_root=seen.root, new=checkpoint.size, new_root=checkpoint.root, proof=request.proof
        )
    except InvalidInput:
        return False
    return True
