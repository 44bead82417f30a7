"""A hit on a test identity every five minutes, which must go the whole way: answered, sealed, alerted, delivered."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from aigis.ops.reconcile.comparison import Difference, Tables
from aigis.ops.reconcile.expected_state import ExpectedState
from aigis.ops.reconcile.live_probe import DENIED, TEST_IDENTITIES, Probe, wrong_answer
from aigis.ops.reconcile.memory import ReconcilerMemory

EVERY = timedelta(minutes=5)
ARRIVES_WITHIN = timedelta(seconds=45)  # the pass after the one that asked looks for it


def make_hit(probe: Probe, memory: ReconcilerMemory, *, at: datetime) -> Iterator[Difference]:
    """Checks the denied test identity where five minutes have passed, and remembers the check.

    Yields a difference where it is not denied, or not marked as a drill. One that fails is made again in the next pass.
    """
    if at < datetime.fromtimestamp(memory.hit_at, UTC) + EVERY:
        return
    answer = probe.ask(TEST_IDENTITIES[DENIED])
    if answer["verdict"] != DENIED:
        yield wrong_answer(DENIED, answer["verdict"])
    elif answer.get("drill") is not True:
        yield Difference("hit.not_a_drill", str(answer.get("id")), "The synthetic hit was not answered as a drill.")
    else:
        memory.hit, memory.hit_at = str(answer["id"]), at.timestamp()


def compare_hit(
    memory: ReconcilerMemory, state: ExpectedState, tables: Tables, *, at: datetime
) -> Iterator[Difference]:
    """Yields where the last synthetic hit stopped on its way; nothing while it may still be under way."""
    made_at = datetime.fromtimestamp(memory.hit_at, UTC)
    if not memory.hit or at < made_at + ARRIVES_WITHIN:
        return
    if memory.hit not in state.drilled_checks:
        yield Difference("hit.absent", memory.hit, f"The synthetic hit of {made_at:%H:%M} UTC has no sealed alert.")
        return
    alert = next((alert.alert for alert in state.alerts.values() if alert.check == memory.hit), "")
    if not alert:
        sentence = "No drill desk hears of the synthetic hit: add a desk of the kind 'drill' for its port."
        yield Difference("hit.no_desk", "drill", sentence)
    elif not any(notice.alert == alert and notice.successes for notice in tables.notices):
        sentence = f"The synthetic hit of {made_at:%H:%M} UTC was not delivered to a drill desk."
        yield Difference("hit.undelivered", alert, sentence)
