"""The tampering drill: rows edited, deleted, added and back-dated past every check of ours; each is found and named.

Whoever does it has the database, but neither the keys in files nor what was signed and taken outside.
"""

import os
import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction

from aigis.adapters.signer import FileSigner
from aigis.apps.audit import rotation, sealer, verification
from aigis.apps.audit.models import Checkpoint, Entry, Leaf, LogKey, LogState, Tile
from aigis.apps.audit.verification import verify_live
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.checks.verification import verify_rows
from aigis.core.audit.entry import EntryLeaf as CoreLeaf
from aigis.core.errors import LogRefuses
from aigis.core.tlog.keys import SigningKey
from aigis.core.tlog.note import Note, sign_note
from aigis.core.tlog.tree import extend, hash_leaf
from tests.faults import go_on, write
from tests.world import BANNED, STRANGER, World

pytestmark = pytest.mark.usefixtures("fresh_log")


@dataclass
class Attack:
    """One move of whoever has the database, with the chance that decides where and how."""

    chance: random.Random
    sealed: list[Leaf]

    def victim(self) -> Leaf:
        return self.chance.choice(self.sealed)

    def bent(self, data: Any) -> bytes:
        found = bytearray(data)
        found[self.chance.randrange(len(found))] ^= 1 << self.chance.randrange(8)
        return bytes(found)

    def edit_a_part(self) -> None:
        leaf, column = self.victim(), self.chance.choice(["core", "actor", "subject"])
        Entry.objects.filter(pk=leaf.entry_id).update(**{column: self.bent(getattr(leaf.entry, column))})

    def swap_a_part(self) -> None:
        one, other = self.chance.sample(self.sealed, 2)
        column = self.chance.choice(["core", "actor"])
        Entry.objects.filter(pk=one.entry_id).update(**{column: bytes(getattr(other.entry, column))})

    def edit_a_column(self) -> None:
        leaf = self.victim()
        change: dict[str, Any] = self.chance.choice(
            [
                {"kind": leaf.entry.kind % 100 + 1},
                {"organisation": leaf.entry.organisation + 1},
                {"actor_key": "user:666"},
                {"about": uuid4()},
                {"subject_scope": "month:2020-01"},
            ]
        )
        Entry.objects.filter(pk=leaf.entry_id).update(**change)

    def back_date_an_entry(self) -> None:
        leaf = self.victim()
        back = timedelta(milliseconds=self.chance.randrange(1, 10_000))
        Entry.objects.filter(pk=leaf.entry_id).update(at=leaf.entry.at - back)

    def back_date_a_leaf(self) -> None:
        leaf = self.victim()
        sealed = CoreLeaf.from_bytes(bytes(leaf.data))
        data = CoreLeaf(
            sealed.kind, sealed.time_ms - 1_000, sealed.core, sealed.actor, sealed.subject, sealed.sequence
        ).to_bytes()
        Leaf.objects.filter(pk=leaf.pk).update(data=data)

    def edit_a_leaf(self) -> None:
        leaf = self.victim()
        Leaf.objects.filter(pk=leaf.pk).update(data=self.bent(leaf.data))

    def edit_a_number(self) -> None:
        leaf = self.victim()
        Leaf.objects.filter(pk=leaf.pk).update(number=leaf.number + 1_000_000)

    def delete_one(self) -> None:
        leaf = self.victim()
        Leaf.objects.filter(pk=leaf.pk).delete()
        if self.chance.random() < 0.5:
            Entry.objects.filter(pk=leaf.entry_id).delete()

    def delete_and_close_the_gap(self) -> None:
        leaf = self.victim()
        Leaf.objects.filter(pk=leaf.pk).delete()
        Entry.objects.filter(pk=leaf.entry_id).delete()
        for later in Leaf.objects.filter(index__gt=leaf.index).order_by("index"):
            Leaf.objects.filter(index=later.index).update(index=later.index - 1)

    def delete_the_newest(self) -> None:
        size = LogState.objects.get().size - self.chance.randrange(1, 5)
        gone = list(Leaf.objects.filter(index__gte=size).values_list("entry_id", flat=True))
        Leaf.objects.filter(index__gte=size).delete()
        Entry.objects.filter(pk__in=gone).delete()
        Checkpoint.objects.filter(size__gt=size).delete()
        LogState.objects.update(size=size)

    def delete_the_newest_as_if_it_was_not_sealed_yet(self) -> None:
        """A row without a note in place of the signed one: what a sealer leaves that dies before it signs."""
        newest = Checkpoint.objects.order_by("-size")[0]
        Checkpoint.objects.filter(size=newest.size).update(note=None)
        last = Leaf.objects.order_by("-index")[0]
        Leaf.objects.filter(pk=last.pk).delete()
        Entry.objects.filter(pk=last.entry_id).delete()

    def add_one_beyond_the_end(self) -> None:
        made, last = self._copied(), Leaf.objects.order_by("-index")[0]
        place = last.index + self.chance.randrange(1, 5)
        fields = {"organisation": last.organisation, "number": last.number + 1, "sequence_salt": os.urandom(32)}
        Leaf.objects.create(index=place, entry=made, data=last.data, **fields)

    def edit_a_note_with_a_key_of_ones_own(self) -> None:
        row = self.chance.choice(list(Checkpoint.objects.exclude(note=None)))
        own = SigningKey(rotation.current().origin, os.urandom(32))
        LogKey.objects.create(vkey=str(own.verifier), log=1, added_at=row.written_at)
        Checkpoint.objects.filter(pk=row.pk).update(note=sign_note(Note.parse(str(row.note)).text, key=own))

    def back_date_beyond_the_calendar(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_entry SET at = '-infinity' WHERE id = %s", [self.victim().entry_id])

    def add_one_past_the_queue(self) -> None:
        self._copied()

    def add_one_in_place_of_the_newest(self) -> None:
        """In the place of the newest: what was checked last is said to have been about somebody else."""
        made, last = self._copied(), Leaf.objects.order_by("-index")[0]
        Leaf.objects.filter(pk=last.pk).update(entry=made, sequence_salt=os.urandom(32))
        Entry.objects.filter(pk=last.entry_id).delete()

    def _copied(self) -> Entry:
        entry = self.victim().entry
        fields = {field.attname: getattr(entry, field.attname) for field in Entry._meta.fields}
        return Entry.objects.create(**fields | {"id": uuid4()})

    def edit_a_tile(self) -> None:
        tile = self.chance.choice(list(Tile.objects.all()))
        Tile.objects.filter(pk=tile.pk).update(hashes=self.bent(tile.hashes))

    def edit_a_checkpoint(self) -> None:
        row = self.chance.choice(list(Checkpoint.objects.exclude(note=None)))
        changed: dict[str, Any] = self.chance.choice(
            [{"root": self.bent(row.root)}, {"note": _bent_signature(str(row.note))}]
        )
        Checkpoint.objects.filter(pk=row.pk).update(**changed)

    def edit_a_check(self) -> None:
        row = self.chance.choice(list(Check.objects.all()))
        Check.objects.filter(pk=row.pk).update(verdict="clear" if row.verdict != "clear" else "denied")


def _bent_signature(note: str) -> str:
    at = len(note) - 20
    return f"{note[:at]}{'B' if note[at] == 'A' else 'A'}{note[at + 1 :]}"


MOVES: dict[str, Callable[[Attack], None]] = {
    name: move
    for name, move in vars(Attack).items()
    if callable(move) and name.split("_")[0] in {"edit", "swap", "back", "delete", "add"}
}
# What changes leaves can be covered up by whoever recomputes the tree over them, but for the signature.
RECOMPUTED = {
    "edit_a_leaf",
    "back_date_a_leaf",
    "edit_a_number",
    "delete_and_close_the_gap",
    "add_one_in_place_of_the_newest",
}


def recompute_the_tree() -> None:
    """Tiles, states and unsigned roots as the altered leaves give them; notes cannot be made without the key."""
    leaves = list(Leaf.objects.order_by("index"))
    log = rotation.current()
    held: dict[tuple[int, int], bytes] = {}
    size, root = 0, b""

    def read(level: int, number: int) -> bytes:
        return held.get((level, number), b"")

    for end in sorted({*Checkpoint.objects.values_list("size", flat=True), len(leaves)}):
        hashes = [hash_leaf(bytes(leaf.data)) for leaf in leaves[size:end]]
        size, root, changed = extend(size=size, leaf_hashes=hashes, read=read)
        held.update(changed)
        Checkpoint.objects.filter(size=size).update(root=root)
    for (level, number), hashes_of in held.items():
        Tile.objects.update_or_create(log=log.id, level=level, number=number, defaults={"hashes": hashes_of})
    LogState.objects.update(size=size, root=root)


def found() -> str:
    """What the verification says, or nothing."""
    try:
        list(verify_live())
        list(verify_rows())
    except LogRefuses as told:
        return told.sentence
    return ""


def drill(attacks: int, *, seed: int) -> list[str]:
    """Carries out attacks one by one, each taken back before the next; gives those that were not found and named."""
    chance, missed = random.Random(seed), []
    sealed = list(Leaf.objects.select_related("entry").order_by("index"))
    names = list(MOVES)
    for turn in range(attacks):
        name = names[turn % len(names)]
        cover = name in RECOMPUTED and chance.random() < 0.5
        with suppress(Undone), transaction.atomic():
            with suppress(Error), transaction.atomic():
                MOVES[name](Attack(chance, sealed))
                if cover:
                    recompute_the_tree()
            said = found()
            if not NAMED.search(said):
                missed.append(f"{turn} {name}{' covered up' if cover else ''}: {said}")
            raise Undone
    return missed


class Undone(Exception):
    """Takes an attack back."""


NAMED = re.compile(
    r"Leaf \d+|Leaves \d+ to \d+|entry [0-9a-f-]{36}|Entry [0-9a-f-]{36}|Tile \d+|checkpoint.* of size \d+"
    r"|ROLLBACK: .*\d+|Check [0-9a-f-]{36}"
)


@pytest.fixture
def busy(world: World, at: datetime) -> World:
    """A log of some dozen entries in several batches, with checks clear and denied."""
    world.ban()
    go_on(at=at)
    for turn in range(4):
        perform([world.query(STRANGER), world.query(BANNED), world.query(STRANGER)], at=at + timedelta(seconds=turn))
        go_on(at=at + timedelta(seconds=turn))
    return world


def test_every_kind_of_tampering_is_found_and_named(busy: World) -> None:
    assert found() == ""
    assert drill(2 * len(MOVES), seed=7) == []
    assert found() == ""


def test_a_seal_during_a_verification_is_no_rollback(
    busy: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sealer goes on between any two things that the verification reads."""
    real, turn = FileSigner._read_state, count(5)

    def read(signer: FileSigner) -> tuple[int, bytes]:
        monkeypatch.setattr(FileSigner, "_read_state", real)
        seal_more()
        said = real(signer)
        seal_more()
        monkeypatch.setattr(FileSigner, "_read_state", read)
        return said

    def seal_more() -> None:
        write(1, at=at + timedelta(seconds=next(turn)))
        while sealer.seal(at=at + timedelta(seconds=next(turn))):
            pass

    monkeypatch.setattr(FileSigner, "_read_state", read)
    list(verify_live())


def test_a_database_without_its_log_is_behind_the_signer(busy: World) -> None:
    LogState.objects.all().delete()
    assert re.match(r"ROLLBACK: the database holds no log, but \d+ entries were signed", found())


def test_parts_exchanged_between_an_entry_that_announces_keys_and_another_are_named(busy: World) -> None:
    opened, other = Leaf.objects.get(entry__kind=1), Leaf.objects.order_by("-index")[0]
    Entry.objects.filter(pk=opened.entry_id).update(core=bytes(other.entry.core))
    assert found() == f"Leaf {opened.index}: entry {opened.entry_id} is not what was sealed."


@pytest.mark.parametrize("column", ["core", "actor"])
def test_an_altered_part_of_an_entry_that_announces_keys_is_named(busy: World, column: str) -> None:
    opened = Leaf.objects.get(entry__kind=1)
    altered = bytearray(bytes(getattr(opened.entry, column)))
    altered[-1] ^= 1
    Entry.objects.filter(pk=opened.entry_id).update(**{column: bytes(altered)})
    assert found().startswith(f"Leaf {opened.index}, entry {opened.entry_id}: The stored field entry.{column} does not")


def test_an_entry_that_announces_keys_and_was_dated_beyond_the_calendar_is_named(busy: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET at = '-infinity' WHERE kind = 1")
    assert found().startswith("Leaves 0 to ")


@pytest.mark.chaos
def test_a_thousand_tamperings_are_found_and_named(busy: World) -> None:
    assert drill(1_000, seed=11) == []
    assert found() == ""


def test_the_drill_can_fail(busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verification that takes earlier checkpoints as they are lets them be altered."""
    monkeypatch.setattr(verification._Checkpoints, "require", lambda *_: None)
    missed = drill(2 * len(MOVES), seed=7)
    assert missed and all("edit_a_checkpoint" in one or "edit_a_note" in one for one in missed)
