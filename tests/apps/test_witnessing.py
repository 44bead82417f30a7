"""The log and its witnesses: quorum, receipts that get better, entries bracketed in time, witnesses that misbehave."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import InterfaceError
from pytest_django import Settings

from aigis import wiring
from aigis.adapters.witness import HttpWitness
from aigis.adapters.witness_record import WitnessRecord
from aigis.adapters.witness_server import WitnessServer
from aigis.apps.audit import queries, sealer, witnesses
from aigis.apps.audit.models import Checkpoint, Cosignature, Leaf, WitnessSize
from aigis.apps.audit.verification import verify_live
from aigis.core.audit.receipt import verify_by_policy, verify_receipt
from aigis.core.errors import InvalidInput, LogRefuses
from aigis.core.tlog.checkpoint import open_checkpoint
from aigis.core.tlog.keys import VerifierKey
from aigis.core.tlog.note import Note, Signature
from aigis.core.tlog.policy import Policy
from aigis.core.tlog.witness import AddCheckpoint, Cosigned
from tests.apps.test_sealing import key, restart, seal_all, write
from tests.apps.test_sealing_faults import restore, snapshot
from tests.witnesses import answering, url, wait_for_witnesses, witness
from tests.world import entries

pytestmark = [pytest.mark.calendar, pytest.mark.usefixtures("fresh_log")]
NAMES = ("court", "auditor", "lab")


@pytest.fixture
def servers(tmp_path: Path, db: None, at: datetime) -> Iterator[dict[str, WitnessServer]]:
    """Three witnesses that trust the log; their clock goes on from the world's instant."""
    with time_machine.travel(at), ExitStack() as stack:
        yield {name: stack.enter_context(witness(tmp_path / name, name, key())) for name in NAMES}


Configure = Callable[[dict[str, str]], Policy]


@pytest.fixture
def configure(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Names the witnesses (by address) that the installation asks; two of the three are a quorum."""
    wait_for_witnesses(monkeypatch)

    def by(addresses: dict[str, str]) -> Policy:
        lines = [f"log {key()}"]
        for name, address in addresses.items():
            lines.append(
                f"witness {name} {WitnessRecord.create(tmp_path / name, name=f'{name}.example/w').vkey} {address}"
            )
        lines += [f"group two {min(2, len(addresses))} {' '.join(addresses)}", "quorum two"]
        policy = Policy.parse("\n".join(lines))
        settings.ENVIRONMENT = replace(django_settings.ENVIRONMENT, witness_policy=policy)
        close()
        return policy

    yield by
    close()


def close() -> None:
    for client in wiring.witnesses().values():
        client.close()  # type: ignore[attr-defined]
    wiring.witnesses.cache_clear()
    witnesses.end_rests()


@pytest.fixture
def policy(servers: dict[str, WitnessServer], configure: Configure) -> Policy:
    return configure({name: url(server) for name, server in servers.items()})


def receipt_of(place: int) -> bytes:
    found = queries.receipt(Leaf.objects.get(index=place).entry_id, parts=("core", "sequence"))
    assert found is not None
    return found


def test_a_receipt_gets_better_as_cosignatures_come(policy: Policy, at: datetime) -> None:
    write(3, at=at)
    seal_all(at=at)
    early = receipt_of(2)
    assert verify_receipt(early, key=key()).index == 2
    with pytest.raises(InvalidInput, match="Not enough witnesses"):
        verify_by_policy(early, policy=policy)
    assert witnesses.ask(at=at) == 3
    found = verify_by_policy(receipt_of(2), policy=policy)
    assert found.cosigned.keys() == set(NAMES)
    assert all(abs(seen - time.time()) < 60 for seen in found.cosigned.values())


def test_a_cosignature_is_an_entry_itself_and_the_log_comes_to_rest(policy: Policy, at: datetime) -> None:
    write(3, at=at)
    seal_all(at=at)
    rounds = [(witnesses.ask(at=at), seal_all(at=at)) for _ in range(3)]
    assert rounds == [(3, 1), (0, 0), (0, 0)]
    (entry,) = entries("log.cosigned")
    assert [one["witness"] for one in entry["core"]["cosignatures"]] == list(NAMES)
    assert (entry["core"]["size"], len(entries("log.witness_refused"))) == (4, 0)
    assert list(verify_live())[-1] == 5


def test_every_entry_is_bracketed_by_clocks_that_are_not_ours(policy: Policy, at: datetime) -> None:
    for _ in range(2):
        write(1, at=at)
        seal_all(at=at)
        witnesses.ask(at=at)
        seal_all(at=at)
    place = Leaf.objects.filter(entry__kind=110).order_by("-index")[0].index
    before, after = witnesses.bracket(place)
    assert before is not None and after is not None and before <= after
    assert abs(after - time.time()) < 60
    assert witnesses.bracket(0)[0] is None and witnesses.bracket(10_000)[1] is None


def test_a_quorum_is_enough_when_one_witness_is_away_or_slow(
    servers: dict[str, WitnessServer], configure: Configure, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_witnesses(monkeypatch, 5.0)
    with answering(200, b"", pause=600) as slow:
        policy = configure({"court": url(servers["court"]), "auditor": url(servers["auditor"]), "lab": slow})
        write(1, at=at)
        seal_all(at=at)
        begun = time.monotonic()
        assert witnesses.ask(at=at) == 2
        assert time.monotonic() - begun < 600  # its patience, and not the answer that comes late
        assert verify_by_policy(receipt_of(1), policy=policy).cosigned.keys() == {"court", "auditor"}
        assert witnesses.ask(at=at) == 0  # and is left alone for a while
    policy = configure({name: url(server) for name, server in servers.items()})
    assert witnesses.ask(at=at) == 1
    assert verify_by_policy(receipt_of(1), policy=policy).cosigned.keys() == set(NAMES)


def test_a_witness_that_knows_another_size_is_asked_again_from_there(policy: Policy, at: datetime) -> None:
    write(1, at=at)
    seal_all(at=at)
    assert witnesses.ask(at=at) == 3
    WitnessSize.objects.update(size=0)  # forgotten, as after a restore
    write(5, at=at)
    seal_all(at=at)
    assert witnesses.ask(at=at) == 3


def test_a_false_cosignature_counts_for_nothing_and_is_on_record(
    servers: dict[str, WitnessServer], configure: Configure, at: datetime
) -> None:
    write(1, at=at)
    seal_all(at=at)
    liar = WitnessRecord.create(servers["lab"].record.folder, name="lab").key
    false = f"{Signature.by(liar.cosigner, liar.cosign('another text', time=1))}\n"
    with answering(200, false.encode()) as address:
        configure({"court": url(servers["court"]), "auditor": url(servers["auditor"]), "lab": address})
        assert witnesses.ask(at=at) == 2
    (refused,) = entries("log.witness_refused")
    assert refused["core"]["witness"] == "lab" and "wrong" in refused["core"]["why"]


def test_a_refusal_is_on_record_once_until_it_changes(
    servers: dict[str, WitnessServer], configure: Configure, at: datetime
) -> None:
    with answering(403, b"not trusted") as address:
        configure({"court": address})
        for _ in range(3):
            write(1, at=at)
            seal_all(at=at)
            witnesses.end_rests()
            assert witnesses.ask(at=at) == 0
    (refused,) = entries("log.witness_refused")
    assert refused["core"]["why"] == "403 not trusted"


def test_a_database_behind_a_witness_is_refused_at_the_start(policy: Policy, at: datetime, fresh_log: Path) -> None:
    """The last line: an old database restored together with the signer's state."""
    write(1, at=at)
    seal_all(at=at)
    witnesses.ask(at=at)
    kept = (fresh_log / "log.state").read_text()
    size = Checkpoint.objects.order_by("-size")[0].size
    write(5, at=at)
    seal_all(at=at)
    witnesses.ask(at=at)
    Cosignature.objects.filter(checkpoint__size__gt=size).delete()
    Checkpoint.objects.filter(size__gt=size).delete()
    Leaf.objects.filter(index__gte=size).delete()
    (fresh_log / "log.state").write_text(kept)
    restart()
    with pytest.raises(
        LogRefuses, match=rf"ROLLBACK: the log holds {size} signed entries, but {size + 6} were cosigned"
    ):
        witnesses.require_not_behind(at=at)


def test_a_log_that_went_on_from_an_old_database_is_refused_at_the_start(
    policy: Policy, at: datetime, fresh_log: Path
) -> None:
    """Database and signer set back together, and grown beyond what a witness saw while it was away."""
    write(1, at=at)
    seal_all(at=at)
    witnesses.ask(at=at)
    seal_all(at=at)
    kept = (fresh_log / "log.state").read_text(), snapshot()
    write(2, at=at)
    seal_all(at=at)
    witnesses.ask(at=at)
    (fresh_log / "log.state").write_text(kept[0])
    Cosignature.objects.all().delete()
    restore(kept[1])
    restart()
    write(9, at=at)
    seal_all(at=at)
    with pytest.raises(LogRefuses, match=r"FORK: what was cosigned is not in the history of the log. 422"):
        witnesses.require_not_behind(at=at)


def test_a_witness_further_than_what_it_is_asked_about_is_not_ahead_of_the_log(
    servers: dict[str, WitnessServer], configure: Configure, at: datetime
) -> None:
    """It was away, and at a start it cosigned the latest checkpoint, over entries about witnesses alone."""
    configure({"court": url(servers["court"])})
    write(1, at=at)
    seal_all(at=at)
    assert witnesses.ask(at=at) == 1
    seal_all(at=at)
    latest = queries.published()
    assert latest is not None
    policy = configure({name: url(server) for name, server in servers.items() if name != "lab"})
    request = AddCheckpoint(0, (), str(latest.note))
    with closing(HttpWitness(url(servers["auditor"]), patience=5)) as client:
        assert isinstance(client.add_checkpoint(request), Cosigned)
    asked = [witnesses.ask(at=at) for _ in range(3)]
    assert asked == [0, 2, 0] and entries("log.witness_refused") == []
    assert verify_by_policy(receipt_of(1), policy=policy).cosigned.keys() == {"court", "auditor"}


def test_what_witnesses_say_at_the_start_is_kept(policy: Policy, at: datetime) -> None:
    write(1, at=at)
    seal_all(at=at)
    witnesses.require_not_behind(at=at)
    seal_all(at=at)
    assert Cosignature.objects.count() == 3 and len(entries("log.cosigned")) == 1
    assert verify_by_policy(receipt_of(1), policy=policy).cosigned.keys() == set(NAMES)
    witnesses.require_not_behind(at=at)
    assert (witnesses.ask(at=at), seal_all(at=at)) == (0, 0)


def test_a_cosignature_from_beyond_tomorrow_is_none(
    servers: dict[str, WitnessServer], configure: Configure, at: datetime
) -> None:
    write(1, at=at)
    seal_all(at=at)
    published = queries.published()
    assert published is not None
    text = Note.parse(str(published.note)).text
    for time_said, why in ((2**63 - 1, "clock"), (int(at.timestamp()) + 90_000, "clock"), (2**63, "wrong")):
        key = WitnessRecord.create(servers["lab"].record.folder, name="lab").key
        line = f"{Signature.by(key.cosigner, key.cosign(text, time=time_said))}\n"
        with answering(200, line.encode()) as address:
            configure({"lab": address})
            assert witnesses.ask(at=at) == 0
        assert why in WitnessSize.objects.get().refused
    assert Cosignature.objects.count() == 0


def test_a_line_below_a_checkpoint_that_was_altered_is_found(policy: Policy, at: datetime) -> None:
    write(1, at=at)
    seal_all(at=at)
    witnesses.ask(at=at)
    seal_all(at=at)
    one, other = Cosignature.objects.order_by("id")[:2]
    for change in ({"line": other.line}, {"line": "—"}, {"signed_at": one.signed_at - 1}, {"vkey": "x"}):
        kept = {name: getattr(one, name) for name in change}
        Cosignature.objects.filter(pk=one.pk).update(**change)
        with pytest.raises(LogRefuses, match="cosignature of court on the checkpoint of size 2 was altered"):
            list(verify_live())
        Cosignature.objects.filter(pk=one.pk).update(**kept)
    assert list(verify_live())[-1] == 3


def test_whatever_goes_wrong_the_asking_goes_on(policy: Policy, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that asks is the only one: a fault must not end it."""
    stop, faults = threading.Event(), [ValueError("x"), LogRefuses("Tile 0 is short."), InterfaceError("closed")]

    def ask(*, at: datetime) -> int:
        if faults:
            raise faults.pop()
        stop.set()
        return 0

    monkeypatch.setattr(witnesses, "ask", ask)
    monkeypatch.setattr(witnesses, "REST_SECONDS", 0.01)
    monkeypatch.setattr(witnesses, "connection", SimpleNamespace(close=lambda: None))
    witnesses.run_forever(stop)
    assert not faults


def test_witnesses_that_are_silent_do_not_keep_the_log_from_starting(
    configure: Configure, db: None, at: datetime
) -> None:
    configure({"court": "http://127.0.0.1:1"})
    write(1, at=at)
    seal_all(at=at)
    witnesses.require_not_behind(at=at)


def test_without_witnesses_nobody_is_asked(db: None, at: datetime) -> None:
    write(1, at=at)
    seal_all(at=at)
    assert witnesses.ask(at=at) == 0
    assert sealer.seal(at=at) == 0


def test_the_published_checkpoint_carries_the_cosignatures_that_came(policy: Policy, at: datetime) -> None:
    write(1, at=at)
    seal_all(at=at)
    witnesses.ask(at=at)
    found = queries.published(witnessed=True)
    assert found is not None
    note = queries.signed_note(found)
    assert policy.open(note).cosigned.keys() == set(NAMES)
    assert open_checkpoint(note, key=VerifierKey.parse(wiring.signer().vkey)).size == 2
