"""Whom a verifier trusts: logs, witnesses, and how many of these must have cosigned. C2SP tlog-policy."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from aigis.core.errors import InvalidInput
from aigis.core.tlog.checkpoint import Checkpoint
from aigis.core.tlog.keys import COSIGNER, LOG, VerifierKey, cosigned_at
from aigis.core.tlog.note import OpenedNote, read_note

NONE = "none"

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACE = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_WRONG = "Line %(line)s of the policy cannot be used: %(why)s. Write it as C2SP tlog-policy says."
_UNSIGNED = "None of the logs that the policy names signed this checkpoint. Do not rely on it."
_TOO_FEW = "Not enough witnesses of the policy cosigned this checkpoint. Fetch it again later."


@dataclass(frozen=True, slots=True)
class PolicyWitness:
    """A witness of a policy: the name it has there, its key, and where it takes checkpoints, if that is said."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses and groups of which so many must have witnessed."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint that a policy accepts, with the time (seconds since 1970) at which each witness cosigned."""

    checkpoint: Checkpoint
    cosigned: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs by their keys, witnesses and groups by their names, and the name of what must have witnessed."""

    logs: tuple[VerifierKey, ...] = ()
    witnesses: Mapping[str, PolicyWitness] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @classmethod
    def from_bytes(cls, data: bytes) -> "Policy":
        """Reads a policy file as it is on disk: octets above ASCII are names as they are, of whatever encoding."""
        return cls.parse(data.decode(errors="surrogateescape"))

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """Reads a policy; raises InvalidInput with the line that cannot be used."""
        reading = _PolicyReader()
        for number, line in enumerate(text.split("\n"), start=1):
            reading.take(number, line)
        if reading.quorum is None:
            raise InvalidInput(_WRONG, field="policy", values={"line": 0, "why": "there is no quorum line"})
        return cls(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)

    def satisfied_by(self, cosigners: Collection[str]) -> bool:
        """Tells whether these witnesses, by their names in the policy, are a quorum."""
        return self.quorum == NONE or self._witnessed(self.quorum, cosigners)

    def _witnessed(self, name: str, cosigners: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigners
        return sum(self._witnessed(member, cosigners) for member in group.members) >= group.threshold

    def cosigned(self, note: str) -> dict[str, int]:
        """The witnesses whose cosignature a note carries, with their earliest time; InvalidInput where one is wrong."""
        return self._times(self._read(note))

    def open(self, note: str) -> Witnessed:
        """Gives the checkpoint of a note that a log of the policy signed and a quorum cosigned; InvalidInput else."""
        opened_note = self._read(note)
        checkpoint = Checkpoint.parse(opened_note.text)
        if checkpoint.origin not in {key.name for key, _ in opened_note.signed if key in self.logs}:
            raise InvalidInput(_UNSIGNED, field="checkpoint")
        cosigned = self._times(opened_note)
        if not self.satisfied_by(cosigned):
            raise InvalidInput(_TOO_FEW, field="checkpoint")
        return Witnessed(checkpoint, cosigned)

    def _read(self, note: str) -> OpenedNote:
        return read_note(note, keys=[*self.logs, *(witness.key for witness in self.witnesses.values())])

    def _times(self, opened_note: OpenedNote) -> dict[str, int]:
        names = {witness.key: witness.name for witness in self.witnesses.values()}
        times: dict[str, int] = {}
        for key, signature in opened_note.signed:
            if key in names:
                time = cosigned_at(signature.data)
                times[names[key]] = min(time, times.get(names[key], time))
        return times


class _PolicyReader:
    """A policy file as far as it has been read."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, PolicyWitness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._grouped: set[str] = set()

    def take(self, number: int, line: str) -> None:
        """Takes one line; raises InvalidInput with its number and what is wrong."""
        kinds = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}
        try:
            _require(_FORBIDDEN.search(line) is None, "it has a control character")
            first, *words = _SPACE.split(line.strip(" \t"))
            if first and not first.startswith("#"):
                _require(first in kinds, "it begins with none of log, witness, group, quorum")
                kinds[first](words)
        except InvalidInput as wrong:
            raise InvalidInput(_WRONG, field="policy", values={"line": number, "why": wrong.sentence}) from None
        except ValueError as wrong:
            raise InvalidInput(_WRONG, field="policy", values={"line": number, "why": str(wrong)}) from None

    def _log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise ValueError("a log has a key and may have an address")
        key = _key(words[0], LOG)
        _require(all(known.public != key.public for known in self.logs), "this log is there already")
        self.logs.append(key)

    def _witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise ValueError("a witness has a name, a key and may have an address")
        key = _key(words[1], COSIGNER)
        _require(
            all(witness.key.public != key.public for witness in self.witnesses.values()),
            "this witness is there already",
        )
        self._name(words[0])
        self.witnesses[words[0]] = PolicyWitness(words[0], key, words[2] if len(words) == 3 else None)

    def _group(self, words: list[str]) -> None:
        _require(len(words) >= 3, "a group has a name, a number and members")
        name, number, *members = words
        for member in members:
            _require(self._known(member), f"{member} is not defined above")
            _require(member not in self._grouped, f"{member} is a member already")
            self._grouped.add(member)
        self._name(name)
        self.groups[name] = Group(_threshold(number, len(members)), tuple(members))

    def _quorum(self, words: list[str]) -> None:
        _require(len(words) == 1, "a quorum is one name")
        _require(self.quorum is None, "there is a quorum already")
        _require(words[0] == NONE or self._known(words[0]), f"{words[0]} is not defined above")
        self.quorum = words[0]

    def _known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _name(self, name: str) -> None:
        _require(name != NONE and not self._known(name), f"the name {name} is taken")


def _key(text: str, algorithm: int) -> VerifierKey:
    key = VerifierKey.parse(text)
    _require(key.algorithm == algorithm, "the key is of another kind")
    return key


def _threshold(number: str, members: int) -> int:
    if number in ("any", "all"):
        return 1 if number == "any" else members
    _require(_NUMBER.fullmatch(number) is not None and int(number) <= members, f"{number} of {members} cannot be")
    return int(number)


def _require(holds: bool, why: str) -> None:
    if not holds:
        raise ValueError(why)
