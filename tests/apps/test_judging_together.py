"""Two people judge one check at once, each over a connection of their own: one of them is first, and both count."""

from datetime import datetime
from functools import partial

import pytest

from aigis.apps.alerts.models import Alert
from aigis.apps.checks.judgements.actions import JudgementInput, JudgementOutcome, judge
from aigis.apps.checks.models import Judgement, RememberedPair
from aigis.core.access.permissions import Role
from aigis.core.errors import Conflict
from aigis.core.values import Verdict
from tests.apps.test_judging import DIFFERENT, check
from tests.apps.test_together import at_once
from tests.world import World


@pytest.mark.parametrize("round_", range(4))
def test_of_same_and_different_at_once_same_stands_and_is_told_once(
    committed: World, at: datetime, round_: int
) -> None:
    committed.ban()
    asked = check(committed, at)
    said = {Role.PFSO: JudgementInput("same"), Role.PROSECUTOR: DIFFERENT}
    if round_ % 2:
        said = {Role.PFSO: DIFFERENT, Role.PROSECUTOR: JudgementInput("same")}
    actors = {role: committed.actor(role) for role in said}
    jobs = [partial(judge, check=asked.id, request_input=one, actor=actors[role], at=at) for role, one in said.items()]
    came = at_once(jobs)
    assert all(isinstance(one, JudgementOutcome | Conflict) for one in came), came
    assert Alert.objects.count() == 1
    assert Judgement.objects.filter(kind="same").count() == 1
    assert RememberedPair.objects.filter(revoked_at=None).count() in (0, 1)
    assert check(committed, at).verdict is Verdict.REFER


def test_the_same_judgement_by_two_at_once_is_told_once(committed: World, at: datetime) -> None:
    committed.ban()
    asked = check(committed, at)
    actors = [committed.actor(role) for role in (Role.PFSO, Role.PROSECUTOR)]
    came = at_once(
        [partial(judge, check=asked.id, request_input=JudgementInput("same"), actor=one, at=at) for one in actors]
    )
    assert all(isinstance(one, JudgementOutcome) for one in came), came
    assert Alert.objects.count() == 1
