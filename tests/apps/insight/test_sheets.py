"""The person's sheet: what certainly is about them, told with delay; nothing tells what was kept back."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from aigis.apps.checks.actions import perform
from aigis.apps.insight import sheets, trail_job, trails
from aigis.apps.insight.sheets import GivenSheet, SheetRequest
from aigis.apps.insight.trails import TrailQuery
from aigis.apps.register.in_memory.current import current
from aigis.apps.register.lookups.actions import LookUpQuery, look_up
from aigis.core.access.permissions import Role
from aigis.core.dates.brussels import day_of
from aigis.core.errors import Conflict, InvalidInput, NotFound
from aigis.core.privacy.disclosure_delays import DELAYS, withheld
from tests.world import BANNED, STRANGER, World, entries, holds

REQUEST = SheetRequest("letter of 3 March", "document", "nl", inquiry=False)
DAY = timedelta(days=1)


def looked_at(world: World) -> None:
    """A stranger is checked, and looked up once for a control and once for an investigation."""
    perform([world.query(STRANGER)], at=world.at)
    for purpose in ("control", "investigation"):
        query = LookUpQuery(purpose, "PV 7/26", STRANGER)
        look_up(query, actor=world.actor(Role.OFFICER), at=world.at, view=current(at=world.at))


def ended(world: World, *, at: datetime) -> UUID:
    """A trail about the stranger that has ended."""
    today = day_of(world.at)
    asked = trails.ask(TrailQuery(STRANGER, "DPO 7/26", today, today), actor=world.actor(Role.AUDITOR), at=at)
    trail_job.run(asked, view=current(at=at), at=at)
    return asked


def given(world: World, *, at: datetime, request: SheetRequest = REQUEST) -> GivenSheet:
    auditor = world.actor(Role.AUDITOR)
    sheet = sheets.give(ended(world, at=at), request, actor=auditor, at=at)
    return sheets.read(sheet, actor=auditor, at=at)


def test_a_check_is_told_at_once_and_the_looks_of_justice_after_their_delay(world: World) -> None:
    looked_at(world)
    for days, told in ((1, ["check"]), (181, ["check", "control"]), (366, ["check", "control", "investigation"])):
        sheet = given(world, at=world.at + days * DAY)
        assert sorted(one.purpose if one.event != "check.answered" else "check" for one in sheet.rows) == told


def test_a_sheet_names_the_kind_of_organisation_and_no_official(world: World) -> None:
    looked_at(world)
    sheet = given(world, at=world.at + 366 * DAY)
    assert {one.kind for one in sheet.rows} == {"company", "police"}
    assert not holds(sheet.rows, world.actor(Role.OFFICER).key)


def test_an_open_inquiry_keeps_back_what_justice_did_however_old(world: World) -> None:
    looked_at(world)
    asked = SheetRequest("letter", "document", "fr", inquiry=True)
    sheet = given(world, at=world.at + 366 * DAY, request=asked)
    assert [one.event for one in sheet.rows] == ["check.answered"]


def test_the_log_knows_how_much_was_kept_back_and_the_sheet_does_not(world: World) -> None:
    looked_at(world)
    sheet = given(world, at=world.at + DAY)
    (entry,) = entries("sheet.given")
    assert (entry["core"]["shown"], entry["core"]["withheld"]) == (1, 2)
    assert not hasattr(sheet, "withheld") and len(sheet.rows) == 1
    assert len(entries("sheet.read")) == 1


def test_somebody_else_of_the_same_name_is_told_to_nobody(world: World) -> None:
    world.ban()
    possible = BANNED.__class__(names=BANNED.names, birth=BANNED.birth)
    perform([world.query(BANNED)], at=world.at)
    today, auditor, at = day_of(world.at), world.actor(Role.AUDITOR), world.at + DAY
    asked = trails.ask(TrailQuery(possible, "DPO 8/26", today, today), actor=auditor, at=at)
    trail_job.run(asked, view=current(at=at), at=at)
    unsure = [one for one in trails.read(asked, actor=auditor, at=at).entries if one.strength == "possible"]
    told = sheets.read(sheets.give(asked, REQUEST, actor=auditor, at=at), actor=auditor, at=at).rows
    assert len(told) <= len(trails.read(asked, actor=auditor, at=at).entries) - len(unsure)


def test_a_sheet_stays_as_it_was_given(world: World) -> None:
    looked_at(world)
    sheet = given(world, at=world.at + DAY)
    again = sheets.read(sheet.row.pk, actor=world.actor(Role.AUDITOR), at=world.at + 400 * DAY)
    assert again.rows == sheet.rows


def test_a_sheet_needs_an_ended_trail_a_reference_and_a_proof_of_identity(world: World) -> None:
    auditor, today = world.actor(Role.AUDITOR), day_of(world.at)
    running = trails.ask(TrailQuery(STRANGER, "DPO 7/26", today, today), actor=auditor, at=world.at)
    with pytest.raises(Conflict):
        sheets.give(running, REQUEST, actor=auditor, at=world.at)
    trail = ended(world, at=world.at)
    for wrong in (("", "document", "nl"), ("letter", "", "nl"), ("letter", "document", "xx")):
        with pytest.raises(InvalidInput):
            sheets.give(trail, SheetRequest(*wrong, inquiry=False), actor=auditor, at=world.at)
    with pytest.raises(NotFound):
        sheets.give(trail, REQUEST, actor=world.actor(Role.AUDITOR, "other-service"), at=world.at)
    assert entries("sheet.given") == []


@pytest.mark.parametrize("days", [0, 179, 180, 181])
def test_a_delay_ends_with_its_last_day(world: World, days: int) -> None:
    kept = withheld("ban.read", at=world.at, told_at=world.at + days * DAY, inquiry=False)
    assert kept is (days < DELAYS["ban.read"].days)
