"""A row that the database swallows is an error, whichever way it was sent."""

from datetime import datetime

import pytest
from django.db import connection

from aigis.apps.audit import bulk_insert
from aigis.apps.checks.actions import perform
from aigis.apps.checks.models import Check
from aigis.apps.people.models import Organisation
from aigis.core.errors import NoAnswer
from tests.world import BANNED, World

_COLUMNS = {"code": "text", "name": "text", "kind": "text", "mailbox": "text"}


def swallow(table: str) -> None:
    """Does what the owner of the database could: a trigger that lets no row through and says nothing."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        cursor.execute(f"CREATE TRIGGER swallow BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION swallow()")


def rows(count: int) -> list[list[str]]:
    return [[f"o{number}", "O", "company", ""] for number in range(count)]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_rows_sent_in_bulk_are_counted(db: None, count: int) -> None:
    swallow("people_organisation")
    with pytest.raises(NoAnswer, match=f"kept 0 of {count} rows of people_organisation"):
        bulk_insert.insert("people_organisation", _COLUMNS, rows(count))


def test_rows_sent_in_a_pipeline_are_counted_at_its_end(db: None) -> None:
    swallow("people_organisation")
    with pytest.raises(NoAnswer, match="kept 0"), bulk_insert.together(2):
        bulk_insert.insert("people_organisation", _COLUMNS, rows(2))


def test_rows_of_the_orm_are_counted(db: None, at: datetime) -> None:
    swallow("register_registerchange")
    with pytest.raises(NoAnswer, match="kept 0"), connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO "register_registerchange" ("number", "epoch", "digest", "at", "accepted_loss") VALUES '
            "(%s, %s, %s, %s, %s)",
            [99, "00000000-0000-0000-0000-000000000063", b"", at, False],
        )


def test_all_rows_that_arrive_are_no_error(db: None) -> None:
    with bulk_insert.together(2):
        bulk_insert.insert("people_organisation", _COLUMNS, rows(2))
    assert Organisation.objects.filter(code__in=["o0", "o1"]).count() == 2


@pytest.mark.parametrize("table", ["checks_check", "audit_entry", "audit_pending", "alerts_alert", "notices_notice"])
def test_no_answer_leaves_a_check_whose_row_was_swallowed(world: World, table: str) -> None:
    world.ban()
    swallow(table)
    with pytest.raises(NoAnswer, match="kept 0"):
        perform([world.query(BANNED)], at=world.at)
    assert not Check.objects.exists()
