"""The register saved in a file: opened it answers as one loaded from the database, and nothing else is believed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from aigis import wiring
from aigis.apps.audit import data_keys
from aigis.apps.register import register_version
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.in_memory import saved_view
from aigis.apps.register.in_memory.clock_changes import moved_subjects
from aigis.apps.register.in_memory.current import RegisterView
from aigis.apps.register.in_memory.stored_bans import StoredBans
from aigis.apps.register.models import Ban, RegisterChange
from aigis.apps.register.storage import encryption
from aigis.apps.retention import actions as retention
from aigis.core.bans.versions import BanEvent
from aigis.core.person.person import Person
from aigis.core.values import Verdict
from tests.world import BANNED, STRANGER, World


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the register is saved in these tests."""
    path = tmp_path / "register.view"
    monkeypatch.setattr(saved_view, "path", lambda: path)
    return path


def start_again() -> None:
    """Forgets the register, as a process that begins."""
    current_register.clear()
    data_keys.clear()


def mapped(at: datetime) -> RegisterView:
    """The register as a process that starts now holds it; fails where the file was not used."""
    start_again()
    assert saved_view.load() is not None
    return current_register.current(at=at)


def built(at: datetime, monkeypatch: pytest.MonkeyPatch) -> RegisterView:
    with monkeypatch.context() as without:
        without.setattr(saved_view, "load", lambda: None)
        start_again()
        return current_register.current(at=at)


def after_two_days() -> datetime:
    """Two days after the last change by the database's clock, which dates changes."""
    return RegisterChange.objects.latest("number").at + timedelta(days=2)


def test_a_banned_person_is_denied_by_a_register_from_the_file(world: World) -> None:
    others = world.banned_people(5)
    world.ban(BANNED)
    assert current_register.save(at=world.at)
    view = mapped(world.at)
    assert isinstance(view.bans, StoredBans)
    assert [world.verdict(person) for person in (BANNED, *others)] == [Verdict.DENIED] * 6
    assert world.verdict(STRANGER) is Verdict.CLEAR


def test_what_changed_since_it_was_saved_counts(world: World) -> None:
    annulled, (suspended, resumed, kept) = world.ban(BANNED), world.banned_people(3)
    bans = {ban.subject_id: ban.pk for ban in Ban.objects.all()}
    subject_of = {person: subject for subject, person in current_register.current(at=world.at).index.subjects()}
    world.change(bans[subject_of[resumed]], BanEvent.SUSPEND)
    assert world.verdict(resumed) is Verdict.CLEAR
    current_register.save(at=world.at)
    start_again()
    world.ban(STRANGER)
    world.change(annulled.ban, BanEvent.ANNUL)
    world.change(bans[subject_of[suspended]], BanEvent.SUSPEND)
    world.change(bans[subject_of[resumed]], BanEvent.RESUME)
    start_again()
    denied = [person for person in (STRANGER, BANNED, suspended, resumed, kept) if _is_denied(world, person)]
    assert denied == [STRANGER, resumed, kept]
    assert saved_view.load() is not None


def _is_denied(world: World, person: Person) -> bool:
    return world.verdict(person) is Verdict.DENIED


def test_a_register_from_the_file_holds_what_one_from_the_database_holds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [world.ban(person) for person in (BANNED, STRANGER)]
    world.banned_people(4)
    current_register.save(at=world.at)
    for step in range(3):
        ours, theirs = mapped(world.at), built(world.at, monkeypatch)
        assert dict(ours.bans) == dict(theirs.bans) and len(ours.bans) == len(theirs.bans)
        assert dict(ours.index.subjects()) == dict(theirs.index.subjects())
        assert ours.at == theirs.at
        for first, last in ((-800, 0), (0, 800), (-1, 1), (-800, 800)):
            days = world.at + timedelta(days=first), world.at + timedelta(days=last)
            assert moved_subjects(ours, *days) == moved_subjects(theirs, *days)
        assert moved_subjects(ours, world.at - timedelta(days=800), world.at)
        if step == 0:
            world.change(made[0].ban, BanEvent.ANNUL)
        else:
            world.ban(BANNED)


def test_nobody_reads_a_name_in_the_file(world: World, file: Path) -> None:
    world.ban(BANNED)
    current_register.save(at=world.at)
    content = file.read_bytes()
    for part in (BANNED.names[0].family, BANNED.names[0].given, *BANNED.national_numbers):
        assert part.encode() not in content and part.upper().encode() not in content
    assert file.stat().st_mode & 0o777 == 0o600


def cut_off(content: bytes, _: Random) -> bytes:
    return content[:-1]


def lengthened(content: bytes, _: Random) -> bytes:
    return content + b"\0"


def altered(content: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]


def exchanged(content: bytes, _: Random) -> bytes:
    lines = content.split(b"\n", 2)
    size = saved_view._CHUNK + 16
    first = json.loads(lines[1])["described"] + 16
    body = lines[2]
    chunks = body[first : first + size], body[first + size : first + 2 * size]
    assert len(chunks[0]) == len(chunks[1]) == size
    return b"\n".join([*lines[:2], body[:first] + chunks[1] + chunks[0] + body[first + 2 * size :]])


def of_another_key(content: bytes, _: Random) -> bytes:
    magic, line, rest = content.split(b"\n", 2)
    header = json.loads(line)
    other = f"{data_keys.SAVED_REGISTER}:{uuid4()}"
    data_keys.made([other])
    return b"\n".join([magic, json.dumps({**header, "key": other}).encode(), rest])


def of_a_subject(content: bytes, _: Random) -> bytes:
    magic, line, rest = content.split(b"\n", 2)
    scope = min(wiring.key_store().living("subject:"))
    return b"\n".join([magic, json.dumps({**json.loads(line), "key": scope}).encode(), rest])


def empty(_: bytes, __: Random) -> bytes:
    return b""


@pytest.mark.parametrize(
    "spoil", [cut_off, lengthened, *[altered] * 25, exchanged, of_another_key, of_a_subject, empty]
)
def test_a_file_that_was_changed_is_not_used_and_nobody_banned_passes(
    world: World,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
    spoil: Callable[[bytes, Random], bytes],
) -> None:
    monkeypatch.setattr(saved_view, "_CHUNK", 256)
    world.ban(BANNED)
    current_register.save(at=world.at)
    file.write_bytes(spoil(file.read_bytes(), Random(request.node.name)))
    start_again()
    assert saved_view.load() is None and saved_view.saved_version() is None
    assert "The saved register is not used" in caplog.text
    assert world.verdict(BANNED) is Verdict.DENIED
    assert current_register.save(at=world.at) and saved_view.load() is not None


@pytest.mark.parametrize("differing", ["weights", "code"])
def test_a_file_of_other_weights_or_other_code_is_not_used(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, differing: str
) -> None:
    world.ban(BANNED)
    current_register.save(at=world.at)
    present = saved_view._made_by()
    monkeypatch.setattr(saved_view, "_made_by", lambda: {**present, differing: "of earlier"})
    start_again()
    assert saved_view.load() is None and f"built with other {differing}" in caplog.text
    assert world.verdict(BANNED) is Verdict.DENIED
    assert current_register.save(at=world.at)  # and another takes its place
    assert mapped(world.at).version == current_register.current(at=world.at).version


def test_a_file_of_a_register_that_this_database_never_held_is_not_used(world: World) -> None:
    world.ban(BANNED)
    view = current_register.current(at=world.at)
    other = register_version.RegisterVersion(view.version, uuid4(), bytes(32))
    without = view.index.updated(dict.fromkeys(view.bans), version=view.version)
    saved_view.save(other, without, {})
    start_again()
    assert saved_view.load() is not None
    assert world.verdict(BANNED) is Verdict.DENIED


def test_a_file_under_the_key_of_something_else_is_not_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ban(BANNED)
    with monkeypatch.context() as other:
        other.setattr(data_keys, "SAVED_REGISTER", "roster")
        current_register.save(at=world.at)
        assert saved_view.load() is not None
    assert saved_view.load() is None


def test_an_older_file_put_back_is_not_used(world: World, file: Path) -> None:
    world.ban(STRANGER)
    current_register.save(at=world.at)
    older = file.read_bytes()
    world.ban(BANNED)
    current_register.save(at=after_two_days())
    assert file.read_bytes() != older
    file.write_bytes(older)
    start_again()
    assert saved_view.load() is None
    assert world.verdict(BANNED) is Verdict.DENIED


def test_when_somebody_is_erased_no_saved_register_opens_any_more(world: World) -> None:
    world.ban(BANNED)
    current_register.save(at=world.at)
    data_keys.destroy(["log:2019-01"], decision=uuid4(), at=world.at)
    assert saved_view.load() is not None
    data_keys.destroy([encryption.scope(uuid4())], decision=uuid4(), at=world.at)
    start_again()
    assert saved_view.load() is None
    assert current_register.save(at=world.at) and saved_view.load() is not None


def test_a_key_whose_file_is_gone_is_swept_and_that_of_the_file_stays(world: World, file: Path) -> None:
    world.ban(BANNED)
    current_register.save(at=world.at)
    left = f"{data_keys.SAVED_REGISTER}:{uuid4()}"
    data_keys.made([left])
    retention.sweep(at=datetime.now(UTC) + timedelta(days=8))
    assert wiring.key_store().living(left) == {} and saved_view.load() is not None


def test_a_few_changes_of_today_are_not_worth_another_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ban(STRANGER)
    assert current_register.save(at=world.at)
    assert not current_register.save(at=after_two_days())  # nothing changed
    world.ban(BANNED)
    assert not current_register.save(at=world.at)
    assert current_register.save(at=after_two_days())
    world.ban(world.banned_people(1)[0])
    monkeypatch.setattr(current_register, "_MANY", 1)
    assert current_register.save(at=world.at)


def test_what_cannot_be_written_leaves_the_file_before_as_it_was(
    world: World, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ban(STRANGER)
    current_register.save(at=world.at)
    before = file.read_bytes()
    world.ban(BANNED)

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("aigis.apps.register.in_memory.saved_view.os.replace", full)
    with pytest.raises(OSError, match="no space"):
        current_register.save(at=after_two_days())
    assert file.read_bytes() == before and [entry.name for entry in file.parent.iterdir()] == [file.name]
    assert len(mapped(world.at).bans) == 2
