"""A version of the register is more than its number: an older copy of the database is never taken for the present."""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from aigis.apps.audit import attestation
from aigis.apps.audit.models import Attestation
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.checks.query import Answer
from aigis.apps.register import register_version
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.loss import accept_loss
from aigis.apps.register.models import Ban, RegisterChange, RegisterState
from aigis.core.access.permissions import Role
from aigis.core.errors import Conflict, NoAnswer
from aigis.core.values import Verdict
from tests.world import BANNED, STRANGER, World

Rows = tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]


def saved() -> Rows:
    """The register's state and history as they are, as a copy of the database would hold them."""
    return RegisterState.objects.values().get(), list(RegisterChange.objects.values())


def put_back(rows: Rows) -> None:
    """Puts an older copy of the register in place of the present one."""
    state, changes = rows
    RegisterChange.objects.all().delete()
    RegisterChange.objects.bulk_create(RegisterChange(**change) for change in changes)
    RegisterState.objects.filter(pk=1).update(**{name: value for name, value in state.items() if name != "id"})


def in_another_process(job: Callable[[], object]) -> object:
    """Runs with a memory of its own: what the other process remembers is not known here, nor the other way round."""
    newest, accepted, held = (
        register_version._memory.newest,
        register_version._memory.accepted,
        current_register._held.view,
    )
    register_version.clear()
    current_register._held.view = None
    try:
        return job()
    finally:
        register_version._memory.newest, register_version._memory.accepted = newest, accepted
        current_register._held.view = held


def verdict(world: World) -> Verdict:
    (answer,) = perform([world.query(BANNED)], at=world.at)
    assert isinstance(answer, Answer)
    return answer.verdict


def test_each_version_chains_over_all_before_it(world: World) -> None:
    for person in (STRANGER, BANNED):
        world.ban(person)
    first, second = RegisterChange.objects.order_by("number")
    for before, change in ((b"", first), (bytes(first.digest), second)):
        expected = before + change.number.to_bytes(8, "big") + change.epoch.bytes
        assert bytes(change.digest) == hashlib.sha256(expected).digest()
    state = RegisterState.objects.get()
    assert (state.version, state.epoch, bytes(state.digest)) == (2, second.epoch, bytes(second.digest))


def test_a_ban_that_took_the_number_of_a_lost_one_is_not_missed(committed: World) -> None:
    """The process holds version 1 with one ban; the database holds version 1 with another."""
    before = saved()
    committed.ban(STRANGER)
    assert verdict(committed) is Verdict.CLEAR  # the process now holds version 1
    put_back(before)
    in_another_process(lambda: committed.ban(BANNED))
    with pytest.raises(NoAnswer, match="lost its last changes"):
        verdict(committed)
    assert not Check.objects.filter(verdict="clear", register_version__gt=1).exists()


@pytest.mark.parametrize("changes", [0, 1, 2])
def test_a_lost_tail_stops_every_process_however_far_the_register_went_on(committed: World, changes: int) -> None:
    before = saved()
    committed.ban(BANNED)
    assert verdict(committed) is Verdict.DENIED
    put_back(before)
    for person in (STRANGER, STRANGER)[:changes]:
        in_another_process(partial(committed.ban, person))
    with pytest.raises(NoAnswer, match="lost its last changes"):
        verdict(committed)
    with pytest.raises(NoAnswer):  # a process that never saw the lost ban is stopped as well
        in_another_process(lambda: verdict(committed))
    with pytest.raises(NoAnswer, match="cannot be changed now"):
        committed.ban(STRANGER)
    assert register_version.trouble()


def test_the_database_with_the_whole_tail_answers_again_at_once(committed: World) -> None:
    before = saved()
    committed.ban(BANNED)
    assert verdict(committed) is Verdict.DENIED
    whole = saved()
    put_back(before)
    with pytest.raises(NoAnswer):
        verdict(committed)
    put_back(whole)
    assert verdict(committed) is Verdict.DENIED


def test_an_accepted_loss_lets_the_gates_answer_from_what_is_left(committed: World) -> None:
    before = saved()
    committed.ban(BANNED)
    assert verdict(committed) is Verdict.DENIED
    put_back(before)
    Ban.objects.update(ends_at=committed.at)  # the rows of the lost ban are not in the older database
    with pytest.raises(NoAnswer):
        verdict(committed)
    in_another_process(lambda: accept_loss(actor=committed.actor(Role.ADMIN), reason="lost", at=committed.at))
    assert verdict(committed) is Verdict.CLEAR
    older = saved()
    put_back(before)  # older than the acceptance: that one does not count for it
    with pytest.raises(NoAnswer):
        verdict(committed)
    put_back(older)
    assert verdict(committed) is Verdict.CLEAR


def test_a_loss_that_nobody_has_seen_cannot_be_accepted(world: World) -> None:
    with pytest.raises(Conflict, match="not halted"):
        accept_loss(actor=world.actor(Role.ADMIN), reason="to be sure", at=world.at)


def test_a_ban_that_only_its_own_process_knew_of_is_not_lost_unseen(committed: World) -> None:
    """Nobody checked and nothing was signed between the answer "registered" and the failover."""
    before = saved()
    committed.ban(BANNED)
    put_back(before)
    with pytest.raises(NoAnswer, match="lost its last changes"):
        verdict(committed)


def test_a_process_that_saw_a_lost_ban_registers_no_other(committed: World) -> None:
    before = saved()
    committed.ban(BANNED)
    put_back(before)
    with pytest.raises(NoAnswer, match="cannot be changed now"):
        committed.ban(STRANGER)
    assert RegisterState.objects.get().version == 0


def test_a_change_that_is_taken_back_is_not_remembered(committed: World) -> None:
    class Abandoned(Exception):
        pass

    with pytest.raises(Abandoned), transaction.atomic():
        register_version.next_version()
        current_register.current(at=committed.at)
        raise Abandoned
    committed.ban(BANNED)
    assert verdict(committed) is Verdict.DENIED


def test_a_thread_that_read_an_earlier_version_does_not_stop_the_gates(committed: World) -> None:
    """While one thread waits between reading and comparing, another moves the register on."""
    committed.ban(STRANGER)
    stale, _ = register_version._read()
    committed.ban(BANNED)
    register_version.present()
    with register_version._memory.lock:
        assert not register_version._succeeds_newest(stale)
    results: list[object] = []

    def ask() -> None:
        results.append(register_version.present().number)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [2, 2, 2, 2]


def test_nothing_is_answered_before_the_log_was_begun(world: World) -> None:
    world.ban()
    Attestation.objects.all().delete()
    register_version.clear()
    with pytest.raises(NoAnswer, match="not yet verified"):
        verdict(world)


def test_nothing_is_answered_from_a_server_that_was_not_compared(world: World) -> None:
    world.ban()
    Attestation.objects.update(server="1764499999.000000/00000001")  # as after a restart, a promotion, a restored copy
    with pytest.raises(NoAnswer, match="not yet verified"):
        verdict(world)
    with pytest.raises(NoAnswer, match="cannot be changed now"):
        world.ban(STRANGER)
    attestation.attest(at=world.at)
    assert verdict(world) is Verdict.DENIED


def test_a_refusal_of_the_sealer_stops_the_gates_and_is_told(world: World) -> None:
    world.ban()
    attestation.revoke("ROLLBACK: the log holds 3 entries, but 5 were signed.", at=world.at)
    with pytest.raises(NoAnswer):
        verdict(world)
    assert register_version.trouble() == "ROLLBACK: the log holds 3 entries, but 5 were signed."


def test_the_empty_register_is_part_of_every_history(world: World) -> None:
    assert register_version.present() == register_version.RegisterVersion(0, UUID(int=0), b"")
    world.ban()
    assert register_version.present().number == 1
