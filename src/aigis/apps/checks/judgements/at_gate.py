"""What was decided about the referred checks of a gate, for the guard who waits there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aigis.apps.checks.models import Check, Judgement
from aigis.core.access.permissions import Actor
from aigis.core.checks.alert_routing import NOT_AT_A_GATE
from aigis.core.values import GateCode, Reason, Verdict

SHOWN_FOR = timedelta(minutes=30)  # a decision; a guard who went away finds it
WAITED_FOR = timedelta(hours=4)  # a decision on a check; longer, nobody stands at the gate any more
_DECIDED = (Judgement.Kind.SAME, Judgement.Kind.DIFFERENT)


@dataclass(frozen=True, slots=True)
class GateDecisions:
    """The decisions of the last half hour, newest first, and how many checks still wait for one."""

    decisions: Sequence[Judgement]
    waiting: int


def decisions_at(gate: GateCode, *, actor: Actor, at: datetime) -> GateDecisions:
    """Returns what was decided about the organisation's referred checks at a gate; never who was checked."""
    checks = Check.objects.filter(
        organisation=actor.organisation,
        gate__facility__code=gate.facility,
        gate__name=gate.name,
        verdict=Verdict.REFER.value,
        checked_at__gte=at - WAITED_FOR,
    ).exclude(source__in=NOT_AT_A_GATE)
    decisions = Judgement.objects.filter(check_made__in=checks, judged_at__gte=at - SHOWN_FOR)
    waiting = checks.exclude(reason=Reason.NOT_ENOUGH_TO_TELL.value).exclude(judgements__kind__in=_DECIDED)
    return GateDecisions(list(decisions.select_related("check_made").order_by("-judged_at")), waiting.count())
