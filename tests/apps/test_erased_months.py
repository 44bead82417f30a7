"""A month of the log whose key is due: kept while the log still has to do with it, and never missed afterwards."""

from datetime import datetime, timedelta

import pytest
import time_machine

from aigis import wiring
from aigis.apps.audit import entry_details, erasure, queries, witnesses
from aigis.apps.audit.actions import SYSTEM
from aigis.apps.audit.erasure_records import Erasures
from aigis.apps.audit.models import Checkpoint, Entry, Leaf, Pending
from aigis.apps.audit.verification import verify_live
from aigis.apps.retention import actions, due
from aigis.core.errors import Conflict
from aigis.core.privacy.retention import RetentionOutcome
from aigis.core.tlog.policy import Policy
from tests.apps.retained import YEAR, erase, own_keys, seal_all, store
from tests.apps.test_witnessing import configure, policy, servers
from tests.faults import write
from tests.world import World

__all__ = ["configure", "own_keys", "policy", "servers"]
pytestmark = pytest.mark.usefixtures("fresh_log")
LATER = 11 * YEAR


def month(at: datetime) -> tuple[RetentionOutcome, str]:
    """What is to become of the world's month of the log."""
    (one,) = [one for one in due.listing(at=at) if one.name == "month:2026-11"]
    return one.judged.outcome, one.judged.why


def test_a_month_is_kept_while_one_of_its_entries_waits_for_the_sealer(world: World, at: datetime) -> None:
    assert month(at + LATER) == (RetentionOutcome.NEEDED, "log")
    seal_all(at=at)
    assert month(at + LATER)[0] is RetentionOutcome.DUE


def test_a_month_is_kept_while_one_of_its_entries_is_under_no_signature(world: World, at: datetime) -> None:
    seal_all(at=at)
    Checkpoint.objects.update(note=None)
    assert month(at + LATER) == (RetentionOutcome.NEEDED, "log")


def test_a_month_is_kept_until_the_quorum_of_witnesses_saw_it(policy: Policy, world: World, at: datetime) -> None:
    seal_all(at=at)
    assert month(at + LATER) == (RetentionOutcome.NEEDED, "log")
    witnesses.ask(at=at)
    assert month(at + LATER) == (RetentionOutcome.NEEDED, "log")  # what they said is an entry of the month itself
    seal_all(at=at)
    assert month(at + LATER) == (RetentionOutcome.NEEDED, "log")
    write(1, at=at + LATER)
    seal_all(at=at + LATER)
    witnesses.ask(at=at + LATER)
    assert month(at + LATER)[0] is RetentionOutcome.DUE


def test_no_key_is_destroyed_while_an_entry_of_its_month_waits(world: World, at: datetime) -> None:
    """Written after the decision, by a clock that went back: the sealer must still read what it seals."""
    seal_all(at=at)
    later = at + LATER
    row = actions.decide(actor=SYSTEM, at=later)
    seal_all(at=later)
    assert row is not None
    write(1, at=at)
    Entry.objects.filter(pk__in=Pending.objects.values("entry")).update(subject_scope="subject:of another key")
    with pytest.raises(Conflict, match="not sealed yet"):
        erasure.destroy_keys(row, at=later)
    assert "month:2026-11" in store().living("month:")
    Entry.objects.filter(pk__in=Pending.objects.values("entry")).update(subject_scope="month:2026-11")
    seal_all(at=later)
    assert erasure.destroy_keys(row, at=later) > 0


def test_an_entry_after_an_erased_month_is_still_shown_and_proven(policy: Policy, world: World, at: datetime) -> None:
    """The cosignature that stood before it in the log can no longer be read."""
    seal_all(at=at)
    witnesses.ask(at=at)
    seal_all(at=at)
    later = at + LATER
    write(1, at=later)
    seal_all(at=later)
    new = Leaf.objects.order_by("-index")[0]
    before = witnesses.bracket(new.index)
    assert before[0] is not None and before[1] is None
    with time_machine.travel(later):
        witnesses.ask(at=later)
    erase(at=later)
    after, until = witnesses.bracket(new.index)
    assert after is None and until is not None
    shown = entry_details.stages(new.entry_id)
    assert shown is not None and (shown.after, shown.before is None) == (None, False)
    erasures = Erasures()
    assert list(verify_live(erasures))[-1] == Leaf.objects.count() and erasures.found.total() > 0
    assert queries.receipt(Leaf.objects.get(index=3).entry_id, parts=("core", "sequence")) is not None
    assert "month:2026-11" not in wiring.key_store().living("month:")
    assert month_is_gone(at + LATER + timedelta(days=1))


def month_is_gone(at: datetime) -> bool:
    return all(one.name != "month:2026-11" for one in due.listing(at=at))
