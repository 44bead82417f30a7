"""Every tenth look-up of a user asks for more: the tenth is answered, the eleventh only after it was justified."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from aigis.apps.notices.models import Notice
from aigis.apps.people.actions import NewClient, add_client, revoke_client
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.people.models import ApiClient
from aigis.apps.register.in_memory import current as current_register
from aigis.apps.register.lookups import justifications
from aigis.apps.register.lookups.actions import LookUpAnswer, LookUpQuery, look_up
from aigis.apps.register.models import LookUp, LookUpTally
from aigis.core.access.permissions import Actor, Role
from aigis.core.errors import Conflict, InvalidInput, JustificationDue, NotAllowed, NotFound
from tests.apps.test_together import at_once
from tests.world import FORCE, STRANGER, World, entries, number

WHY = "He was seen at three gates in one night, see PV 7/26."


def ask(actor: Actor, at: datetime, *, purpose: str = "control") -> LookUpAnswer:
    return look_up(LookUpQuery(purpose, "PV 7/26", STRANGER), actor=actor, at=at, view=current_register.current(at=at))


@pytest.fixture
def officer(world: World) -> Actor:
    return world.actor(Role.OFFICER)


@pytest.fixture
def tenth(officer: Actor, at: datetime) -> UUID:
    """The tenth look-up of the officer, with nine before it."""
    answers = [ask(officer, at) for _ in range(10)]
    assert [answer.justification_due for answer in answers] == [False] * 9 + [True]
    return answers[-1].id


@pytest.fixture
def justified(tenth: UUID, officer: Actor, at: datetime) -> UUID:
    justifications.justify(tenth, WHY, actor=officer, at=at)
    return tenth


def test_the_eleventh_is_answered_only_after_the_tenth_was_justified(officer: Actor, tenth: UUID, at: datetime) -> None:
    with pytest.raises(JustificationDue) as refused:
        ask(officer, at)
    assert refused.value.values == {"lookup": tenth} and justifications.due(officer) == tenth
    assert LookUp.objects.count() == 10 and len(entries("lookup.answered")) == 10
    (left,) = entries("lookup.refused")
    assert (left["core"]["purpose"], left["core"]["lookup"]) == ("control", str(tenth))
    assert left["subject"]["person"] == STRANGER.to_dict() and left["subject"]["case"] == "PV 7/26"
    justifications.justify(tenth, WHY, actor=officer, at=at)
    assert justifications.due(officer) is None
    assert [ask(officer, at).justification_due for _ in range(10)] == [False] * 9 + [True]


def test_each_user_is_counted_alone(world: World, tenth: UUID, at: datetime) -> None:
    assert not ask(world.actor(Role.PRISON), at).justification_due
    assert LookUpTally.objects.get(pk=world.actor(Role.PRISON).key).made == 1


def test_a_look_up_that_is_refused_does_not_count(officer: Actor, at: datetime) -> None:
    for _ in range(9):
        ask(officer, at)
    with pytest.raises(InvalidInput):
        ask(officer, at, purpose="curiosity")
    assert ask(officer, at).justification_due


@pytest.mark.parametrize("text", ["", "because", "  because   of      the        case    ", "x" * 2001])
def test_a_justification_must_say_something(officer: Actor, tenth: UUID, at: datetime, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        justifications.justify(tenth, text, actor=officer, at=at)
    assert refused.value.field == "justification" and justifications.due(officer) == tenth


def test_nobody_justifies_for_somebody_else(world: World, tenth: UUID, at: datetime) -> None:
    with pytest.raises(NotFound):
        justifications.justify(tenth, WHY, actor=world.actor(Role.PRISON), at=at)


def test_a_justification_is_given_once_where_it_is_asked_for(officer: Actor, justified: UUID, at: datetime) -> None:
    other = ask(officer, at).id
    for lookup in (justified, other):
        with pytest.raises(Conflict):
            justifications.justify(lookup, WHY, actor=officer, at=at)


def test_the_same_request_again_changes_nothing(officer: Actor, tenth: UUID, at: datetime) -> None:
    request = IdempotentRequest.of("k1", address="/x", body=WHY)
    for _ in range(2):
        justifications.justify(tenth, WHY, actor=officer, at=at, request=request)
    assert len(entries("lookup.justified")) == 1


def test_justification_and_note_stand_closed_and_in_the_log(
    world: World, officer: Actor, justified: UUID, at: datetime
) -> None:
    justifications.review(justified, accepted=True, note="As ordered.", actor=world.actor(Role.SUPERIOR), at=at)
    row = LookUp.objects.get(pk=justified)
    assert b"three gates" not in bytes(row.justification or b"") and b"ordered" not in bytes(row.review or b"")
    (given,), (reviewed,) = entries("lookup.justified"), entries("lookup.reviewed")
    assert given["subject"]["justification"] == WHY and given["core"]["lookup"] == str(justified)
    assert reviewed["subject"]["note"] == "As ordered." and reviewed["core"]["accepted"] is True
    assert not Notice.objects.filter(subject__contains="lookup").exists()


def test_a_superior_sees_what_waits_in_the_own_organisation_and_the_look_is_an_entry(
    world: World, justified: UUID, at: datetime
) -> None:
    superior = world.actor(Role.SUPERIOR)
    seen = justifications.reviews(actor=superior, at=at)
    assert [(one.row.pk, one.justification, one.asked.person) for one in seen.waiting] == [(justified, WHY, STRANGER)]
    assert [entry["core"]["lookups"] for entry in entries("lookup.reviews_read")] == [[str(justified)]]
    foreign = world.actor(Role.SUPERIOR, world.foreign(Role.SUPERIOR))
    assert justifications.reviews(actor=foreign, at=at).waiting == ()
    with pytest.raises(NotFound):
        justifications.review(justified, accepted=True, note="", actor=foreign, at=at)


def test_an_objection_needs_a_note_and_is_told_to_the_auditor(world: World, justified: UUID, at: datetime) -> None:
    superior = world.actor(Role.SUPERIOR)
    world.client(Role.AUDITOR)
    with pytest.raises(InvalidInput):
        justifications.review(justified, accepted=False, note=" ", actor=superior, at=at)
    justifications.review(justified, accepted=False, note="Nobody ordered this.", actor=superior, at=at)
    (notice,) = Notice.objects.filter(subject__contains="lookup.objected")
    assert notice.address == "service@office.example"
    with pytest.raises(Conflict):
        justifications.review(justified, accepted=True, note="", actor=superior, at=at)
    assert [row.pk for row in justifications.reviews(actor=superior, at=at).decided] == [justified]


@pytest.mark.parametrize("closed", [False, True])
def test_nobody_reviews_the_own_look_up_with_another_account(
    world: World, officer: Actor, justified: UUID, at: datetime, closed: bool
) -> None:
    draft = NewClient(
        world.organisations[FORCE],
        Role.SUPERIOR,
        "the officer's other key",
        at + timedelta(days=9),
        national_number=number(f"client {Role.OFFICER} {FORCE}"),
    )
    other, _ = add_client(draft, actor=officer, at=at)
    if closed:
        account = ApiClient.objects.get(pk=int(officer.id))
        revoke_client(actor=officer, at=at, client=account, why="left")
    actor = Actor("client", str(other.pk), Role.SUPERIOR, other.organisation_id)
    with pytest.raises(NotAllowed):
        justifications.review(justified, accepted=True, note="", actor=actor, at=at)


def test_of_look_ups_made_at_once_exactly_the_tenth_asks_for_more(committed: World, at: datetime) -> None:
    officer = committed.actor(Role.OFFICER)
    current_register.current(at=at)
    results = at_once([partial(ask, officer, at) for _ in range(16)])
    answers = [one for one in results if isinstance(one, LookUpAnswer)]
    refused = [one for one in results if isinstance(one, JustificationDue)]
    assert (len(answers), len(refused)) == (10, 6), results
    assert sum(answer.justification_due for answer in answers) == 1
    assert LookUp.objects.count() == 10 and LookUp.objects.filter(asks_more=True).count() == 1
    assert LookUpTally.objects.get().made == 10
