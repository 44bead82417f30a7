"""`aigis export final`: the file, what stands in its cells, and the record that it was made."""

import csv
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aigis.adapters.spreadsheet import read_table
from aigis.core.access.permissions import Role
from aigis.core.bans.versions import BanEvent
from aigis.core.person.birth import BirthDate
from aigis.core.person.person import Name, Person
from aigis.ops import cli
from tests.apps.fixtures import forgetful, world
from tests.world import World, entries

pytestmark = pytest.mark.calendar

__all__ = ["forgetful", "world"]

FORMULA = Person(names=(Name("=cmd|' /C calc'!A0", "@Zoltan"),), birth=BirthDate(1981, 4, 3))


@pytest.fixture
def at() -> datetime:
    """The command reads the clock, so these tests stand in the present."""
    return datetime.now(UTC)


@pytest.fixture
def final(world: World) -> World:
    """A world with two final penalties, one of them on somebody whose name is a formula, and one that is not final."""
    for person in (FORMULA, Person(names=(Name("Maes", "Bo"),), birth=BirthDate(1990))):
        world.ban(person, final_on=world.today - timedelta(days=300))
    world.ban()
    return world


def export(path: Path, *arguments: str) -> int:
    return cli.main(["export", "final", "--out", str(path), *arguments])


def test_a_json_file_goes_on_where_the_last_one_ended(
    final: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(tmp_path / "first.json") == 0
    first = json.loads((tmp_path / "first.json").read_text())
    assert [one["person"]["family_name"] for one in first["items"]] == ["=cmd|' /C calc'!A0", "Maes"]
    assert f"--after {first['next']}" in capsys.readouterr().out
    final.change(first["items"][1]["ban"], BanEvent.ANNUL)
    assert export(tmp_path / "second.json", "--after", str(first["next"])) == 0
    (again,) = json.loads((tmp_path / "second.json").read_text())["items"]
    assert (again["ban"], again["state"]) == (first["items"][1]["ban"], "annulled")
    assert [row["core"]["shown"] for row in entries("ban.exported")] == [2, 1]


def test_cells_are_texts_and_never_formulas(final: World, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        assert export(tmp_path / f"final.{ending}") == 0
    with (tmp_path / "final.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["family_name"] for row in rows] == ["'=cmd|' /C calc'!A0", "Maes"]
    assert rows[1]["birth_date"] == "1990" and rows[1]["state"] == "in_force" and rows[1]["final_on"]
    table = read_table((tmp_path / "final.xlsx").read_bytes(), filename="final.xlsx")
    column = list(table.headers).index("family_name")
    assert [row.cells[column] for row in table.rows] == ["=cmd|' /C calc'!A0", "Maes"]


@pytest.mark.parametrize("name", ["final.csv", "final.xlsx", "final.json"])
def test_only_who_wrote_the_file_may_read_it(final: World, tmp_path: Path, name: str) -> None:
    assert export(tmp_path / name) == 0
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_registrar_is_named_in_the_record_and_nobody_else_may(final: World, tmp_path: Path) -> None:
    registrar, approver = final.user(Role.REGISTRAR), final.user(Role.APPROVER)
    assert export(tmp_path / "final.csv", "--as", registrar.username) == 0
    assert [row["actor"]["id"] for row in entries("ban.exported")] == [str(registrar.pk)]
    assert export(tmp_path / "other.csv", "--as", approver.username) == 2
    assert export(tmp_path / "other.csv", "--as", "nobody") == 2
    assert len(entries("ban.exported")) == len(entries("access.refused")) == 1


@pytest.mark.parametrize(
    "arguments", [("final.pdf",), ("nowhere/final.csv",), ("nowhere/final.json",), ("final.csv", "--after", "-1")]
)
def test_what_cannot_be_written_is_refused_before_anything_is_read(
    final: World, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert export(tmp_path / arguments[0], *arguments[1:]) == 2
    assert entries("ban.exported") == [] and list(tmp_path.iterdir()) == []
