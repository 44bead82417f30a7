"""A whole imported list is confirmed at once, by somebody else who compared the bans drawn from it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.notices.models import Notice
from aigis.apps.people.idempotency import IdempotentRequest
from aigis.apps.people.models import ApiClient
from aigis.apps.register.bans import confirmation as ban_confirmation
from aigis.apps.register.desks.inbox import waiting
from aigis.apps.register.imports import (
    classification as import_classification,
)
from aigis.apps.register.imports import (
    confirmation as import_confirmation,
)
from aigis.apps.register.imports import (
    registration as import_registration,
)
from aigis.apps.register.models import Ban, Confirmation, ImportedList
from aigis.core.access.permissions import Actor, Role
from aigis.core.bans.versions import BanEvent
from aigis.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from aigis.core.imports.ban_rows import BanRow
from tests.apps.register.test_importing import SOURCE, row
from tests.world import BANNED, World, entries

DAY = timedelta(days=1)
MANY = 30


@pytest.fixture
def importer(world: World) -> Actor:
    return world.actor(Role.REGISTRAR)


@pytest.fixture
def colleague(world: World) -> Actor:
    return world.actor(Role.APPROVER)


def imported(importer: Actor, at: datetime, *rows: BanRow, taking: tuple[int, ...] = ()) -> ImportedList:
    found = import_classification.sort(rows or [row(number) for number in range(2, 2 + MANY)], at=at)
    import_registration.import_bans(found, source=SOURCE, actor=importer, at=at, with_conflicts=taking)
    return ImportedList.objects.latest("pk")


def drawn(of: ImportedList, actor: Actor, at: datetime) -> list[UUID]:
    return [view.ban.pk for view in import_confirmation.imported_list(of.pk, actor=actor, at=at).drawn]


def unconfirmed() -> int:
    return Confirmation.objects.filter(confirmed_at=None).count()


def test_a_colleague_who_compared_those_drawn_confirms_all(importer: Actor, colleague: Actor, at: datetime) -> None:
    made = imported(importer, at)
    compared = drawn(made, colleague, at)
    assert len(set(compared)) == 20 and compared == drawn(made, colleague, at)
    assert import_confirmation.confirm(made.pk, compared=compared, actor=colleague, at=at) == MANY
    assert unconfirmed() == 0
    ((entry),) = entries("list.confirmed")
    assert (entry["core"]["bans"], entry["core"]["compared"]) == (MANY, [str(ban) for ban in compared])
    assert entries("list.sample_shown")[0]["core"]["bans"] == entry["core"]["compared"]
    with pytest.raises(Conflict):
        import_confirmation.confirm(made.pk, compared=compared, actor=colleague, at=at)


def test_two_lists_draw_differently(importer: Actor, colleague: Actor, at: datetime) -> None:
    made = imported(importer, at)
    places = sorted(Ban.objects.values_list("pk", flat=True))
    first = [places.index(ban) for ban in drawn(made, colleague, at)]
    made.pk = UUID(int=made.pk.int + 1)
    made.save(force_insert=True)
    Confirmation.objects.update(list=made)
    assert first != [places.index(ban) for ban in drawn(made, colleague, at)] and first != sorted(first)


def test_without_every_one_of_them_nothing_is_confirmed(importer: Actor, colleague: Actor, at: datetime) -> None:
    made = imported(importer, at)
    compared = drawn(made, colleague, at)
    others = [ban for ban in Ban.objects.values_list("pk", flat=True) if ban not in compared]
    for said in ([], compared[:-1], [*compared[1:], *others]):
        with pytest.raises(InvalidInput) as refused:
            import_confirmation.confirm(made.pk, compared=said, actor=colleague, at=at)
        assert refused.value.field == "compared"
    assert unconfirmed() == MANY


@pytest.mark.parametrize("who", ["importer", "second account", "nobody knows who"])
def test_who_imported_it_cannot_confirm_it(
    world: World, importer: Actor, colleague: Actor, at: datetime, who: str
) -> None:
    made = imported(importer, at)
    compared = drawn(made, colleague, at)
    mine = ApiClient.objects.get(pk=int(importer.id)).person_code
    code = mine if who == "second account" else None
    if who != "importer":
        ApiClient.objects.filter(pk=int(colleague.id)).update(person_code=code)
    with pytest.raises(NotAllowed):
        import_confirmation.confirm(
            made.pk, compared=compared, actor=importer if who == "importer" else colleague, at=at
        )
    assert unconfirmed() == MANY


def test_the_same_request_again_is_harmless(importer: Actor, colleague: Actor, at: datetime) -> None:
    made = imported(importer, at)
    said = drawn(made, colleague, at)
    key = IdempotentRequest.of("k1", address="/x", body={})
    assert [
        import_confirmation.confirm(made.pk, compared=said, actor=colleague, at=at, request=key) for _ in range(2)
    ] == [
        MANY,
        MANY,
    ]
    assert len(entries("list.confirmed")) == 1


def test_a_ban_put_right_leaves_the_list_and_more_are_drawn(
    world: World, importer: Actor, colleague: Actor, at: datetime
) -> None:
    made = imported(importer, at)
    wrong = drawn(made, colleague, at)[0]
    world.change(wrong, BanEvent.CORRECT, case_reference="AN 1/1")
    found = import_confirmation.imported_list(made.pk, actor=colleague, at=at)
    again = [view.ban.pk for view in found.drawn]
    assert wrong not in again and (found.corrected, len(again), found.listed.waiting) == (1, MANY - 1, MANY - 1)
    assert import_confirmation.confirm(made.pk, compared=again, actor=colleague, at=at) == MANY - 1


def test_conflicts_registered_all_the_same_are_all_compared(
    world: World, importer: Actor, colleague: Actor, at: datetime
) -> None:
    world.ban(BANNED)
    clash = row(99, BANNED, case_reference="AN 12/345")
    made = imported(importer, at, *[row(number) for number in range(2, 42)], clash, taking=(99,))
    found = import_confirmation.imported_list(made.pk, actor=colleague, at=at)
    assert len(found.drawn) == 21 and found.drawn[0].ban.pk in found.chosen and made.counts["conflicts_registered"] == 1


def test_an_overdue_list_is_loud_once_and_its_bans_are_not(importer: Actor, at: datetime) -> None:
    made = imported(importer, at)
    assert import_confirmation.tell_overdue(at=at + DAY - timedelta(seconds=1)) == 0
    assert [import_confirmation.tell_overdue(at=at + days * DAY) for days in (1, 2)] == [1, 0]
    assert ban_confirmation.tell_overdue(at=at + 2 * DAY) == 0
    told = Notice.objects.filter(body__contains="list.confirmation_overdue").values_list("address", flat=True)
    assert sorted(told) == ["court@office.example", "prosecutor@office.example"]
    ((entry),) = entries("list.confirmation_overdue")
    assert (entry["core"]["list"], entry["core"]["bans"]) == (str(made.pk), MANY)


def test_a_list_whose_bans_were_confirmed_one_by_one_is_not_overdue(
    importer: Actor, colleague: Actor, at: datetime
) -> None:
    made = imported(importer, at, row(2), row(3))
    ban_confirmation.confirm([(ban, 1) for ban in Ban.objects.values_list("pk", flat=True)], actor=colleague, at=at)
    assert import_confirmation.tell_overdue(at=at + DAY) == 0
    made.refresh_from_db()
    assert made.confirmed_by == "one by one" and not entries("list.confirmation_overdue")


def test_the_desk_shows_a_list_as_one_line(world: World, importer: Actor, colleague: Actor, at: datetime) -> None:
    imported(importer, at)
    world.ban()
    for actor, mine in ((importer, True), (colleague, False)):
        found = waiting(actor=actor, at=at)
        assert [(one.waiting, one.mine) for one in found.lists] == [(MANY, mine)] and found.to_confirm_count == 1
    foreign = world.actor(Role.APPROVER, world.foreign(Role.APPROVER))
    assert waiting(actor=foreign, at=at).lists == ()


def test_a_list_that_is_not_there_is_not_found(colleague: Actor, at: datetime) -> None:
    with pytest.raises(NotFound):
        import_confirmation.confirm(UUID(int=7), compared=[], actor=colleague, at=at)
