"""The screening of a roster is paused, resumed and cancelled; no row is lost, and the daily one goes on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aigis.apps.rosters import screening, screening_parts
from aigis.apps.rosters.job_steps import JobPace
from aigis.apps.rosters.models import Roster, RosterEntry, ScreenedRows, Screening, ScreeningPart
from aigis.apps.rosters.roster_checks import system_actor
from aigis.core.access.permissions import Role
from aigis.core.values import Verdict
from tests.doors.asking import ask
from tests.world import STRANGER_IN, World, entries

ROSTER = "/api/v1/rosters/badges"


@pytest.fixture(autouse=True)
def roster(world: World, monkeypatch: pytest.MonkeyPatch) -> Roster:
    row = world.roster()
    items = [{"ref": f"b-{index}", "person": {**STRANGER_IN, "family_name": f"Okonkwo{index}"}} for index in range(5)]
    post(world, f"{ROSTER}/entries/batch", {"items": items})
    monkeypatch.setattr(screening_parts, "ROUND", 2)
    return row


def post(world: World, path: str, body: Any = None) -> Any:
    return ask(world, Role.BADGE_ISSUER, "POST", path, body)


def begun(world: World) -> str:
    return f"/api/v1/screenings/{post(world, f'{ROSTER}/screenings').json()['id']}"


def work() -> None:
    screening.run(Screening.objects.get().pk, clock=lambda: datetime.now(UTC))


def state(world: World, address: str) -> tuple[str, int]:
    answer = ask(world, Role.BADGE_ISSUER, "GET", address).json()
    return answer["state"], answer["done"]


def pausing(world: World, address: str, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes a step while the first round is being checked."""
    screen = screening_parts.screen_entries

    def interrupted(row: Roster, some: Sequence[RosterEntry], *, at: datetime) -> list[Verdict]:
        post(world, f"{address}/{step}")
        return screen(row, some, at=at)

    monkeypatch.setattr(screening_parts, "screen_entries", interrupted)
    work()
    monkeypatch.setattr(screening_parts, "screen_entries", screen)


def test_a_paused_screening_ends_its_round_and_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begun(world)
    pausing(world, address, "pause", monkeypatch)
    assert state(world, address) == ("paused", 2)
    work()
    assert state(world, address) == ("paused", 2)
    later = datetime.now(UTC) + timedelta(hours=1)
    assert screening_parts.stalled_parts(at=later) == []
    assert post(world, f"{address}/resume").json()["state"] == "running"
    work()
    assert state(world, address) == ("done", 5)
    assert sum(len(bytes(row.rows)) > 0 for row in ScreenedRows.objects.all()) == 3
    assert [entry["core"]["step"] for entry in entries("screening.steered")] == ["pause", "resume"]


def test_a_cancelled_screening_says_nothing_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    address = begun(world)
    pausing(world, address, "cancel", monkeypatch)
    work()
    assert state(world, address) == ("cancelled", 0)
    assert not ScreeningPart.objects.filter(ended_at=None).exists() and not ScreenedRows.objects.exists()
    assert post(world, f"{address}/cancel").status_code == 200
    assert post(world, f"{address}/resume").status_code == 409
    assert post(world, f"{ROSTER}/screenings").status_code == 202


def test_the_daily_screening_goes_on_whatever_its_organisation_says(world: World, roster: Roster, at: datetime) -> None:
    job = screening.start(roster, actor=system_actor(roster), at=at, day=world.today)
    for step in ("pause", "cancel"):
        assert post(world, f"/api/v1/screenings/{job.pk}/{step}").status_code == 409
    work()
    assert state(world, f"/api/v1/screenings/{job.pk}") == ("done", 5)


def test_a_screening_is_steered_by_its_organisation_alone(world: World) -> None:
    address = begun(world)
    assert ask(world, Role.BADGE_ISSUER, "POST", f"{address}/pause", organisation="other-quay").status_code == 404


def test_the_pace_is_that_since_the_last_begin() -> None:
    since = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
    pace = JobPace.of(rows=600, since=since, until=since + timedelta(seconds=60), left=300)
    assert pace == JobPace(10.0, since + timedelta(seconds=90))
    assert JobPace.of(rows=0, since=since, until=since, left=300) == JobPace()


def test_a_running_job_tells_its_pace_and_one_that_is_paused_none(world: World, at: datetime) -> None:
    address = begun(world)
    Screening.objects.update(done=4, total=6, run_since=at, moved_at=at + timedelta(seconds=2))
    answer = ask(world, Role.BADGE_ISSUER, "GET", address).json()
    assert answer["rows_per_second"] == 2.0
    assert answer["expected_end"] == (at + timedelta(seconds=3)).isoformat()
    paused = post(world, f"{address}/pause").json()
    assert (paused["rows_per_second"], paused["expected_end"]) == (None, None)
